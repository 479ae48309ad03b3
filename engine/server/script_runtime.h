#ifndef LUARIG_ENGINE_SERVER_SCRIPT_RUNTIME_H_
#define LUARIG_ENGINE_SERVER_SCRIPT_RUNTIME_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/server/code_map.h"

namespace luarig {

enum class ScriptKind : uint8_t { kScript, kFunction, kLibrary };

// Lua that runs: a script of EVAL, a function, or a library while it loads.
struct ScriptSource {
  ScriptKind kind = ScriptKind::kScript;
  std::string_view name;     // SHA of a script, name of a function or library
  std::string_view library;  // of a function; "" for scripts
  std::string_view text;     // whole, header included: of the script or the library
};

// A script or function while it runs.
struct RunningScript {
  ScriptSource source;
  std::span<const std::string_view> command;  // the EVAL or FCALL
  int64_t started = 0;                        // by the stopwatch, in microseconds

  bool is_function() const { return source.kind == ScriptKind::kFunction; }
};

// How far a script has come.
struct ScriptProgress {
  std::vector<TraceFrame> traceback;  // innermost first
  bool wrote = false;                 // it has run a write command, so it cannot be killed
  uint64_t writes = 0;                // changes it has made
};

// What a script declared that decides whether it may begin.
struct Declaration {
  bool no_writes = false;
  bool allow_oom = false;
  bool allow_stale = false;
};

// What became of a wish to end the running script.
enum class KillOutcome : uint8_t {
  kKilled,      // it ends at its next step
  kNotRunning,  // there is none
  kOtherKind,   // SCRIPT KILL and a function runs, or the reverse
  kUnkillable,  // it has written
};

// What the server knows of the scripting runtime, so that INFO, the memory account and the like
// need not know Lua.
class ScriptRuntime {
 public:
  virtual ~ScriptRuntime() = default;

  // The script that runs, or null. Valid until it ends.
  virtual const RunningScript* running_script() const = 0;
  bool running() const { return running_script() != nullptr; }
  bool runs_function() const { return running() && running_script()->is_function(); }

  // Asks the running script to end; may be called by an Interrupt, or between two of its steps.
  virtual KillOutcome Kill(bool is_function) = 0;
  // Where the running script is and what it has done; may be asked by an Interrupt.
  virtual ScriptProgress Progress() const = 0;
  // Ends it whatever it has written, with `error` (code first) as its reply: the host's own guard
  // rail, which no server has. Does nothing if none runs.
  virtual void Abort(std::string_view error) = 0;

  // Bounds the memory of Lua, for scripts and for functions each, in bytes; 0, as at first: no
  // limit. What wants more ends with Lua's "not enough memory", and what it did stays.
  virtual void LimitMemory(size_t bytes) = 0;

  // Remembers scripts, libraries and the state of Lua's own libraries as they are now. Restart()
  // goes back there: scripts that came since are unknown, libraries are loaded afresh, so that
  // their locals are what they were. It costs what was touched. REQUIRES: nothing runs.
  virtual void MarkStart() = 0;
  virtual void Restart() = 0;

  // What of a script's or library's text can be covered; nothing if it does not compile.
  virtual CodeMap MapOf(ScriptKind kind, std::string_view text) = 0;
  // False if observers cannot be told of calls and branches: they get no counts then.
  virtual bool counts_branches() const = 0;

  // What this EVAL, FCALL or command of their kind would run has declared; nothing if it has not,
  // or cannot be found or read. REQUIRES: its arity is right.
  virtual std::optional<Declaration> DeclarationOf(
      std::span<const std::string_view> argv) const = 0;

  // What Lua itself takes, for scripts and for functions.
  virtual size_t script_lua_bytes() const = 0;
  virtual size_t function_lua_bytes() const = 0;

  virtual size_t cached_scripts() const = 0;
  virtual size_t libraries() const = 0;
  virtual size_t functions() const = 0;

  // What a server's allocator would hand out for the cached scripts and for the libraries, without
  // what Lua itself takes.
  virtual size_t script_bytes() const = 0;
  virtual size_t library_bytes() const = 0;
  // What INFO calls used_memory_scripts_eval and used_memory_functions.
  virtual size_t reported_script_bytes() const = 0;
  virtual size_t reported_library_bytes() const = 0;
};

// Is told while a script runs, so that its owner can read sockets, look for Ctrl-C, and end it.
class Interrupt {
 public:
  virtual ~Interrupt() = default;

  // Called every millisecond or so of a script's time, between two of its steps. `busy`: it is past
  // busy-reply-threshold, when the server begins to answer others. May run the commands of other
  // sessions; may not destroy the session that runs the script.
  virtual void WhileScriptRuns(bool busy) = 0;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_SCRIPT_RUNTIME_H_
