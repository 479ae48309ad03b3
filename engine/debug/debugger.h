#ifndef LUARIG_ENGINE_DEBUG_DEBUGGER_H_
#define LUARIG_ENGINE_DEBUG_DEBUGGER_H_

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/debug/breakpoints.h"
#include "engine/debug/code_files.h"
#include "engine/debug/values.h"
#include "engine/engine.h"
#include "engine/script/moment.h"
#include "engine/store/diff.h"

namespace luarig {

enum class StopReason : uint8_t {
  kEntry,       // the first line
  kStep,        // a step, forwards or backwards, is done
  kBreakpoint,  // of kLine, kFunction, kCommand or kLocal: Stop::breakpoints tells
  kKey,         // a key was read or written
  kError,       // of kErrorReply, kRaised, kUncaught
  kCalled,      // redis.breakpoint()
  kPause,
  kGoTo,   // Move::kGoTo and kRunTo have come there
  kStart,  // going back, it came to the first line
};

// The code stands still.
struct Stop {
  StopReason reason = StopReason::kStep;
  FilePlace place;
  Moment moment;
  std::vector<int> breakpoints;      // ids of those that were met
  std::string text;                  // of kError: the error
  std::vector<std::string> command;  // the one about to run (kCommand), or that has run
  std::vector<std::string> keys;     // of kKey: those that matched
};

enum class Move : uint8_t {
  kContinue,
  kStepIn,
  kStepOver,
  kStepOut,
  kRunTo,            // Resume::place
  kBack,             // to the line before
  kBackOver,         // the same, past what was called in between
  kBackOut,          // to where the function was called
  kFrameStart,       // to where the function of Resume::frame began
  kReverseContinue,  // to where a breakpoint was met last, or Resume::only; else to the first line
  kGoTo,             // Resume::moment, before or after this one
  kRestart,          // from the start, without what was changed by hand
  kRestartEdited,    // the same, and changes by hand are made again where they were made
  kAbort,            // ends the run; its reply is an error
};

struct Resume {
  Move move = Move::kContinue;
  FilePlace place;
  Moment moment;
  size_t frame = 0;
  std::optional<Breakpoint> only;  // kReverseContinue: looks for this instead of the breakpoints
};

enum class OutputKind : uint8_t {
  kLog,    // redis.log
  kDebug,  // redis.debug
  kPoint,  // a log point
  kNote,   // the debugger's own: an edit was undone, a breakpoint's condition fails
};

// Who decides what happens next: a terminal, an editor, the server's protocol.
class DebugFrontEnd {
 public:
  virtual ~DebugFrontEnd() = default;

  // The code stands still until this returns; meanwhile the Debugger may be asked everything.
  virtual Resume OnStop(const Stop& stop) = 0;
  // The run is over, with this reply. Moves that go back (and kRestart) go on from here; with any
  // other it stays over. Only what needs no frame may be asked.
  virtual Resume OnEnd(const Reply& reply) = 0;
  virtual void OnOutput(OutputKind kind, std::string_view text, FilePlace place) = 0;
  // Which lines of redis.log are told of.
  virtual bool ShowsLog(LogLevel /*level*/) { return true; }
  // Asked now and then while Evaluate() and its like run Lua: true ends that with an error.
  virtual bool Cancels() { return false; }
  // A file has come in sight that was not known before.
  virtual void OnNewFile(size_t /*file*/) {}
};

enum class Purpose : uint8_t {
  kLook,  // writes, and changes of locals, are refused: a watch, a condition, a hover
  kEdit,  // whatever it changes stays, and is made again when the run is repeated
};

// A stopwatch that counts lines of Lua instead of time: so a repeated run reads the same figures.
// Give it to the engine that is debugged.
class LineStopwatch final : public Stopwatch {
 public:
  int64_t ElapsedMicros() override {
    return now_ == nullptr ? last_ : static_cast<int64_t>(now_->line);
  }
  // Reads that moment's lines; null: stands still.
  void Follow(const Moment* now) {
    last_ = ElapsedMicros();
    now_ = now;
  }

 private:
  const Moment* now_ = nullptr;
  int64_t last_ = 0;
};

// Runs commands of an engine and stops in the Lua that they run.
//
// It goes back by taking the engine back to where it stood (Rewind) and running again, up to the
// moment that is wanted, while nobody is told anything. The engine must not be changed by others
// between its construction and its end. A run that does not repeat itself (it read addresses of
// tables, a clock that ticks) is noticed, and said as a note.
class Debugger {
 public:
  struct Options {
    bool stop_on_entry = true;
    bool goes_back = true;               // off: no Rewind, so the engine may have other clients
    LineStopwatch* stopwatch = nullptr;  // the engine's, if it is one
  };

  // From here on the engine goes back to its present state. `engine`, `front_end` must outlive it.
  Debugger(Engine& engine, DebugFrontEnd& front_end, const Options& options);
  ~Debugger();
  Debugger(const Debugger&) = delete;
  Debugger& operator=(const Debugger&) = delete;

  CodeFiles& files();
  Breakpoints& breakpoints();

  // Runs a command, as often as going back takes; the reply of the last run. Commands that run no
  // Lua never stop.
  Reply Run(Session& session, std::span<const std::string> argv);

  // Asks code that runs to stop at its next line. May be called from a signal handler.
  void Pause();

  // True while the code stands still (OnStop); then also what follows.
  bool stopped() const;

  // Innermost first. Frame 0 is where the code stands; others are numbered as they stand here.
  const std::vector<DebugFrame>& frames();
  std::vector<Variable> Variables(size_t frame, Scope scope);
  // `first` from 0: those at 1, 2, ... come first, then the others in an order of their keys.
  std::vector<Variable> Children(int handle, size_t first, size_t count);

  // Runs Lua that sees the frame's locals, upvalues and globals; an expression gives its value,
  // what is none gives nil. Fails with Lua's message.
  Result<ShownValue> Evaluate(size_t frame, std::string_view code, Purpose purpose);
  // The same, as text of many lines, nested tables and all: at most so many bytes.
  Result<std::string> Print(size_t frame, std::string_view code, size_t most_bytes);
  // Gives a variable the value of an expression (Purpose::kEdit); returns what it then is.
  Result<ShownValue> SetVariable(size_t frame, Scope scope, std::string_view name,
                                 std::string_view code);
  Result<ShownValue> SetChild(int handle, std::string_view name, size_t frame,
                              std::string_view code);
  // Names that could stand where `text` ends, with what is already there: "red" -> "redis",
  // "redis.c" -> "redis.call", "user.na" -> "user.name".
  std::vector<std::string> Complete(size_t frame, std::string_view text);

  // Runs a command as the script would. A write is an edit.
  Reply RunCommand(std::span<const std::string> words);

  // Keys that the run has used so far, as databases and names, in the order of their first use.
  struct UsedKey {
    int database = 0;
    std::string name;
    bool written = false;
  };
  const std::vector<UsedKey>& used_keys() const;
  // What of the keyspace is not as it was at the start. Good until the code goes on. Nothing if
  // !Options::goes_back, for that would be kept for as long as the engine runs.
  std::vector<KeyDifference> Differences() const;

  // The moment at which the code stands, and where the first run has come to at the most.
  Moment now() const;

  // Why there is no way back; "" if there is.
  std::string WhyNotBack() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_DEBUG_DEBUGGER_H_
