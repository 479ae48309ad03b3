#ifndef LUARIG_CLI_DEBUG_DAP_PROGRAM_H_
#define LUARIG_CLI_DEBUG_DAP_PROGRAM_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/app/sources.h"
#include "cli/app/subcommand.h"
#include "cli/debug/dap_launch.h"
#include "cli/debug/dap_messages.h"
#include "cli/debug/debug_rig.h"

namespace luarig {

// An engine that runs without us: a server's, whose clients call scripts.
struct DapHost {
  Engine& engine;                     // outlives all editors
  std::vector<SourceText> libraries;  // those it has loaded from files
  // While code stands still: waits a moment for the editor, and serves other clients meanwhile, who
  // are told that the server is busy, if asked to. False if the server is to end.
  std::function<bool(bool serve_others)> wait;
};

// What an editor debugs: what it has launched, loaded and ready to run once, or what an engine runs
// by itself.
class DapProgram {
 public:
  // Loads what is launched: fixtures, libraries, the script. Throws dap::Refusal that says what is
  // wrong with them. `front_end` must outlive it.
  DapProgram(DapLaunch launch, DebugFrontEnd& front_end);
  // Looks at what `host` runs from now on; nothing runs while this is made. Throws dap::Refusal if
  // a source cannot be read.
  DapProgram(DapAttach attach, const DapHost& host, DebugFrontEnd& front_end);
  ~DapProgram();
  DapProgram(const DapProgram&) = delete;
  DapProgram& operator=(const DapProgram&) = delete;

  bool attached() const { return rig_ == nullptr; }
  // Of what was attached to only the folder.
  const DapLaunch& launch() const { return launch_; }
  bool others_are_told_busy() const { return attach_.others_are_told_busy; }
  Debugger& debugger() { return rig_ ? rig_->debugger() : *debugger_; }
  Engine& engine() { return *engine_; }
  const CodeFiles& files() { return debugger().files(); }

  // "script stock.lua", "library stock.lua", "function reserve", "server".
  std::string Name() const;

  // Runs it to its end; the reply. REQUIRES: !attached().
  const Reply& Run();
  // What is to be told of the run once it is over, and, since the last time, in between.
  std::string TakeReport();
  std::string TakeErrors();

  // A file as the protocol names it, and back; nothing if it is not loaded.
  dap::Source SourceOf(size_t file);
  std::optional<size_t> Find(const dap::Source& source);
  // It is on disk and reads otherwise than the text that runs, or not at all.
  bool ChangedOnDisk(size_t file);

  // Where the run begins, as far as that is known before it has: a line of the script or of the
  // function; line 0 if it is not.
  FilePlace Start();

 private:
  void Load(DebugFrontEnd& front_end);
  void AddSource(const SourceText& source);
  std::string PathOf(size_t file);

  DapLaunch launch_;
  DapAttach attach_;
  std::istringstream in_;
  std::ostringstream out_;
  std::ostringstream err_;
  Console console_;
  std::optional<SourceText> source_;    // a script, or a library to load; nothing: a function
  std::unique_ptr<DebugRig> rig_;       // null: attached
  std::unique_ptr<Debugger> debugger_;  // then this
  Engine* engine_ = nullptr;
};

}  // namespace luarig

#endif  // LUARIG_CLI_DEBUG_DAP_PROGRAM_H_
