#ifndef LUARIG_ENGINE_SCRIPT_SCRIPT_HOST_H_
#define LUARIG_ENGINE_SCRIPT_SCRIPT_HOST_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/dispatch/call.h"
#include "engine/script/chunk_reader.h"
#include "engine/script/code_model.h"
#include "engine/script/math_random.h"
#include "engine/script/script_flags.h"
#include "engine/script/script_memory.h"
#include "engine/server/script_runtime.h"
#include "engine/server/session.h"

struct lua_State;

namespace luarig {

class CodeStepper;
class ScriptCache;
class FunctionLibraries;
class Interpreter;
class ScriptGuard;

// A script or function that is about to run.
struct ScriptStart {
  Interpreter& interpreter;
  int function_ref;     // in the interpreter's registry
  GlobalsUse use;       // what a script's code does with them
  ScriptSource source;  // its name is what error replies say
  bool has_flags = false;
  ScriptFlags flags;
  bool by_ro_command = false;
  std::span<const std::string_view> keys;
  std::span<const std::string_view> args;

  // It gets keys and arguments as its two parameters, not as KEYS and ARGV.
  bool is_function() const { return source.kind == ScriptKind::kFunction; }
};

// The scripting runtime of one server: two interpreters, as on the server, one for scripts and one
// for functions; the script cache, the libraries, and the session that scripts' commands run in.
class ScriptHost final : public ScriptRuntime {
 public:
  explicit ScriptHost(ServerState& server);
  ~ScriptHost() override;
  ScriptHost(const ScriptHost&) = delete;
  ScriptHost& operator=(const ScriptHost&) = delete;

  // The host of a running command. REQUIRES: the engine was made with it, which all are.
  static ScriptHost& Of(Call& call) { return static_cast<ScriptHost&>(*call.server.scripts); }

  const RunningScript* running_script() const override {
    return guard_ == nullptr ? nullptr : &running_script_;
  }
  KillOutcome Kill(bool is_function) override;
  void Abort(std::string_view error) override;
  ScriptProgress Progress() const override;
  void LimitMemory(size_t bytes) override;
  void MarkStart() override;
  void Restart() override;
  CodeMap MapOf(ScriptKind kind, std::string_view text) override;
  bool counts_branches() const override;
  std::optional<Declaration> DeclarationOf(std::span<const std::string_view> argv) const override;
  size_t script_lua_bytes() const override;
  size_t function_lua_bytes() const override;
  size_t cached_scripts() const override;
  size_t libraries() const override;
  size_t functions() const override;
  size_t script_bytes() const override;
  size_t library_bytes() const override;
  size_t reported_script_bytes() const override;
  size_t reported_library_bytes() const override;

  // What can be covered of a script's or library's text; kept for the next run of it.
  const CodeModel& ModelFor(ScriptKind kind, std::string_view text);

  // Checks whether it may start, runs it and writes its reply, errors included.
  void Run(Call& call, const ScriptStart& start);

  ScriptCache& cache() { return *cache_; }
  FunctionLibraries& function_libraries() { return *libraries_; }
  ServerState& server() const { return server_; }
  // The session of the commands that the running script calls.
  Session& session() { return session_; }
  MathRandom& random() { return random_; }
  // Who steps through the code; null, as at first: nobody. REQUIRES: nothing runs, or only code
  // that the present one has stopped.
  void SetStepper(CodeStepper* stepper) { stepper_ = stepper; }
  CodeStepper* stepper() const { return stepper_; }
  // Bytes that each interpreter may allocate; 0: no limit.
  size_t lua_memory() const { return lua_memory_; }

  // The interpreter of the script that runs. REQUIRES: running().
  Interpreter& interpreter() { return *interpreter_; }

  // Where the message handlers leave the traceback of an error, while somebody wants it.
  const bool* keep_traceback() const { return &keep_traceback_; }
  std::vector<TraceFrame>* traceback() { return &traceback_; }
  // Notes the inner command that failed, for the diagnostic.
  void NoteFailedCommand(std::span<const std::string_view> argv);

 private:
  // Counted anew only when the libraries have changed.
  const ScriptMemory& LibraryMemory() const;

  // Calls what stands on the stack above `handler`, and is running() meanwhile. Returns Lua's
  // status. The second tells observers that it starts and has ended.
  int CallWatched(const ScriptStart& start, int handler);
  int CallGuarded(const Call& call, const ScriptStart& start, int handler);
  // Tells observers what ended the script, and throws it as the reply.
  [[noreturn]] void Fail(const ScriptStart& start, lua_State* lua);

  ServerState& server_;
  MathRandom random_;
  MathRandom random_at_start_;  // of MarkStart()
  CodeStepper* stepper_ = nullptr;
  size_t lua_memory_ = 0;
  Session session_;
  ScriptRun run_;
  RunningScript running_script_;
  ScriptGuard* guard_ = nullptr;        // of the run that goes on; null: none does
  Interpreter* interpreter_ = nullptr;  // of the last script that ran
  bool keep_traceback_ = false;
  std::vector<TraceFrame> traceback_;
  std::vector<std::string> failed_command_;
  std::string failed_condition_;  // what refused it; "" if it failed by itself
  std::unique_ptr<ScriptCache> cache_;
  std::unique_ptr<FunctionLibraries> libraries_;
  std::unordered_map<std::string, CodeModel> models_;  // by text
  mutable ScriptMemory library_memory_;
  mutable std::optional<uint64_t> library_version_;  // that library_memory_ is of
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_SCRIPT_HOST_H_
