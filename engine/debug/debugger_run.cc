// One run after the other: forwards, and back by running again.

#include <algorithm>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/flag_guard.h"
#include "engine/debug/debugger_impl.h"
#include "engine/script/lua_heap.h"
#include "engine/script/script_error.h"

namespace luarig {
namespace {

constexpr std::string_view kGoingBack = "ERR the debugger goes back";
constexpr std::string_view kAborted = "ERR script aborted for user request";

bool GoesBack(Move move) {
  switch (move) {
    case Move::kBack:
    case Move::kBackOver:
    case Move::kBackOut:
    case Move::kFrameStart:
    case Move::kReverseContinue:
    case Move::kRestart:
    case Move::kRestartEdited:
      return true;
    default:
      return false;
  }
}

}  // namespace

RunPlan AtLastOf(std::vector<uint64_t> lines) {
  RunPlan plan{.mode = RunPlan::Mode::kSeek};
  plan.moment.line = lines.back();
  lines.pop_back();
  plan.earlier = std::move(lines);
  return plan;
}

Debugger::Impl::Impl(Engine& debugged, DebugFrontEnd& told, const Options& options)
    : engine(debugged),
      front_end(told),
      files(*debugged.state().scripts),
      breakpoints(files),
      options_(options),
      host_(static_cast<ScriptHost&>(*debugged.state().scripts)) {
  if (options.goes_back) {
    start = engine.Checkpoint(Journal::Keep::kWholeValues);
    rewind_ = std::make_unique<Rewind>(engine);
  }
  if (options.stopwatch != nullptr) options.stopwatch->Follow(&now());
  host_.SetStepper(this);
  engine.AddObserver(*this);
}

Debugger::Impl::~Impl() {
  engine.RemoveObserver(*this);
  host_.SetStepper(nullptr);
  if (options_.stopwatch != nullptr) options_.stopwatch->Follow(nullptr);
  ForgetMark();
  rewind_.reset();
  if (start) engine.Release(*start);
}

void Debugger::Impl::Pause() {
  pause_.store(true);
  Touch();
}

std::string Debugger::Impl::WhyNotBack() const {
  if (rewind_ == nullptr) return "the engine has other clients, so nothing can be run again";
  const Command* stain = rewind_->stain();
  if (stain == nullptr) return "";
  return StrCat(ToUpper(stain->full_name),
                " has run, which changes or shows what cannot be taken back");
}

void Debugger::Impl::Note(std::string_view text, FilePlace place) {
  front_end.OnOutput(OutputKind::kNote, text, place);
}

Reply Debugger::Impl::Run(Session& session, std::span<const std::string> argv) {
  RunPlan plan;
  if (options_.stop_on_entry) plan.entry = StopReason::kEntry;
  for (;;) {
    Begin(plan);
    Reply reply;
    {
      const FlagGuard runs(runs_);
      reply = engine.Run(session, argv);
    }
    Unmute();
    ForgetMark();
    const bool broken_off = std::exchange(flags_.aborting, false);
    if (next_) {
      plan = *std::exchange(next_, std::nullopt);
    } else if (plan_.mode == RunPlan::Mode::kSearch) {
      plan = AfterSearch();
    } else if (broken_off) {
      return reply;
    } else {
      const auto next = PlanAtEnd(reply);
      if (!next) return reply;
      plan = *next;
    }
    TakeBack(plan);
  }
}

// The run is over: what is to be done about it; nothing if it may be.
std::optional<RunPlan> Debugger::Impl::PlanAtEnd(const Reply& reply) {
  if (plan_.mode == RunPlan::Mode::kSeek) Note("the run ended before that moment", {});
  now().command = 0;
  for (;;) {
    const Resume resume = front_end.OnEnd(reply);
    if (!GoesBack(resume.move) && resume.move != Move::kGoTo) return std::nullopt;
    if (auto plan = PlanFor(resume, true, 0)) return plan;
  }
}

void Debugger::Impl::Begin(const RunPlan& plan) {
  plan_ = plan;
  step_ = {};
  found_.reset();
  next_.reset();
  flags_.aborting = false;
  entered_ = false;
  previous_depth_ = 0;
  lines_found_.clear();
  starting_.clear();
  flags_.searches_lines = plan.searches_lines();
  flags_.every_line = false;
  now() = {};
  stood_ = 0;
  gate_.Close();
  next_edit_ = 0;
  (void)gate_.TakeDepth();
  threads_.Clear();
  locals_.clear();
  last_error_.clear();
  for (const Breakpoint& one : breakpoints.all()) breakpoints.get(one.id)->count = 0;
  Touch();
  if (plan.mode != RunPlan::Mode::kLive) Mute();
}

// The run starts anew: what it did is taken back, and what was changed by hand after the moment
// that is sought.
void Debugger::Impl::TakeBack(const RunPlan& plan) {
  DropEdits(plan);
  rewind_->Back();
}

void Debugger::Impl::DropEdits(const RunPlan& plan) {
  if (plan.mode == RunPlan::Mode::kSearch || plan.keeps_edits) return;
  const auto stays = [&](const Edit& edit) {
    return plan.mode == RunPlan::Mode::kSeek && edit.moment <= plan.moment;
  };
  const auto gone = std::ranges::find_if_not(edits_, stays);
  for (auto edit = gone; edit != edits_.end(); ++edit) {
    if (edit->certain) Note(StrCat("undone: ", edit->Text()), edit->place);
  }
  if (gone == edits_.end()) return;
  trail_.clear();
  uses_.ForgetAfter(gone->moment);
  edits_.erase(gone, edits_.end());
}

RunPlan Debugger::Impl::AfterSearch() const {
  if (plan_.searches_lines() && !lines_found_.empty()) return AtLastOf(lines_found_);
  if (!found_)
    return {.mode = RunPlan::Mode::kLive, .entry = StopReason::kStart, .keeps_edits = true};
  return {.mode = RunPlan::Mode::kSeek, .moment = found_->moment, .arrival = *found_};
}

void Debugger::Impl::Mute() {
  for (Observer* observer : std::vector(engine.state().observers)) {
    if (observer == this) continue;
    muted_.push_back(observer);
    engine.RemoveObserver(*observer);
  }
}

void Debugger::Impl::Unmute() {
  for (Observer* observer : std::exchange(muted_, {})) engine.AddObserver(*observer);
}

std::optional<RunPlan> Debugger::Impl::PlanFor(const Resume& resume, bool at_end, int depth) {
  const bool earlier = resume.move == Move::kGoTo && (at_end || resume.moment <= now());
  if (!earlier && !GoesBack(resume.move)) return std::nullopt;
  if (const std::string why = WhyNotBack(); !why.empty()) {
    Note(StrCat("there is no way back: ", why), {});
    return std::nullopt;
  }
  const Moment end = at_end ? Moment{.line = kNever} : now();
  RunPlan plan{.mode = RunPlan::Mode::kSearch, .moment = end};
  const uint64_t last = at_end || now().command > 0 ? now().line : now().line - 1;
  switch (resume.move) {
    case Move::kRestart:
    case Move::kRestartEdited:
      return RunPlan{.entry = StopReason::kEntry,
                     .keeps_edits = resume.move == Move::kRestartEdited};
    case Move::kGoTo:
      return RunPlan{.mode = RunPlan::Mode::kSeek,
                     .moment = resume.moment,
                     .arrival = {.reason = StopReason::kGoTo}};
    case Move::kReverseContinue:
      plan.only = resume.only;
      return plan;
    case Move::kFrameStart:
      plan.rule = RunPlan::Rule::kEntered;
      plan.depth = depth;
      plan.moment.command = now().command + 1;  // the line that it stands at counts
      return plan;
    case Move::kBackOver:
    case Move::kBackOut:
      if (at_end) break;
      plan.rule = RunPlan::Rule::kNoDeeper;
      plan.depth = resume.move == Move::kBackOver ? depth : depth - 1;
      return plan;
    default:
      break;
  }
  // The line before, or one before that if it is none of a file.
  if (last == 0) return RunPlan{.entry = StopReason::kStart, .keeps_edits = true};
  constexpr uint64_t kTried = 64;
  std::vector<uint64_t> lines;
  for (uint64_t line = last > kTried ? last - kTried : 1; line <= last; ++line)
    lines.push_back(line);
  return AtLastOf(std::move(lines));
}

void Debugger::Impl::BreakOff(lua_State* lua, std::string_view error, bool may_raise) {
  flags_.aborting = true;
  gate_.Close();
  inspector.reset();
  host_.Abort(error);
  if (!may_raise) return;
  PushErrorTable(lua, error);
  lua_error(lua);
}

void Debugger::Impl::Rerun(RunPlan plan, lua_State* lua, bool may_raise) {
  next_ = std::move(plan);
  BreakOff(lua, kGoingBack, may_raise);
}

int64_t Debugger::Impl::Micros() const {
  Stopwatch* stopwatch = engine.state().stopwatch;
  return stopwatch == nullptr ? 0 : stopwatch->ElapsedMicros();
}

void Debugger::Impl::StopAt(Stop stop, const Event& event, bool may_raise) {
  plan_ = {};
  Unmute();
  pause_.store(false);
  stop.place = event.place;
  stop.moment = now();
  for (const int id : stop.breakpoints) {
    if (const Breakpoint* met = breakpoints.get(id); met != nullptr && met->once)
      breakpoints.Remove(id);
  }
  Resume resume;
  do {
    inspector = Inspect(event);
    {
      const LuaHeap::Unbounded unbounded(LuaHeap::Of(event.lua));
      const int64_t since = Micros();
      resume = front_end.OnStop(stop);
      stood_ += Micros() - since;
    }
  } while (!Obey(resume, event, may_raise));
  Touch();
}

// False if it cannot be done, which was said.
bool Debugger::Impl::Obey(const Resume& resume, const Event& event, bool may_raise) {
  if (resume.move == Move::kAbort) {
    BreakOff(event.lua, kAborted, may_raise);
    return true;
  }
  int depth = event.depth;
  if (resume.move == Move::kFrameStart) {
    if (resume.frame >= inspector->frames().size()) return false;
    const LuaFrame frame = inspector->at(resume.frame);
    lua_Debug info;
    if (frame.lua != event.lua || lua_getstack(frame.lua, frame.level, &info) == 0) {
      Note("that function runs in another coroutine", event.place);
      return false;
    }
    depth = DepthAt(frame.lua, info.i_ci);
  }
  const bool back = GoesBack(resume.move) || (resume.move == Move::kGoTo && resume.moment <= now());
  auto plan = PlanFor(resume, false, depth);
  if (back && !plan) return false;
  inspector.reset();
  if (plan) {
    Rerun(std::move(*plan), event.lua, may_raise);
  } else {
    SetStep(resume, event);
  }
  return true;
}

void Debugger::Impl::SetStep(const Resume& resume, const Event& event) {
  step_ = {.depth = event.depth,
           .function = event.function,
           .place = resume.place,
           .moment = resume.moment};
  switch (resume.move) {
    case Move::kStepIn:
      step_.kind = StepGoal::Kind::kAnyLine;
      break;
    case Move::kStepOver:
      step_.kind = StepGoal::Kind::kOver;
      break;
    case Move::kStepOut:
      step_.kind = StepGoal::Kind::kOut;
      break;
    case Move::kRunTo:
      step_.kind = StepGoal::Kind::kPlace;
      break;
    case Move::kGoTo:
      step_.kind = StepGoal::Kind::kMoment;
      break;
    default:
      step_.kind = StepGoal::Kind::kNone;
  }
}

}  // namespace luarig
