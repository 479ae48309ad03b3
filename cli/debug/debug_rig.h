#ifndef LUARIG_CLI_DEBUG_DEBUG_RIG_H_
#define LUARIG_CLI_DEBUG_DEBUG_RIG_H_

#include <cstddef>
#include <ostream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/app/engine_flags.h"
#include "cli/app/rig.h"
#include "cli/app/script_words.h"
#include "cli/app/sources.h"
#include "cli/app/subcommand.h"
#include "engine/debug/debugger.h"

namespace luarig {

class CommandLine;

// Declares the engine flags of `luarig debug`: those that DebugRig refuses must not come from a
// project file.
void DeclareDebugEngine(EngineFlags& engine, CommandLine& flags);

// An engine as the flags describe it, with a debugger in front: what a terminal and an editor
// stand on. The files of the script and of all libraries are known to the debugger, so that
// breakpoints can be set before anything runs.
class DebugRig {
 public:
  struct Setup {
    bool stop_on_entry = true;
    bool goes_back = true;
  };

  // Loads what the flags name, as Rig does, and tells of it on `console.err`; `console.out` is
  // written to by Finish alone. Throws UsageError as Rig does, and for flags that do not go with a
  // debugger. `console` and `front_end` must outlive the rig.
  DebugRig(const EngineFlags& flags, Console& console, DebugFrontEnd& front_end,
           const Setup& setup);
  ~DebugRig() = default;
  DebugRig(const DebugRig&) = delete;
  DebugRig& operator=(const DebugRig&) = delete;

  // False if a library could not be loaded, which was told: nothing should be run.
  bool ok() const { return rig_.ok(); }

  Rig& rig() { return rig_; }
  Debugger& debugger() { return debugger_; }
  CodeFiles& files() { return debugger_.files(); }

  // Makes the files of a script, or of a library, known, before it runs. `on_disk`: its name is a
  // path.
  void AddScript(const SourceText& script, bool on_disk);
  void AddLibrary(const SourceText& library);

  // Runs EVAL or EVAL_RO / FCALL or FCALL_RO / FUNCTION LOAD; returns when the front end has let
  // go of the end.
  // The reply is the front end's to show; an error is drawn on the console's err.
  const Reply& Eval(const SourceText& script, const ScriptWords& words, bool read_only);
  const Reply& Fcall(const ScriptWords& words, bool read_only);
  const Reply& Load(const SourceText& library);

  // From now on nothing is told on the console's err: whoever leaves knows why the run ends.
  void DropErrors() { err_.rdbuf(nullptr); }

  // Prints what --diff asks for, writes --save-fixture, and says how the process ends.
  ExitCode Finish();

  Engine& engine() { return rig_.engine(); }

  // A file of CodeFiles is on disk and reads otherwise than the text that runs, or not at all.
  bool ChangedOnDisk(size_t file);

 private:
  void AddLibraries(const std::vector<std::string>& paths);

  Console& console_;
  std::ostringstream unshown_;  // what the rig prints of replies
  std::ostream err_;            // the console's
  Console inner_;
  LineStopwatch stopwatch_;
  Rig rig_;
  Debugger debugger_;
};

}  // namespace luarig

#endif  // LUARIG_CLI_DEBUG_DEBUG_RIG_H_
