// Commands that let the code go on, forwards and backwards.

#include <algorithm>
#include <utility>

#include "cli/debug/keys.h"
#include "cli/debug/terminal_commands.h"
#include "cli/debug/words.h"
#include "engine/base/bytes.h"
#include "engine/base/number.h"

namespace luarig {
namespace {

void RefuseWords(std::string_view rest) {
  if (!rest.empty()) throw UsageError(StrCat("nothing follows here, and not ", Quote(rest)));
}

Resume Go(TerminalState& state, std::string words, Resume resume) {
  state.moved = std::move(words);
  state.repeats = 0;
  state.search.reset();
  state.move = std::move(resume);
  return state.move;
}

Resume GoTimes(TerminalState& state, std::string words, Move move, std::string_view times) {
  const int count = times.empty() ? 1 : ReadNumber(times, 1, "how often");
  Resume resume = Go(state, std::move(words), {.move = move});
  state.repeats = count - 1;
  return resume;
}

void CheckWayBack(const TerminalState& state) {
  const std::string why = state.debugger().WhyNotBack();
  if (!why.empty()) throw UsageError(StrCat("there is no way back: ", why));
}

Resume GoBack(TerminalState& state, std::string words, Move move, std::string_view times) {
  CheckWayBack(state);
  return GoTimes(state, std::move(words), move, times);
}

// Goes back to where `only` was met last; `found` is the reason of the stop there.
Resume Seek(TerminalState& state, std::string found, std::string nothing, Breakpoint only) {
  CheckWayBack(state);
  Search search{
      .nothing = std::move(nothing), .from = state.debugger().now(), .from_end = state.ended};
  Resume resume =
      Go(state, std::move(found), {.move = Move::kReverseContinue, .only = std::move(only)});
  state.search = std::move(search);
  return resume;
}

bool WasWritten(const TerminalState& state, const std::string& key) {
  return std::ranges::any_of(state.debugger().used_keys(), [&](const Debugger::UsedKey& used) {
    return used.written && used.name == key;
  });
}

// "120" or "120.2".
std::optional<Moment> ReadMoment(std::string_view text) {
  const size_t point = std::min(text.find('.'), text.size());
  const auto line = ParseInteger(text.substr(0, point));
  if (!line || *line < 0) return std::nullopt;
  Moment moment{.line = static_cast<uint64_t>(*line)};
  if (point == text.size()) return moment;
  const auto command = ParseInteger(text.substr(point + 1));
  if (!command || *command < 0 || *command > UINT32_MAX) return std::nullopt;
  moment.command = static_cast<uint32_t>(*command);
  return moment;
}

void TellChangedFiles(TerminalState& state) {
  const auto& files = state.files().files();
  for (size_t i = 0; i < files.size(); ++i) {
    if (!state.rig->ChangedOnDisk(i)) continue;
    state.out() << "note: " << files[i].name
                << " has changed on disk; what runs is the text that was loaded, and a new luarig "
                   "debug reads it\n";
  }
}

}  // namespace

Resume DoStep(TerminalState& state, std::string_view rest) {
  return GoTimes(state, "step", Move::kStepIn, rest);
}

Resume DoNext(TerminalState& state, std::string_view rest) {
  return GoTimes(state, "step over", Move::kStepOver, rest);
}

Resume DoContinue(TerminalState& state, std::string_view rest) {
  RefuseWords(rest);
  return Go(state, "continue", {.move = Move::kContinue});
}

Resume DoFinish(TerminalState& state, std::string_view rest) {
  RefuseWords(rest);
  return Go(state, "step out", {.move = Move::kStepOut});
}

Resume DoUntil(TerminalState& state, std::string_view rest) {
  if (rest.empty()) throw UsageError("until where? LINE, FILE:LINE or FUNCTION");
  FilePlace place = ReadPlace(state, rest);
  const auto line = state.files().NextCodeLine(place);
  if (!line) throw UsageError(StrCat("there is no code at ", state.files().Label(place)));
  place.line = *line;
  return Go(state, "run to line", {.move = Move::kRunTo, .place = place});
}

Resume DoBack(TerminalState& state, std::string_view rest) {
  return GoBack(state, "step back", Move::kBack, rest);
}

Resume DoBackOver(TerminalState& state, std::string_view rest) {
  return GoBack(state, "step back over", Move::kBackOver, rest);
}

Resume DoBackOut(TerminalState& state, std::string_view rest) {
  RefuseWords(rest);
  return GoBack(state, "step back out", Move::kBackOut, "");
}

Resume DoReverseContinue(TerminalState& state, std::string_view rest) {
  RefuseWords(rest);
  return GoBack(state, "reverse continue", Move::kReverseContinue, "");
}

Resume DoWho(TerminalState& state, std::string_view rest) {
  if (rest.empty()) throw UsageError("who wrote which key? who KEY");
  const std::string key = ReadKey(state, rest);
  if (!WasWritten(state, key)) {
    const std::string differences = DifferencesOf(state, {&key, 1});
    throw UsageError(StrCat("no command of this run has written ", Quote(key), " so far",
                            differences.empty() ? ": it is as it was at the start" : ""));
  }
  return Seek(state, StrCat(Quote(key), " was written"),
              StrCat("nothing in this run wrote ", Quote(key), " before"),
              {.kind = BreakKind::kKeyWritten, .what = LiteralPattern(key)});
}

Resume DoWhy(TerminalState& state, std::string_view rest) {
  if (rest.empty()) throw UsageError("why has which local its value? why NAME");
  const std::string name(rest);
  const auto locals = state.debugger().Variables(state.frame, Scope::kLocals);
  if (std::ranges::find(locals, name, &Variable::name) == locals.end()) {
    std::vector<std::string> names;
    names.reserve(locals.size());
    for (const Variable& local : locals) names.push_back(local.name);
    const std::string meant = DidYouMeanOneOf(name, names);
    throw UsageError(StrCat("no local ", name, " is in sight here",
                            meant.empty() ? "; locals lists them" : StrCat("; ", meant)));
  }
  return Seek(state, StrCat(name, " got its value"),
              StrCat(name, " got no other value before, in this run"),
              {.kind = BreakKind::kLocal, .place = state.Here(), .what = name});
}

Resume DoGoTo(TerminalState& state, std::string_view rest) {
  const auto moment = ReadMoment(rest);
  if (!moment)
    throw UsageError("goto which moment? a number of lines, as `info moment` shows it: goto 120");
  CheckWayBack(state);
  return Go(state, "goto", {.move = Move::kGoTo, .moment = *moment});
}

Resume DoRestart(TerminalState& state, std::string_view rest) {
  const bool keeps = rest == "--keep-edits";
  if (!keeps) RefuseWords(rest);
  CheckWayBack(state);
  TellChangedFiles(state);
  return Go(state, "restart", {.move = keeps ? Move::kRestartEdited : Move::kRestart});
}

Resume DoAbort(TerminalState& state, std::string_view rest) {
  RefuseWords(rest);
  return Go(state, "abort", {.move = Move::kAbort});
}

Resume DoQuit(TerminalState& state, std::string_view rest) {
  RefuseWords(rest);
  if (state.ended) return Go(state, "quit", {.move = Move::kContinue});
  state.left = true;
  state.rig->DropErrors();
  return Go(state, "quit", {.move = Move::kAbort});
}

}  // namespace luarig
