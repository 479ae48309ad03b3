#ifndef LUARIG_ENGINE_DEBUG_DEBUGGER_IMPL_H_
#define LUARIG_ENGINE_DEBUG_DEBUGGER_IMPL_H_

#include <atomic>
#include <bit>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/debug/break_lines.h"
#include "engine/debug/debugger.h"
#include "engine/debug/edit_log.h"
#include "engine/debug/inspector.h"
#include "engine/debug/key_use.h"
#include "engine/debug/thread_stack.h"
#include "engine/debug/use_log.h"
#include "engine/rewind.h"
#include "engine/script/code_stepper.h"
#include "engine/script/line_gate.h"
#include "engine/script/script_host.h"

namespace luarig {

// How a run is gone through. The first is live: breakpoints stop it. One that is repeated is silent
// up to the moment that is looked for: either a moment that is known (kSeek), or the last one
// before `moment` that some rule holds for (kSearch), which is then sought.
struct RunPlan {
  enum class Mode : uint8_t { kLive, kSeek, kSearch };
  enum class Rule : uint8_t {
    kBreakpoints,  // a breakpoint is met, or `only`
    kNoDeeper,     // a line, with no more calls around it than `depth`
    kEntered,      // the first line of a call, `depth` deep
  };

  Mode mode = Mode::kLive;
  Moment moment;                  // kSeek: where to stop; kSearch: where to end
  Stop arrival;                   // kSeek: what is told there
  std::vector<uint64_t> earlier;  // kSeek: lines to take instead if that one cannot be stopped at
  Rule rule = Rule::kBreakpoints;
  int depth = 0;
  std::optional<Breakpoint> only;
  std::optional<StopReason> entry;  // kLive: what to say at the first line; nothing: go on
  bool keeps_edits = false;         // kLive: changes by hand are made again

  bool searches_lines() const { return mode == Mode::kSearch && rule != Rule::kBreakpoints; }
};

// To stop at the last of these lines or, where that is none of a file, at one before it.
RunPlan AtLastOf(std::vector<uint64_t> lines);

// What ends a step: a line that is reached.
struct StepGoal {
  enum class Kind : uint8_t { kNone, kAnyLine, kOver, kOut, kPlace, kMoment };

  Kind kind = Kind::kNone;
  int depth = 0;                   // kOver, kOut: where the step began
  const void* function = nullptr;  // kOver: whose
  FilePlace place;
  Moment moment;
};

class Debugger::Impl final : public CodeStepper, public Observer {
 public:
  Impl(Engine& debugged, DebugFrontEnd& told, const Options& options);
  ~Impl() override;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Reply Run(Session& session, std::span<const std::string> argv);
  void Pause();
  std::string WhyNotBack() const;

  // --- CodeStepper
  bool StepsLoads() const override { return runs_; }
  // A stopwatch that counts lines tells no time at all.
  int64_t StoodMicros() const override {
    return options_.stopwatch == nullptr ? stood_ : options_.stopwatch->ElapsedMicros();
  }
  LineGate* gate() override { return &gate_; }
  void AtLine(const ScriptSource& source, lua_State* lua, lua_Debug* where) override;
  void AtCall(lua_State* lua, lua_Debug* where) override;
  void BeforeCommand(lua_State* lua, std::span<const std::string_view> words) override;
  void AfterCommand(lua_State* lua, std::span<const std::string_view> words, bool failed) override;
  void OnRaise(lua_State* lua, bool caught) override;
  bool OnBreakpoint(lua_State* lua) override;
  void OnDebug(lua_State* lua) override;

  // --- Observer
  void OnScript(const ScriptEvent& event) override { Enter(event.script.source); }
  void OnLibrary(const ScriptSource& source) override;
  void OnLog(LogLevel level, std::string_view text) override;

  // --- While the code stands still
  Result<ShownValue> Evaluate(size_t frame, std::string_view code, Purpose purpose);
  Result<std::string> Print(size_t frame, std::string_view code, size_t most_bytes);
  Result<ShownValue> SetVariable(size_t frame, Scope scope, std::string_view name,
                                 std::string_view code);
  Result<ShownValue> SetChild(int handle, std::string_view name, size_t frame,
                              std::string_view code);
  Reply RunCommand(std::span<const std::string> words);
  const std::vector<UsedKey>& used_keys();

  Engine& engine;
  DebugFrontEnd& front_end;
  CodeFiles files;
  Breakpoints breakpoints;
  std::unique_ptr<Inspector> inspector;  // while the code stands still
  std::optional<Journal::Mark> start;    // nothing if there is no way back
  Moment& now() { return gate_.now(); }
  const Moment& now() const { return gate_.now(); }

  // Breakpoints may have changed: looks at them anew when the next line comes.
  void Touch() { gate_.WakeAt(0); }

 private:
  static constexpr uint64_t kNever = std::numeric_limits<uint64_t>::max();

  // What one event of the code is, until it is known whether it stops.
  struct Event {
    lua_State* lua = nullptr;
    FilePlace place;
    int depth = 0;
    const void* function = nullptr;
  };
  // A command that has run.
  struct CommandUse {
    std::span<const std::string_view> words;
    std::vector<KeyUse> keys;
    bool changed = false;  // something
  };
  // What a local variable was when it was last looked at.
  struct LocalSeen {
    int id = 0;  // of the breakpoint
    int depth = 0;
    std::string text;
  };

