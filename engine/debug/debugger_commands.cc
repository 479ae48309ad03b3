// The commands that code calls, the errors that it meets, what it prints; and whether it stops
// there.

#include <algorithm>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/glob.h"
#include "engine/debug/debugger_impl.h"
#include "engine/debug/value_text.h"
#include "engine/dispatch/observer.h"
#include "engine/fixture/diff_text.h"
#include "engine/script/line_events.h"
#include "engine/script/lua_state.h"

namespace luarig {
namespace {

constexpr size_t kLongest = 1000;  // bytes of a value that is printed

BreakKinds KeyKinds() {
  return BreakKinds(BreakKind::kKeyWritten) | BreakKind::kKeyRead | BreakKind::kKeyUsed;
}

std::string ErrorText(lua_State* lua) {
  const StackGuard guard(lua);
  lua_checkstack(lua, 2);
  if (lua_istable(lua, -1)) {
    lua_pushliteral(lua, "err");
    lua_rawget(lua, -2);
  }
  return lua_type(lua, -1) == LUA_TSTRING ? std::string(StringAt(lua, -1))
                                          : ShortText(lua, lua_gettop(lua));
}

std::vector<std::string> Copied(std::span<const std::string_view> words) {
  return {words.begin(), words.end()};
}

// Whether a breakpoint of keys is for this use. `changed`: the command has changed something.
bool IsFor(const Breakpoint& breakpoint, const KeyUse& use, bool changed) {
  const bool written = use.writes && changed && breakpoint.kind != BreakKind::kKeyRead;
  const bool read = use.reads && breakpoint.kind != BreakKind::kKeyWritten;
  return (written || read) && GlobMatch(breakpoint.what, use.key);
}

}  // namespace

// Something is to be done at this moment, whatever the code does.
bool Debugger::Impl::IsDue() const { return now().line >= gate_.wake(); }

// Does it: true if the code has stopped, or is about to end.
bool Debugger::Impl::DoWhatIsDue(lua_State* lua, bool may_raise) {
  if (gate_.wake() == 0) LookAtBreakpoints();
  Wake();
  if (EndsSearch(lua, may_raise)) return true;
  const Event event = EventAt(lua);
  ApplyEdits(event);
  if (Arrived(event, may_raise)) return true;
  const bool there = plan_.mode == RunPlan::Mode::kLive && step_.kind == StepGoal::Kind::kMoment &&
                     now() >= step_.moment;
  if (there) StopAt({.reason = StopReason::kGoTo}, event, may_raise);
  return there;
}

// Where the code is that has called one of our functions.
Debugger::Impl::Event Debugger::Impl::EventAt(lua_State* lua) {
  Event event{.lua = lua};
  lua_checkstack(lua, 8);
  lua_Debug info;
  for (int level = 0; lua_getstack(lua, level, &info) != 0; ++level) {
    if (lua_getinfo(lua, "Slf", &info) == 0) break;
    const void* function = lua_topointer(lua, -1);
    lua_pop(lua, 1);
    if (info.what[0] == 'C' || info.what[0] == 't') continue;
    event.depth = DepthAt(lua, info.i_ci);
    event.function = function;
    if (info.source == ChunkName(kind_)) event.place = files.PlaceOf(text_, info.currentline);
    break;
  }
  return event;
}

// The ids of the breakpoints that `matches` chooses and that stop here.
std::vector<int> Debugger::Impl::MeetThose(lua_State* lua,
                                           const std::function<bool(const Breakpoint&)>& matches) {
  if (plan_.only) return matches(*plan_.only) ? std::vector{0} : std::vector<int>();
  std::vector<int> ids;
  for (const Breakpoint& one : breakpoints.all()) {
    if (one.enabled && matches(one)) ids.push_back(one.id);
  }
  return ids.empty() ? ids : MeetAll(ids, EventAt(lua));
}

std::vector<int> Debugger::Impl::MeetKind(lua_State* lua, BreakKind kind) {
  if (!kinds_.Has(kind)) return {};
  return MeetThose(lua, [kind](const Breakpoint& one) { return one.kind == kind; });
}

// --- Commands

void Debugger::Impl::BeforeCommand(lua_State* lua, std::span<const std::string_view> words) {
  if (flags_.evaluating) return;
  if (flags_.aborting) return BreakOff(lua, "ERR the run is broken off", true);
  ++now().command;
  changes_before_ = engine.state().store.changes;
  const bool due = IsDue();
  if (!due && !kinds_.HasAny(KeyKinds() | BreakKind::kCommand)) return;
  const bool told = due && DoWhatIsDue(lua);
  const Command* command = CommandOf(engine.commands(), words);
  if (command == nullptr) return;
  if (!told && kinds_.Has(BreakKind::kCommand)) StopBefore(lua, *command, words);
  MarkKeys(*command, words);
}

void Debugger::Impl::StopBefore(lua_State* lua, const Command& command,
                                std::span<const std::string_view> words) {
  std::vector<int> met = MeetThose(lua, [&](const Breakpoint& one) {
    return one.kind == BreakKind::kCommand && IsNamedBy(command, one.what);
  });
  if (met.empty()) return;
  Found(
      {.reason = StopReason::kBreakpoint, .breakpoints = std::move(met), .command = Copied(words)},
      EventAt(lua));
}

// Marks the keyspace if the code may stop after this command, to tell then what it has changed.
void Debugger::Impl::MarkKeys(const Command& command, std::span<const std::string_view> words) {
  ForgetMark();  // a command that raised has left it
  const bool sought = plan_.mode == RunPlan::Mode::kSeek &&
                      plan_.arrival.reason == StopReason::kKey && now().line == plan_.moment.line;
  bool watched = false;
  if (plan_.mode == RunPlan::Mode::kLive && kinds_.HasAny(KeyKinds())) {
    for (const KeyUse& use : KeysUsed(command, words)) {
      if (!use.writes) continue;
      watched = watched || std::ranges::any_of(breakpoints.all(), [&](const Breakpoint& one) {
                  return one.enabled && KeyKinds().Has(one.kind) && IsFor(one, use, true);
                });
    }
  }
  if (sought || watched) before_command_ = engine.Checkpoint(Journal::Keep::kWholeValues);
}

void Debugger::Impl::ForgetMark() {
  if (before_command_) engine.Release(*std::exchange(before_command_, std::nullopt));
}

// What the command that has just run has changed, of these keys.
std::string Debugger::Impl::ChangesOf(const std::vector<std::string>& keys) const {
  if (!before_command_) return "";
  const ServerState& state = engine.state();
  auto changes = DiffSince(state.store.journal, *before_command_, state.databases);
  std::erase_if(changes, [&](const KeyDifference& change) {
    return std::ranges::find(keys, change.key) == keys.end();
  });
  std::string text = DiffAsText(changes);
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

void Debugger::Impl::AfterCommand(lua_State* lua, std::span<const std::string_view> words,
                                  bool failed) {
  if (flags_.evaluating || flags_.aborting) return;
  ++now().command;
  const bool due = IsDue();
  const bool is_news = !failed && uses_.IsNews(now());
  const bool asks = failed ? kinds_.Has(BreakKind::kErrorReply) : kinds_.HasAny(KeyKinds());
  if (!due && !is_news && !asks) return;
  CommandUse use{.words = words, .keys = {}, .changed = false};
  const Command* command = CommandOf(engine.commands(), words);
  if (!failed && command != nullptr) {
    use.keys = KeysUsed(*command, words);
    use.changed = engine.state().store.changes != changes_before_;
  }
  if (is_news) uses_.Note(now(), host_.session().database, use.keys, use.changed);
  if (plan_.mode == RunPlan::Mode::kSeek && plan_.arrival.reason == StopReason::kKey)
    plan_.arrival.text = ChangesOf(plan_.arrival.keys);
  const bool told = due && DoWhatIsDue(lua);
  if (!told && asks) failed ? StopAtError(lua, words) : StopAfter(lua, use);
  ForgetMark();
}

void Debugger::Impl::StopAtError(lua_State* lua, std::span<const std::string_view> words) {
  std::vector<int> met = MeetKind(lua, BreakKind::kErrorReply);
  if (met.empty()) return;
  last_error_ = ErrorText(lua);
  Found({.reason = StopReason::kError,
         .breakpoints = std::move(met),
         .text = last_error_,
         .command = Copied(words)},
        EventAt(lua));
}

void Debugger::Impl::StopAfter(lua_State* lua, const CommandUse& command) {
  std::vector<std::string> keys;
  std::vector<int> met = MeetThose(lua, [&](const Breakpoint& one) {
    if (!KeyKinds().Has(one.kind)) return false;
    bool matches = false;
    for (const KeyUse& use : command.keys) {
      if (!IsFor(one, use, command.changed)) continue;
      matches = true;
      if (std::ranges::find(keys, use.key) == keys.end()) keys.emplace_back(use.key);
    }
    return matches;
  });
  if (met.empty()) return;
  std::string changes = command.changed ? ChangesOf(keys) : "";
  Found({.reason = StopReason::kKey,
         .breakpoints = std::move(met),
         .text = std::move(changes),
         .command = Copied(command.words),
         .keys = std::move(keys)},
        EventAt(lua));
}

// --- Errors, and what the code says

void Debugger::Impl::OnRaise(lua_State* lua, bool caught) {
  if (flags_.evaluating || flags_.aborting) return;
  ++now().command;
  if (IsDue() && DoWhatIsDue(lua, false)) return;
  if (!kinds_.HasAny(BreakKinds(BreakKind::kRaised) | BreakKind::kUncaught)) return;
  const std::string text = ErrorText(lua);
  const bool told = text == last_error_;
  std::vector<int> met = MeetKind(lua, BreakKind::kRaised);
  if (!caught) {
    const std::vector<int> uncaught = MeetKind(lua, BreakKind::kUncaught);
    met.insert(met.end(), uncaught.begin(), uncaught.end());
  }
  if (met.empty() || (told && caught)) return;
  Found({.reason = StopReason::kError, .breakpoints = std::move(met), .text = text}, EventAt(lua),
        false);
}

bool Debugger::Impl::OnBreakpoint(lua_State* lua) {
  if (flags_.evaluating || flags_.aborting) return false;
  ++now().command;
  if (IsDue() && DoWhatIsDue(lua)) return true;
  if (plan_.only && plan_.mode == RunPlan::Mode::kSearch) return true;
  if (plan_.mode == RunPlan::Mode::kSearch && plan_.rule != RunPlan::Rule::kBreakpoints)
    return true;
  Found({.reason = StopReason::kCalled}, EventAt(lua));
  return true;
}

void Debugger::Impl::OnDebug(lua_State* lua) {
  if (plan_.mode != RunPlan::Mode::kLive || flags_.aborting) return;
  std::string text;
  for (int i = 1; i <= lua_gettop(lua); ++i)
    text += StrCat(i == 1 ? "" : ", ", ShortText(lua, i, kLongest));
  front_end.OnOutput(OutputKind::kDebug, text, EventAt(lua).place);
}

void Debugger::Impl::OnLog(LogLevel level, std::string_view text) {
  if (plan_.mode != RunPlan::Mode::kLive || flags_.aborting || !front_end.ShowsLog(level)) return;
  FilePlace place;
  if (threads_.running() != nullptr) place = EventAt(threads_.running()).place;
  front_end.OnOutput(OutputKind::kLog, text, place);
}

}  // namespace luarig
