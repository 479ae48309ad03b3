// What is shown where code has stopped.

#include <span>
#include <string>
#include <vector>

#include "cli/app/output.h"
#include "cli/debug/break_words.h"
#include "cli/debug/terminal_commands.h"
#include "engine/base/bytes.h"

namespace luarig {
namespace {

std::string CommandText(std::span<const std::string> command) {
  std::string text;
  for (const std::string& word : command) {
    const bool plain = Quote(word).size() == word.size() + 2 && !word.empty() &&
                       word.find(' ') == std::string::npos;
    text += StrCat(text.empty() ? "" : " ", Shortened(plain ? word : Quote(word), 60));
  }
  return text;
}

// The breakpoints that were met, each as what it waits for.
std::string MetText(const TerminalState& state) {
  std::string text;
  for (const int id : state.stop.breakpoints) {
    const Breakpoint* one = state.debugger().breakpoints().get(id);
    text += StrCat(text.empty() ? "" : ", ", "break point ", id);
    if (one != nullptr && one->kind != BreakKind::kLine)
      text += StrCat(" (", WhereText(state.files(), *one), ")");
  }
  return text;
}

// In the words of the server's debugger where it has some.
std::string ReasonText(const TerminalState& state) {
  const std::string met = MetText(state);
  switch (state.stop.reason) {
    case StopReason::kEntry:
      return "entry";
    case StopReason::kStep:
    case StopReason::kGoTo:
      return state.moved;
    case StopReason::kBreakpoint:
    case StopReason::kKey:
      return met.empty() ? state.moved : met;
    case StopReason::kError:
      return met.empty() ? "error" : met;
    case StopReason::kCalled:
      return "redis.breakpoint() called";
    case StopReason::kPause:
      return "interrupted";
    case StopReason::kStart:
      break;
  }
  return "start of the run";
}

// The locals whose change made the code stop.
std::vector<std::string> ChangedLocals(const TerminalState& state) {
  std::vector<std::string> names;
  const auto take = [&](const Breakpoint& one) {
    if (one.kind == BreakKind::kLocal) names.push_back(one.what);
  };
  for (const int id : state.stop.breakpoints) {
    if (const Breakpoint* one = state.debugger().breakpoints().get(id)) take(*one);
  }
  const bool found = state.stop.reason == StopReason::kBreakpoint && state.stop.breakpoints.empty();
  if (found && state.move.only) take(*state.move.only);
  return names;
}

void ShowWhatChanged(TerminalState& state) {
  const Stop& stop = state.stop;
  for (const std::string& name : ChangedLocals(state)) {
    const auto value = state.debugger().Print(0, name, state.most_bytes);
    if (value.ok()) state.out() << "  " << name << " = " << value.value() << '\n';
  }
  if (stop.reason != StopReason::kKey) return;
  if (stop.text.empty()) {
    ShowKeys(state, stop.keys);  // what was read
  } else {
    state.out() << Indented(stop.text, 2);
  }
}

}  // namespace

void ShowStop(TerminalState& state) {
  const Stop& stop = state.stop;
  const std::vector<DebugFrame>& frames = state.debugger().frames();
  const std::string function = frames.empty() ? "" : frames.front().function;
  const std::string place = state.files().Label(stop.place);
  state.out() << "* Stopped at " << Styled(state.console, Style::kStrong, place);
  if (!function.empty() && function != "main chunk") state.out() << " in " << function;
  state.out() << ", stop reason = " << ReasonText(state) << '\n';
  if (!stop.command.empty()) {
    const bool about_to = stop.reason == StopReason::kBreakpoint;
    state.out() << (about_to ? "  about to call " : "  called ") << CommandText(stop.command)
                << '\n';
  }
  if (stop.reason == StopReason::kError)
    state.out() << "  " << Styled(state.console, Style::kError, Cut(state, stop.text)) << '\n';
  ShowWhatChanged(state);
  ShowSource(state, stop.place, 2);
  ShowDisplays(state);
}

}  // namespace luarig