  // debugger_run.cc: one run after the other
  void Begin(const RunPlan& plan);
  void TakeBack(const RunPlan& plan);
  void DropEdits(const RunPlan& plan);
  RunPlan AfterSearch() const;
  std::optional<RunPlan> PlanAtEnd(const Reply& reply);
  // What `resume` asks for, if that takes another run.
  std::optional<RunPlan> PlanFor(const Resume& resume, bool at_end, int depth);
  void Mute();
  void Unmute();
  void Rerun(RunPlan plan, lua_State* lua, bool may_raise = true);
  void BreakOff(lua_State* lua, std::string_view error, bool may_raise);
  int64_t Micros() const;
  void StopAt(Stop stop, const Event& event, bool may_raise = true);
  bool Obey(const Resume& resume, const Event& event, bool may_raise);
  void SetStep(const Resume& resume, const Event& event);
  void Note(std::string_view text, FilePlace place);

  // debugger_lines.cc: the lines that code comes to
  // Code of that text begins to run.
  void Enter(const ScriptSource& source);
  int DepthAt(lua_State* lua, int depth);
  void LookAtLine(lua_State* lua, lua_Debug* where, int depth);
  void Wake();
  void LookAtBreakpoints();
  // True if the search ends here, which breaks the run off.
  bool EndsSearch(lua_State* lua, bool may_raise);
  void CheckTrail(int line);
  // A line that a search by depth comes past.
  void NoteLine(int depth);
  std::optional<StopReason> ReasonAtLine(const Event& event);
  // The breakpoints met: ids of those that stop. Log points are printed.
  std::vector<int> MeetAll(const std::vector<int>& ids, const Event& event);
  std::vector<int> MeetLines(int line, std::vector<int> starting, const Event& event);
  std::vector<int> MeetLocals(const Event& event, const lua_Debug& where);
  Result<bool> HoldsAt(std::string_view condition, const Event& event);
  bool Meets(Breakpoint& breakpoint, const Event& event);
  void PrintLog(const Breakpoint& breakpoint, const Event& event);
  // A stop that was found, in whatever mode: told, kept for the search, or let go.
  void Found(Stop stop, const Event& event, bool may_raise = true);
  bool Arrived(const Event& event, bool may_raise = true);
  std::unique_ptr<Inspector> Inspect(const Event& event);

  // debugger_commands.cc: commands, errors, and what the code says
  bool IsDue() const;
  bool DoWhatIsDue(lua_State* lua, bool may_raise = true);
  Event EventAt(lua_State* lua);
  std::vector<int> MeetThose(lua_State* lua, const std::function<bool(const Breakpoint&)>& matches);
  std::vector<int> MeetKind(lua_State* lua, BreakKind kind);
  void StopBefore(lua_State* lua, const Command& command, std::span<const std::string_view> words);
  void StopAfter(lua_State* lua, const CommandUse& command);
  void StopAtError(lua_State* lua, std::span<const std::string_view> words);
  void MarkKeys(const Command& command, std::span<const std::string_view> words);
  void ForgetMark();
  std::string ChangesOf(const std::vector<std::string>& keys) const;

  // debugger_edits.cc
  void NoteEdit(Edit edit);
  void ApplyEdits(const Event& event);
  void Apply(const Edit& edit, Inspector& at);
  bool NextEditIsAt(Moment moment) const {
    return next_edit_ < edits_.size() && edits_[next_edit_].moment == moment;
  }
  Reply RunInScript(std::span<const std::string> words);

  Options options_;
  ScriptHost& host_;
  std::unique_ptr<Rewind> rewind_;  // null: there is no way back

  // What makes lines unusual ones: while any of it holds the gate stays closed.
  struct LineFlags {
    bool aborting = false;        // the run is being broken off
    bool evaluating = false;      // Lua runs that is not the code's
    bool searches_lines = false;  // as plan_ says
    bool every_line = false;      // the next line is looked at, wherever it is

    bool any() const { return std::bit_cast<uint32_t>(*this) != 0; }
  };

  // Of the run
  bool runs_ = false;  // one goes on
  int64_t stood_ = 0;  // for how many microseconds its code has stood still
  LineFlags flags_;
  RunPlan plan_;
  StepGoal step_;
  std::optional<Stop> found_;          // by a search, so far
  std::optional<RunPlan> next_;        // the run is broken off for it
  bool entered_ = false;               // it has come to its first line
  std::vector<uint64_t> lines_found_;  // by such a search: the last ones
  bool diverged_ = false;              // it was said that the run did not repeat itself
  int previous_depth_ = 0;             // of the line before; for Rule::kEntered
  LineGate gate_;
  ThreadStack threads_;
  size_t text_ = 0;
  ScriptKind kind_ = ScriptKind::kScript;
  BreakLines lines_;
  std::vector<int> starting_;  // breakpoints of the function that has been called
  BreakKinds kinds_;           // of breakpoints that are on
  std::atomic<bool> pause_ = false;
  uint64_t changes_before_ = 0;  // of the command that runs
  std::optional<Journal::Mark> before_command_;
  std::string last_error_;  // that was stopped at, in this line
  std::vector<Observer*> muted_;
  std::vector<LocalSeen> locals_;

  // Of all runs
  std::vector<Edit> edits_;  // by their moments
  size_t next_edit_ = 0;
  std::vector<int> trail_;  // the line at each kTrailStep-th moment
  UseLog uses_;
  std::vector<UsedKey> used_keys_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_DEBUG_DEBUGGER_IMPL_H_
