#ifndef LUARIG_CLI_APP_RIG_H_
#define LUARIG_CLI_APP_RIG_H_

#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/app/engine_flags.h"
#include "cli/app/script_words.h"
#include "cli/app/sources.h"
#include "cli/app/subcommand.h"
#include "cli/app/watchdog.h"
#include "engine/engine.h"
#include "engine/store/diff.h"
#include "engine/trace/key_audit.h"
#include "engine/trace/propagation_log.h"

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
  SourcePlace place;  // in the file
  std::string label;  // of the place, for tables: see Rig::LabelOf
};

// A command that the user asked for, and its reply.
struct Answer {
  std::vector<std::string> command;
  Reply reply;
  bool resp3 = false;  // the protocol it was made for
};

// A use of a key that a script was not given, and the file that it stands in ("" if that is not
// known).
struct FoundAccess {
  KeyAudit::Access access;  // `line` is the file's
  std::string file;
  bool one_file = true;  // the script is the file
};

// An engine as the flags describe it, and what was seen of it: what every subcommand that runs
// scripts stands on. Log lines and traces appear on `err` as they come, unless --json collects
// them for the one object it prints.
class Rig final : public Observer {
 public:
  enum class Clock { kFrozen, kTicking };

  // What a subcommand still has to set up before anything is loaded, and what it knows.
  struct Setup {
    Clock clock = Clock::kFrozen;
    Process* process = nullptr;                // must outlive the rig
    std::function<void(Engine&)> before_load;  // may throw UsageError
    const Deployment* deployment = nullptr;    // instead of the one that the flags describe
    Stopwatch* stopwatch = nullptr;            // instead of real time; must outlive the rig
    bool watched = true;                       // Ctrl-C and --time-limit end scripts
    bool tells_log = true;                     // log lines are shown as they come
  };

  // Loads fixtures, then libraries, whatever the conditions and users would refuse. Throws
  // UsageError for bad flags, unreadable files and fixtures that are none (after drawing what is
  // wrong with them on `err`); a library that the server would refuse is drawn on `err` and makes
  // ok() false.
  Rig(const EngineFlags& flags, Console& console, const Setup& setup);
  Rig(const EngineFlags& flags, Console& console) : Rig(flags, console, Setup()) {}
  ~Rig() override;
  Rig(const Rig&) = delete;
  Rig& operator=(const Rig&) = delete;

  // False if a library could not be loaded: nothing should be run.
  bool ok() const { return ok_; }

  // Runs EVAL or EVAL_RO of `script` / FCALL or FCALL_RO of a function / FUNCTION LOAD REPLACE /
  // any command. Prints the reply as redis-cli does (--json: keeps it for Finish) and draws what
  // went wrong on `err`.
  const Reply& Eval(const SourceText& script, const ScriptWords& words, bool read_only);
  const Reply& Fcall(const ScriptWords& words, bool read_only);
  const Reply& Load(const SourceText& library);
  const Reply& Run(const std::vector<std::string>& command);

  // What runs commands from now on instead of the engine itself: a debugger, which may run one
  // several times.
  using Runner = std::function<Reply(const std::vector<std::string>&)>;
  void RunWith(Runner runner) { runner_ = std::move(runner); }

  // The libraries that are loaded, by name; those of --lib are files.
  const std::map<std::string, SourceText>& Libraries();

  // Prints what changed, writes --save-fixture, prints the object of --json, and says how the
  // process ends. `many` makes it a list of replies
  // even if there is one.
  ExitCode Finish(bool many = false);

  // Runs a command of our own, whatever users may do; it is not shown.
  Reply Ask(std::initializer_list<std::string_view> command);

  Engine& engine() { return *engine_; }

  // Turns a place in the script or library that runs or ran last ("@user_script:90") into one in a
  // file. Other places stay.
  void NoteFile(SourcePlace& place) const;

  // The same in a few letters: "line 90", or "money.lua:12" if the text comes from several files.
  std::string LabelOf(const SourcePlace& place) const;

  // What was seen: the answers (with --json all of them, otherwise the last), the commands that
  // scripts called (with --json and --trace), the last error, and what --diff would print.
  const std::vector<Answer>& answers() const { return answers_; }
  const std::vector<InnerCall>& calls() const { return calls_; }
  const std::optional<Diagnostic>& last_error() const { return last_error_; }
  std::string DiffText() const;

  bool watches_commands() const override { return flags_.trace; }
  bool wants_replies() const override { return flags_.trace; }
  void After(const CommandEvent& event) override;
  void OnScript(const ScriptEvent& event) override;
  void AfterScript(const ScriptEvent& event) override;
  void OnError(const Diagnostic& diagnostic) override;
  void OnLog(LogLevel level, std::string_view text) override;

 private:
  void Print(const Reply& reply);
  void PrintKeyAudit();
  void NotePropagated(PropagationLog::Entry entry);
  Reply RunAsOwner(std::initializer_list<std::string_view> command);
  void LoadFixture(const std::string& path);
  void LoadLibrary(const std::string& path);
  // Why the library functions_ does not load.
  static Diagnostic DiagnoseLoad(std::string_view reply);
  void Watch(std::optional<int64_t> limit_millis);
  void Enter(const Deployment& deployment);
  std::vector<KeyDifference> Differences() const;
  void FindFunctions();
  const Reply& Answered(std::vector<std::string> command, Reply reply);
  std::string Shown(const Diagnostic& diagnostic, std::string_view source) const;
  void Report(Diagnostic diagnostic);
  void AdviseOnFunction(Diagnostic& diagnostic, const std::string& name);
  const SourceText* SourceOf(std::string_view file) const;
  void NoteFrame(TraceFrame& frame) const;
  std::vector<FoundAccess> FoundAccesses() const;

  EngineFlags flags_;
  Console& console_;
  bool one_line_ = false;
  bool tells_log_ = true;
  Runner runner_;  // empty: the engine
  bool ok_ = true;
  std::unique_ptr<DataClock> clock_;
  std::unique_ptr<Stopwatch> stopwatch_;  // null: it is somebody else's
  std::unique_ptr<Watchdog> watchdog_;    // null in a server, which answers others instead
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<KeyAudit> key_audit_;                    // null without --key-audit
  std::unique_ptr<PropagationLog> propagation_log_;        // null without --propagated
  std::vector<PropagationLog::Entry> propagated_;          // with --json
  std::map<std::string, SourceText> library_files_;        // by library name
  std::map<std::string, std::string> function_libraries_;  // function (lower case) -> library
  SourceText script_;                                      // what "@user_script" is
  SourceText functions_;                                   // what "@user_function" is
  std::map<std::string, SourceText> audited_scripts_;      // by SHA, with --key-audit
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
