// The lines that code comes to, and whether it stops there.

#include <algorithm>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/flag_guard.h"
#include "engine/debug/debugger_impl.h"
#include "engine/debug/log_text.h"
#include "engine/debug/value_text.h"
#include "engine/dispatch/observer.h"
#include "engine/script/line_events.h"
#include "engine/script/lua_heap.h"
#include "engine/script/lua_state.h"

namespace luarig {
namespace {

// Every so many lines it is noted where the code is, to see whether a repeated run goes the same
// way.
constexpr uint64_t kTrailStep = 1024;

}  // namespace

// --- Lines

void Debugger::Impl::OnLibrary(const ScriptSource& source) {
  if (runs_) Enter(source);  // else it is loaded again for the next run
}

void Debugger::Impl::Enter(const ScriptSource& source) {
  const size_t before = files.files().size();
  kind_ = source.kind;
  text_ = files.TextOf(source);
  for (size_t i = before; i < files.files().size(); ++i) front_end.OnNewFile(i);
  Touch();
}

// Lines that pass the gate are not told.
void Debugger::Impl::AtLine(const ScriptSource& /*source*/, lua_State* lua, lua_Debug* where) {
  if (flags_.aborting || flags_.evaluating) return;
  ++now().line;
  now().command = 0;
  const int depth = DepthAt(lua, where->i_ci);
  if (flags_.searches_lines) NoteLine(depth);
  const bool quiet =
      now().line < gate_.wake() && !lines_.Has(where->currentline) && starting_.empty();
  if (!quiet || flags_.every_line) LookAtLine(lua, where, depth);
  if (!flags_.any()) gate_.OpenFor(lua);
}

// A call that a breakpoint is for stops at the first line that it comes to.
void Debugger::Impl::AtCall(lua_State* lua, lua_Debug* where) {
  if (flags_.aborting || flags_.evaluating) return;
  if (gate_.wake() == 0) LookAtBreakpoints();
  if (!lines_.HasFunctions()) return;
  lua_getinfo(lua, "S", where);
  if (where->source != ChunkName(kind_)) return;
  starting_ = lines_.Of(where->linedefined, where->lastlinedefined);
  if (!starting_.empty()) gate_.Close();
}

// The depth in all of a call at `depth` of `lua`.
int Debugger::Impl::DepthAt(lua_State* lua, int depth) {
  if (const int passed = gate_.TakeDepth(); passed != 0) threads_.Passed(passed);
  return threads_.At(lua, depth);
}

void Debugger::Impl::LookAtLine(lua_State* lua, lua_Debug* where, int depth) {
  const std::vector<int> starting = std::exchange(starting_, {});
  if (gate_.wake() == 0) LookAtBreakpoints();
  Wake();
  last_error_.clear();
  if (EndsSearch(lua, true)) return;
  lua_getinfo(lua, "S", where);
  const bool own = where->source == ChunkName(kind_);
  Event event{.lua = lua, .place = {}, .depth = depth};
  if (own) event.place = files.PlaceOf(text_, where->currentline);
  ApplyEdits(event);
  if (!own) {
    // Nobody can be shown this line.
    if (plan_.mode == RunPlan::Mode::kSeek && now() == plan_.moment && !plan_.earlier.empty())
      Rerun(AtLastOf(plan_.earlier), lua);
    return;
  }
  if (now().line % kTrailStep == 0) CheckTrail(where->currentline);
  if (plan_.searches_lines()) return;
  lua_getinfo(lua, "f", where);
  event.function = lua_topointer(lua, -1);
  lua_pop(lua, 1);

  std::vector<int> met = MeetLines(where->currentline, starting, event);
  if (kinds_.Has(BreakKind::kLocal)) {
    const std::vector<int> locals = MeetLocals(event, *where);
    met.insert(met.end(), locals.begin(), locals.end());
  }
  if (!met.empty())
    return Found({.reason = StopReason::kBreakpoint, .breakpoints = std::move(met)}, event);
  if (Arrived(event)) return;
  if (const auto reason = ReasonAtLine(event)) Found({.reason = *reason}, event);
}

// Only the last ones matter: the others are for a line that cannot be shown.
void Debugger::Impl::NoteLine(int depth) {
  constexpr size_t kKept = 64;
  const bool entered = plan_.rule == RunPlan::Rule::kEntered;
  const int before = std::exchange(previous_depth_, depth);
  if (entered ? depth != plan_.depth || before >= depth : depth > plan_.depth) return;
  if (now() >= plan_.moment) return;
  if (lines_found_.size() == 2 * kKept)
    lines_found_.erase(lines_found_.begin(), lines_found_.begin() + kKept);
  lines_found_.push_back(now().line);
}

// When the next line is to be looked at, whatever it is.
void Debugger::Impl::Wake() {
  uint64_t wake = (now().line / kTrailStep + 1) * kTrailStep;
  if (next_edit_ < edits_.size()) wake = std::min(wake, edits_[next_edit_].moment.line);
  if (plan_.mode != RunPlan::Mode::kLive) wake = std::min(wake, plan_.moment.line);
  if (step_.kind == StepGoal::Kind::kMoment) wake = std::min(wake, step_.moment.line);
  gate_.WakeAt(wake);
}

void Debugger::Impl::LookAtBreakpoints() {
  gate_.Close();                                   // the next line knows
  flags_.searches_lines = plan_.searches_lines();  // a stop has made the run a live one
  lines_ = BreakLines(files, text_);
  const bool silent = plan_.mode == RunPlan::Mode::kSeek || flags_.searches_lines;
  if (plan_.only) {
    lines_.Add(*plan_.only);
  } else {
    for (const Breakpoint& one : breakpoints.all()) {
      // Where nobody is told, only the number of times matters.
      if (!silent || !one.hits.empty()) lines_.Add(one);
    }
  }
  gate_.SetMarks(lines_.marks());
  kinds_ = {};
  if (plan_.only) {
    kinds_ = plan_.only->kind;
  } else {
    for (const Breakpoint& one : breakpoints.all()) {
      if (one.enabled) kinds_ |= one.kind;
    }
  }
  const bool steps = plan_.mode == RunPlan::Mode::kLive && step_.kind != StepGoal::Kind::kNone &&
                     step_.kind != StepGoal::Kind::kMoment;
  flags_.every_line = steps || kinds_.Has(BreakKind::kLocal);
}

bool Debugger::Impl::EndsSearch(lua_State* lua, bool may_raise) {
  if (plan_.mode != RunPlan::Mode::kSearch || now() < plan_.moment) return false;
  Rerun(AfterSearch(), lua, may_raise);
  return true;
}

void Debugger::Impl::CheckTrail(int line) {
  const auto index = static_cast<size_t>(now().line / kTrailStep - 1);
  if (index == trail_.size()) {
    trail_.push_back(line);
  } else if (index < trail_.size() && trail_[index] != line && !diverged_) {
    diverged_ = true;
    Note(
        "the run did not repeat itself: it went another way than before (the order of tables with"
        " tables as keys, collectgarbage(\"count\") or a clock decides something)",
        {});
  }
}

std::optional<StopReason> Debugger::Impl::ReasonAtLine(const Event& event) {
  if (!std::exchange(entered_, true) && plan_.mode == RunPlan::Mode::kLive && plan_.entry)
    return plan_.entry;
  if (plan_.mode != RunPlan::Mode::kLive) return std::nullopt;
  if (pause_.load()) return StopReason::kPause;
  switch (step_.kind) {
    case StepGoal::Kind::kAnyLine:
      return StopReason::kStep;
    case StepGoal::Kind::kOver: {
      const bool same = event.depth == step_.depth && event.function == step_.function;
      if (event.depth < step_.depth || same) return StopReason::kStep;
      break;
    }
    case StepGoal::Kind::kOut:
      if (event.depth < step_.depth) return StopReason::kStep;
      break;
    case StepGoal::Kind::kPlace:
      if (event.place == step_.place) return StopReason::kGoTo;
      break;
    case StepGoal::Kind::kMoment:
      if (now() >= step_.moment) return StopReason::kGoTo;
      break;
    case StepGoal::Kind::kNone:
      break;
  }
  return std::nullopt;
}

// --- Whether it stops

std::unique_ptr<Inspector> Debugger::Impl::Inspect(const Event& event) {
  const LuaHeap::Unbounded unbounded(LuaHeap::Of(event.lua));
  return std::make_unique<Inspector>(threads_.all(), files, text_,
                                     [this] { return front_end.Cancels(); });
}

Result<bool> Debugger::Impl::HoldsAt(std::string_view condition, const Event& event) {
  const FlagGuard evaluating(flags_.evaluating);
  const FlagGuard only_looks(host_.session().script->read_only);
  return Inspect(event)->IsTrue(0, condition);
}

bool Debugger::Impl::Meets(Breakpoint& breakpoint, const Event& event) {
  if (!breakpoint.condition.empty()) {
    const auto holds = HoldsAt(breakpoint.condition, event);
    if (!holds.ok()) {
      Note(StrCat("breakpoint ", breakpoint.id, " stops, for its condition fails: ", holds.error()),
           event.place);
    } else if (!holds.value()) {
      return false;
    }
  }
  return Breakpoints::Meet(breakpoint);
}

void Debugger::Impl::PrintLog(const Breakpoint& breakpoint, const Event& event) {
  if (plan_.mode != RunPlan::Mode::kLive) return;
  std::string text;
  const auto at = Inspect(event);
  const FlagGuard evaluating(flags_.evaluating);
  for (const LogPiece& piece : CutLogText(breakpoint.log)) {
    if (!piece.is_code) {
      text += piece.text;
      continue;
    }
    const auto value = at->Text(0, piece.text);
    text += value.ok() ? value.value() : StrCat("<", value.error(), ">");
  }
  front_end.OnOutput(OutputKind::kPoint, text, event.place);
}

std::vector<int> Debugger::Impl::MeetAll(const std::vector<int>& ids, const Event& event) {
  std::vector<int> met;
  for (const int id : ids) {
    Breakpoint* one = breakpoints.get(id);
    if (one == nullptr || !Meets(*one, event)) continue;
    if (one->log.empty()) {
      met.push_back(id);
    } else {
      PrintLog(*one, event);
    }
  }
  return met;
}

std::vector<int> Debugger::Impl::MeetLines(int line, std::vector<int> starting,
                                           const Event& event) {
  std::vector<int> ids = std::move(starting);
  if (lines_.Has(line)) {
    const std::vector<int> here = lines_.At(line);
    ids.insert(ids.end(), here.begin(), here.end());
  }
  if (plan_.only) return ids.empty() ? ids : std::vector{0};
  return MeetAll(ids, event);
}

std::vector<int> Debugger::Impl::MeetLocals(const Event& event, const lua_Debug& where) {
  std::vector<int> ids;
  const auto look = [&](const Breakpoint& one) {
    if (!one.enabled || one.kind != BreakKind::kLocal) return;
    const int line = files.LineOf(text_, one.place);
    const bool main = where.what[0] == 'm';
    if (!main && (line < where.linedefined || line > where.lastlinedefined)) return;
    const LuaFrame frame{.lua = event.lua, .level = 0};
    lua_checkstack(event.lua, 4);
    if (!PushVariable(frame, one.what, event.lua)) return;
    std::string text = ShortText(event.lua, lua_gettop(event.lua), 1000);
    lua_pop(event.lua, 1);
    const auto seen = std::ranges::find_if(locals_, [&](const LocalSeen& other) {
      return other.id == one.id && other.depth == event.depth;
    });
    if (seen == locals_.end()) {
      locals_.push_back({.id = one.id, .depth = event.depth, .text = std::move(text)});
      if (plan_.only) ids.push_back(0);  // that it has one at all is news to who looks back
    } else if (seen->text != text) {
      seen->text = std::move(text);
      ids.push_back(one.id);
    }
  };
  if (plan_.only) {
    look(*plan_.only);
    return ids;
  }
  for (const Breakpoint& one : std::vector(breakpoints.all())) look(one);
  return MeetAll(ids, event);
}

void Debugger::Impl::Found(Stop stop, const Event& event, bool may_raise) {
  switch (plan_.mode) {
    case RunPlan::Mode::kLive:
      return StopAt(std::move(stop), event, may_raise);
    case RunPlan::Mode::kSearch:
      stop.place = event.place;
      stop.moment = now();
      if (plan_.only) stop.breakpoints.clear();
      found_ = std::move(stop);
      return;
    case RunPlan::Mode::kSeek:
      Arrived(event, may_raise);
  }
}

// Stops if this is the moment that is sought.
bool Debugger::Impl::Arrived(const Event& event, bool may_raise) {
  if (plan_.mode != RunPlan::Mode::kSeek || now() < plan_.moment) return false;
  StopAt(plan_.arrival, event, may_raise);
  return true;
}

}  // namespace luarig
