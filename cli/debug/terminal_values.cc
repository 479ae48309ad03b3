// Commands that show and change what variables hold.

#include <algorithm>
#include <cctype>
#include <optional>

#include "cli/debug/terminal_commands.h"
#include "cli/debug/words.h"
#include "engine/base/bytes.h"

namespace luarig {
namespace {

bool IsName(std::string_view text) {
  const auto is_part = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  };
  return !text.empty() && std::ranges::all_of(text, is_part) &&
         std::isdigit(static_cast<unsigned char>(text.front())) == 0;
}

// Where the `=` of an assignment stands; npos if there is none.
size_t AssignmentIn(std::string_view text) {
  for (size_t at = text.find('='); at != std::string_view::npos; at = text.find('=', at + 1)) {
    const bool compares =
        (at + 1 < text.size() && text[at + 1] == '=') ||
        (at > 0 && std::string_view("=~<>").find(text[at - 1]) != std::string_view::npos);
    if (!compares) return at;
  }
  return std::string_view::npos;
}

size_t MostBytes(const TerminalState& state) { return state.most_bytes; }

// The scope whose variable of that name the frame sees.
std::optional<Scope> ScopeOf(const TerminalState& state, std::string_view name) {
  for (const Scope scope : {Scope::kLocals, Scope::kUpvalues}) {
    const auto variables = state.debugger().Variables(state.frame, scope);
    if (std::ranges::find(variables, name, &Variable::name) != variables.end()) return scope;
  }
  return std::nullopt;
}

void ShowDisplay(TerminalState& state, const Display& display) {
  const auto value = state.debugger().Print(state.frame, display.code, MostBytes(state));
  state.out() << display.id << ": " << display.code << " = "
              << (value.ok() ? value.value() : StrCat("(", value.error(), ")")) << '\n';
}

}  // namespace

void ShowVariables(TerminalState& state, Scope scope) {
  for (const Variable& variable : state.debugger().Variables(state.frame, scope))
    state.out() << variable.name << " = " << variable.value.text << '\n';
}

void ShowDisplays(TerminalState& state) {
  for (const Display& display : state.displays) ShowDisplay(state, display);
}

void DoPrint(TerminalState& state, std::string_view rest) {
  if (rest.empty()) return DoLocals(state, rest);
  const auto text = state.debugger().Print(state.frame, rest, MostBytes(state));
  if (!text.ok()) throw UsageError(text.error());
  state.out() << text.value() << '\n';
}

void DoLocals(TerminalState& state, std::string_view /*rest*/) {
  const bool has_locals = !state.debugger().Variables(state.frame, Scope::kLocals).empty();
  const bool has_upvalues = !state.debugger().Variables(state.frame, Scope::kUpvalues).empty();
  if (!has_locals) state.out() << "(no locals here)\n";
  ShowVariables(state, Scope::kLocals);
  if (!has_upvalues) return;
  state.out() << "of the functions around it:\n";
  ShowVariables(state, Scope::kUpvalues);
}

void DoEval(TerminalState& state, std::string_view rest) {
  if (rest.empty()) throw UsageError("eval what? eval CODE");
  const auto value = state.debugger().Evaluate(state.frame, rest, Purpose::kEdit);
  if (!value.ok()) throw UsageError(value.error());
  state.out() << Cut(state, value.value().text) << '\n';
}

void DoSet(TerminalState& state, std::string_view rest) {
  const size_t equals = AssignmentIn(rest);
  if (equals == std::string_view::npos) throw UsageError("set what? set NAME = EXPRESSION");
  const std::string name(Trimmed(rest.substr(0, equals)));
  const std::string_view code = Trimmed(rest.substr(equals + 1));
  if (name.empty() || code.empty()) throw UsageError("set what? set NAME = EXPRESSION");
  const auto scope = IsName(name) ? ScopeOf(state, name) : std::nullopt;
  if (scope) {
    const auto value = state.debugger().SetVariable(state.frame, *scope, name, code);
    if (!value.ok()) throw UsageError(value.error());
    state.out() << name << " = " << Cut(state, value.value().text) << '\n';
    return;
  }
  const auto done =
      state.debugger().Evaluate(state.frame, StrCat(name, " = ", code), Purpose::kEdit);
  if (!done.ok()) throw UsageError(done.error());
  const auto value = state.debugger().Evaluate(state.frame, name, Purpose::kLook);
  if (value.ok()) state.out() << name << " = " << Cut(state, value.value().text) << '\n';
}

void DoDisplay(TerminalState& state, std::string_view rest) {
  if (rest.empty()) {
    if (state.displays.empty()) state.out() << "Nothing is displayed\n";
    if (!state.ended) return ShowDisplays(state);
    for (const Display& display : state.displays)
      state.out() << display.id << ": " << display.code << '\n';
    return;
  }
  state.displays.push_back({.id = ++state.last_display, .code = std::string(rest)});
  if (!state.ended) return ShowDisplay(state, state.displays.back());
  state.out() << state.last_display << ": " << rest << '\n';
}

void DoUndisplay(TerminalState& state, std::string_view rest) {
  if (rest.empty()) {
    state.displays.clear();
    state.out() << "Nothing is displayed\n";
    return;
  }
  while (!rest.empty()) {
    const int id = ReadNumber(TakeWord(rest), 1, "the number of a display");
    if (std::erase_if(state.displays, [id](const Display& one) { return one.id == id; }) == 0)
      throw UsageError(StrCat("no display ", id, "; info display lists them"));
    state.out() << "Display " << id << " is gone\n";
  }
}

void DoMaxLen(TerminalState& state, std::string_view rest) {
  constexpr size_t kAll = 1'000'000'000;
  if (!rest.empty()) {
    const int bytes = ReadNumber(rest, 0, "a length");
    state.most_bytes = bytes == 0 ? kAll : static_cast<size_t>(bytes);
  }
  if (state.most_bytes == kAll) {
    state.out() << "Values are shown whole\n";
  } else {
    state.out() << "Values of more than " << state.most_bytes << " bytes are cut\n";
  }
}

}  // namespace luarig
