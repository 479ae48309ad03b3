#ifndef LUARIG_CLI_APP_RIG_H_
#define LUARIG_CLI_APP_RIG_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/app/engine_flags.h"
#include "cli/app/excerpt.h"
#include "cli/app/script_words.h"
#include "cli/app/subcommand.h"
#include "engine/engine.h"

namespace luarig {

struct LogLine {
  LogLevel level;
  std::string text;
};

// A command that a script called.
struct InnerCall {
  std::vector<std::string> argv;
  Reply reply;
  bool resp3 = false;  // the protocol it was made for
  int64_t micros = 0;
  int line = 0;
};

// A command that the user asked for, and its reply.
struct Answer {
  std::vector<std::string> command;
  Reply reply;
  bool resp3 = false;  // the protocol it was made for
};

// An engine as the flags describe it, and what was seen of it: what every subcommand that runs
// scripts stands on. Log lines and traces appear on `err` as they come, unless --json collects
// them for the one object it prints.
class Rig final : public Observer {
 public:
  enum class Clock { kFrozen, kTicking };

  // Loads fixtures, then libraries. Throws UsageError for bad flags, unreadable files and fixtures
  // that are none (after drawing what is wrong with them on `err`); a library that the
  // server would refuse is drawn on `err` and makes ok() false.
  Rig(const EngineFlags& flags, Console& console, Clock clock = Clock::kFrozen);
  ~Rig() override;
  Rig(const Rig&) = delete;
  Rig& operator=(const Rig&) = delete;

  // False if a library could not be loaded: nothing should be run.
  bool ok() const { return ok_; }

  // Runs EVAL or EVAL_RO of `script` / FCALL or FCALL_RO of a function / any command. Prints the
  // reply as redis-cli does (--json: keeps it for Finish) and draws what went wrong on `err`.
  const Reply& Eval(const SourceText& script, const ScriptWords& words, bool read_only);
  const Reply& Fcall(const ScriptWords& words, bool read_only);
  const Reply& Run(const std::vector<std::string>& command);

  // Prints what changed, writes --save-fixture, prints the object of --json, and says how the
  // process ends. `many` makes it a list of replies
  // even if there is one.
  ExitCode Finish(bool many = false);

  Engine& engine() { return *engine_; }

  bool watches_commands() const override { return flags_.trace; }
  bool wants_replies() const override { return flags_.trace; }
  void After(const CommandEvent& event) override;
  void OnError(const Diagnostic& diagnostic) override;
  void OnLog(LogLevel level, std::string_view text) override;

 private:
  void Print(const Reply& reply);
  void LoadFixture(const std::string& path);
  void LoadLibrary(const std::string& path);
  void FindFunctions();
  const Reply& Answered(std::vector<std::string> command, Reply reply);
  void Report(Diagnostic diagnostic);
  void AdviseOnFunction(Diagnostic& diagnostic, const std::string& name);
  void NoteFile(SourcePlace& place) const;

  EngineFlags flags_;
  Console& console_;
  LogLevel log_level_;
  bool ok_ = true;
  std::unique_ptr<DataClock> clock_;
  std::unique_ptr<Stopwatch> stopwatch_;
  std::unique_ptr<Engine> engine_;
  std::map<std::string, SourceText> library_files_;        // by library name
  std::map<std::string, std::string> function_libraries_;  // function (lower case) -> library
  SourceText script_;                                      // what "@user_script" is
  SourceText functions_;                                   // what "@user_function" is
  std::optional<Diagnostic> pending_;                      // told of during the command that runs
  std::vector<Answer> answers_;
  std::vector<LogLine> log_;
  std::vector<InnerCall> calls_;
  std::optional<Diagnostic> last_error_;
  bool failed_ = false;
  Journal::Mark start_{};  // while flags_.diff: the keyspace before the first command
};

}  // namespace luarig

#endif  // LUARIG_CLI_APP_RIG_H_
