#ifndef LUARIG_ENGINE_DISPATCH_OBSERVER_H_
#define LUARIG_ENGINE_DISPATCH_OBSERVER_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/base/diagnostic.h"
#include "engine/reply/reply.h"
#include "engine/server/propagation.h"
#include "engine/server/script_runtime.h"

namespace luarig {

class Session;
struct Command;

// One command as observers see it. Valid during the call that hands it over.
struct CommandEvent {
  const Command* command;  // null: one that nobody knows
  std::span<const std::string_view> argv;
  const Session& session;
  int depth;                     // 0 from a client, 1 from inside a script
  SourcePlace place;             // where in the script; line 0 at depth 0
  int64_t micros = 0;            // after: how long it took, by the stopwatch
  const Reply* reply = nullptr;  // after, for observers that want replies
};

// EVAL, FCALL and the like as observers see them. Valid during the call that hands it over.
struct ScriptEvent {
  const RunningScript& script;
  const Session& caller;
  int64_t micros = 0;   // after: how long it ran, by the stopwatch
  bool failed = false;  // after: it ended in an error
};

// A command that goes to the append-only file and to replicas. Valid during the call that hands it
// over.
struct PropagationEvent {
  int database;  // that it is to run in; -1: it may be any, and none need be selected for it
  std::span<const std::string_view> words;
  Recipients to;
};

enum class LogLevel : uint8_t { kDebug, kVerbose, kNotice, kWarning };

// The one seam for tools: traces, recorders, coverage, profilers and the debugger are observers.
// None installed costs a null test.
class Observer {
 public:
  virtual ~Observer() = default;

  // True if Before() and After() are wanted. Errors and log lines come to every observer; commands
  // only to those that ask for them, because being told costs each command several times what it
  // does.
  virtual bool watches_commands() const { return false; }

  // True if After() should come with the reply as a value (which costs building it).
  virtual bool wants_replies() const { return false; }

  // True if OnLine() is wanted. Lua runs several times slower then.
  virtual bool watches_lines() const { return false; }

  // True if OnCounts() is wanted: calls, branches, instructions. Lua runs many times slower then.
  virtual bool watches_branches() const { return false; }
  // True if OnPropagate() is wanted.
  virtual bool watches_propagation() const { return false; }

  virtual void Before(const CommandEvent&) {}
  virtual void After(const CommandEvent&) {}
  // A script or function that may run starts; it has ended.
  virtual void OnScript(const ScriptEvent&) {}
  virtual void AfterScript(const ScriptEvent&) {}
  // A library starts to load.
  virtual void OnLibrary(const ScriptSource&) {}
  // The code that started last, of one of the three kinds, comes to a line.
  virtual void OnLine(const ScriptSource&, int /*line*/) {}
  // A script, function or library has ended, by itself or not: what of its text ran since it
  // started, by the numbers of ScriptRuntime::MapOf(). Comes before AfterScript().
  virtual void OnCounts(const ScriptSource&, const CodeCounts&) {}
  // What is propagated, command by command, MULTI and EXEC around those that belong together; but
  // no SELECT, which is the reader's to put where the database changes.
  virtual void OnPropagate(const PropagationEvent&) {}
  // A script ended in an error, or a command was refused: everything known about it.
  virtual void OnError(const Diagnostic&) {}
  // redis.log() and the server's own messages.
  virtual void OnLog(LogLevel, std::string_view) {}
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_OBSERVER_H_
