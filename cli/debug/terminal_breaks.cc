// Commands that set, change and show breakpoints.

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "cli/debug/break_words.h"
#include "cli/debug/keys.h"
#include "cli/debug/terminal_commands.h"
#include "cli/debug/words.h"
#include "engine/base/bytes.h"
#include "engine/dispatch/registry.h"
#include "engine/dispatch/spec.h"

namespace luarig {
namespace {

using Names = std::vector<std::string>;

Names Categories() {
  Names names;
  for (int i = 0; i < kAclCategoryCount; ++i)
    names.push_back(StrCat("*", CategoryName(static_cast<AclCategory>(i))));
  return names;
}

Names CommandNames(const TerminalState& state) {
  Names names;
  for (const auto& command : state.rig->rig().engine().commands().all())
    names.push_back(ToUpper(command->full_name));
  return names;
}

// Throws UsageError if the target has no command, or category of them, of that name.
void CheckCommand(const TerminalState& state, const std::string& name) {
  const bool is_category = name.starts_with('*') || name.starts_with('@');
  const std::string word =
      is_category ? StrCat("*", ToLower(name.substr(1))) : ToUpper(name.substr(0, name.find('|')));
  const Names known = is_category ? Categories() : CommandNames(state);
  if (std::ranges::find(known, word) != known.end()) return;
  const std::string meant = DidYouMeanOneOf(word, known);
  throw UsageError(StrCat("there is no ", is_category ? "category of commands " : "command ", name,
                          meant.empty() ? "" : StrCat("; ", meant)));
}

// What a name that no text has may be: a function of code that is still to come, or a mistake.
std::string NoteOnFunction(const TerminalState& state, const std::string& name) {
  const std::vector<std::string> names = FunctionNames(state.files());
  if (std::ranges::find(names, name) != names.end()) return "";
  std::string note = StrCat("note: no function ", name, " is known yet");
  if (state.rig->rig().engine().commands().Find(name) != nullptr)
    return StrCat(note, "; for the command: break command ", ToUpper(name), "\n");
  const std::string meant = DidYouMeanOneOf(name, names);
  return StrCat(note, meant.empty() ? "" : StrCat("; ", meant), "\n");
}

void Add(TerminalState& state, BreakWords words) {
  Breakpoint& breakpoint = words.breakpoint;
  std::string note;
  int asked = 0;
  if (breakpoint.kind == BreakKind::kLine) {
    breakpoint.place = ReadPlace(state, words.line);
    asked = breakpoint.place.line;
  } else if (breakpoint.kind == BreakKind::kCommand) {
    CheckCommand(state, breakpoint.what);
  } else if (breakpoint.kind == BreakKind::kFunction) {
    note = NoteOnFunction(state, breakpoint.what);
  } else if (breakpoint.kind == BreakKind::kLocal) {
    breakpoint.place = state.Here();
  } else if (breakpoint.what.starts_with("KEYS[")) {
    breakpoint.what = LiteralPattern(ReadKey(state, breakpoint.what));
  }
  Breakpoints& all = state.debugger().breakpoints();
  const auto id = all.Add(std::move(breakpoint));
  if (!id.ok()) throw UsageError(id.error());
  const Breakpoint& added = *all.get(id.value());
  state.out() << note << (added.log.empty() ? "Breakpoint " : "Log point ") << added.id << ": "
              << WhereText(state.files(), added) << '\n';
  if (added.kind == BreakKind::kLine && added.place.line != asked)
    state.out() << "note: line " << asked << " has no code; it is the next that has some\n";
}

// `break -6` and `break 0`, as the debugger of a server has them.
bool TakenAway(TerminalState& state, std::string_view rest) {
  Breakpoints& all = state.debugger().breakpoints();
  if (rest == "0") {
    all.RemoveAll();
    state.out() << "All breakpoints are taken away\n";
    return true;
  }
  if (!rest.starts_with('-')) return false;
  const FilePlace place = ReadPlace(state, rest.substr(1));
  std::vector<int> ids;
  for (const Breakpoint& one : all.all()) {
    if (one.kind == BreakKind::kLine && one.place == place) ids.push_back(one.id);
  }
  if (ids.empty()) throw UsageError(StrCat("no breakpoint at ", state.files().Label(place)));
  for (const int id : ids) {
    all.Remove(id);
    state.out() << "Breakpoint " << id << " is taken away\n";
  }
  return true;
}

// The breakpoints whose ids are named, or all. Throws UsageError before anything is done.
std::vector<int> ReadIds(TerminalState& state, std::string_view rest) {
  Breakpoints& all = state.debugger().breakpoints();
  std::vector<int> ids;
  if (rest.empty()) {
    for (const Breakpoint& one : all.all()) ids.push_back(one.id);
    if (ids.empty()) throw UsageError("there are no breakpoints");
    return ids;
  }
  while (!rest.empty()) {
    const int id = ReadNumber(TakeWord(rest), 1, "the ID of a breakpoint");
    if (all.get(id) == nullptr)
      throw UsageError(StrCat("no breakpoint ", id, "; info break lists them"));
    ids.push_back(id);
  }
  return ids;
}

void ForEach(TerminalState& state, std::string_view rest, std::string_view done,
             const std::function<void(Breakpoints&, int)>& change) {
  for (const int id : ReadIds(state, rest)) {
    change(state.debugger().breakpoints(), id);
    state.out() << "Breakpoint " << id << " is " << done << '\n';
  }
}

void SetEnabled(TerminalState& state, std::string_view rest, bool enabled) {
  ForEach(state, rest, enabled ? "enabled" : "disabled",
          [enabled](Breakpoints& all, int id) { all.get(id)->enabled = enabled; });
}

// Checks a breakpoint as Add would, without adding it.
void Check(TerminalState& state, const Breakpoint& breakpoint) {
  Breakpoints scratch(state.files());
  const auto id = scratch.Add(breakpoint);
  if (!id.ok()) throw UsageError(id.error());
}

// The one breakpoint whose ID `rest` begins with.
Breakpoint& TakeBreakpoint(TerminalState& state, std::string_view& rest) {
  const std::string id = TakeWord(rest);
  if (id.empty()) throw UsageError("which breakpoint? info break lists their IDs");
  return *state.debugger().breakpoints().get(ReadIds(state, id).front());
}

void WatchKey(TerminalState& state, std::string_view rest, BreakKind kind) {
  if (rest.empty()) throw UsageError("watch which key?");
  BreakWords words;
  words.breakpoint.kind = kind;
  words.breakpoint.what = TakeWord(rest);
  if (!rest.empty()) throw UsageError(StrCat("one key, and not ", Quote(rest), " as well"));
  Add(state, std::move(words));
}

}  // namespace

void ListBreakpoints(TerminalState& state, std::string_view /*rest*/) {
  const auto& all = state.debugger().breakpoints().all();
  if (all.empty()) state.out() << "No breakpoints\n";
  for (const Breakpoint& one : all)
    state.out() << one.id << "  " << BreakpointText(state.files(), one) << '\n';
}

void DoBreak(TerminalState& state, std::string_view rest) {
  if (rest.empty()) return ListBreakpoints(state, rest);
  if (!TakenAway(state, rest)) Add(state, ReadBreakWords(rest, false));
}

void DoBreakOnce(TerminalState& state, std::string_view rest) {
  BreakWords words = ReadBreakWords(rest, false);
  words.breakpoint.once = true;
  Add(state, std::move(words));
}

void DoLog(TerminalState& state, std::string_view rest) { Add(state, ReadBreakWords(rest, true)); }

void DoWatch(TerminalState& state, std::string_view rest) {
  if (rest.starts_with("local ")) return Add(state, ReadBreakWords(rest, false));
  WatchKey(state, rest, BreakKind::kKeyWritten);
}

void DoWatchReads(TerminalState& state, std::string_view rest) {
  WatchKey(state, rest, BreakKind::kKeyRead);
}

void DoWatchUses(TerminalState& state, std::string_view rest) {
  WatchKey(state, rest, BreakKind::kKeyUsed);
}

void DoDelete(TerminalState& state, std::string_view rest) {
  ForEach(state, rest, "taken away", [](Breakpoints& all, int id) { all.Remove(id); });
}

void DoEnable(TerminalState& state, std::string_view rest) { SetEnabled(state, rest, true); }

void DoDisable(TerminalState& state, std::string_view rest) { SetEnabled(state, rest, false); }

void DoIgnore(TerminalState& state, std::string_view rest) {
  Breakpoint& breakpoint = TakeBreakpoint(state, rest);
  const int times = ReadNumber(rest, 0, "how often");
  breakpoint.hits = StrCat(">", breakpoint.count + static_cast<uint64_t>(times));
  state.out() << "Breakpoint " << breakpoint.id << " does not stop the next " << times
              << " times\n";
}

void DoCondition(TerminalState& state, std::string_view rest) {
  Breakpoint& breakpoint = TakeBreakpoint(state, rest);
  Breakpoint changed = breakpoint;
  changed.condition = rest;
  Check(state, changed);
  breakpoint.condition = rest;
  state.out() << "Breakpoint " << breakpoint.id << ": " << BreakpointText(state.files(), breakpoint)
              << '\n';
}

}  // namespace luarig
