#ifndef LUARIG_TESTS_UNIT_DEBUG_DEBUGGED_H_
#define LUARIG_TESTS_UNIT_DEBUG_DEBUGGED_H_

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/debug/debugger.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {

// What was seen, line by line.
struct Lines : std::vector<std::string> {
  using std::vector<std::string>::vector;
};

// How doctest shows it; it looks for this very name.
// NOLINTNEXTLINE(readability-identifier-naming)
inline doctest::String toString(const Lines& lines) {
  std::string text = "{";
  for (const std::string& line : lines) text += StrCat(text.size() == 1 ? "" : ", ", Quote(line));
  return (text + "}").c_str();
}

// A front end that does what a list of words says, and writes down what it sees: a line a stop, a
// value, a note. When the list is at its end the code goes on, and ends.
//
//   step next out back rnext rout rcontinue continue restart keep abort start   moves
//   until 5, goto 12.0                                                     moves with a place
//   = CODE, look CODE, set NAME CODE, redis WORDS, locals, upvalues, frames, keys, why, moment
//                                                                          questions
class ScriptedFrontEnd final : public DebugFrontEnd {
 public:
  explicit ScriptedFrontEnd(std::vector<std::string> words) : words_(words.begin(), words.end()) {}

  Debugger* debugger = nullptr;
  Lines seen;

  Resume OnStop(const Stop& stop) override {
    seen.push_back(Text(stop));
    return Ask();
  }
  Resume OnEnd(const Reply& reply) override {
    seen.push_back(StrCat("end ", reply.is_error() ? reply.text
                                  : reply.kind == Reply::Kind::kInteger
                                      ? std::to_string(reply.integer)
                                      : reply.text));
    return Ask();
  }
  void OnOutput(OutputKind kind, std::string_view text, FilePlace place) override {
    static constexpr std::string_view kKinds[] = {"log", "debug", "point", "note"};
    seen.push_back(StrCat(kKinds[static_cast<size_t>(kind)], " ", text,
                          place.line == 0 ? "" : StrCat(" @", place.line)));
  }

 private:
  static std::string_view NameOf(StopReason reason) {
    static constexpr std::string_view kNames[] = {"entry",  "step",  "break", "key",  "error",
                                                  "called", "pause", "goto",  "start"};
    return kNames[static_cast<size_t>(reason)];
  }

  std::string Text(const Stop& stop) const {
    std::string text = StrCat(NameOf(stop.reason), " ", stop.place.line);
    for (const int id : stop.breakpoints) text += StrCat(" #", id);
    if (!stop.text.empty()) text += StrCat(" <", stop.text, ">");
    for (const std::string& key : stop.keys) text += StrCat(" key ", key);
    return text;
  }

  // Takes words until one of them moves.
  Resume Ask() {
    while (!words_.empty()) {
      const std::string word = words_.front();
      words_.pop_front();
      if (const auto move = MoveOf(word)) return *move;
      Answer(word);
    }
    return {};
  }

  static std::optional<Resume> MoveOf(const std::string& word) {
    static constexpr std::pair<std::string_view, Move> kMoves[] = {
        {"step", Move::kStepIn},       {"next", Move::kStepOver},
        {"out", Move::kStepOut},       {"back", Move::kBack},
        {"rnext", Move::kBackOver},    {"rout", Move::kBackOut},
        {"continue", Move::kContinue}, {"rcontinue", Move::kReverseContinue},
        {"restart", Move::kRestart},   {"keep", Move::kRestartEdited},
        {"abort", Move::kAbort},       {"start", Move::kFrameStart}};
    for (const auto& [name, move] : kMoves) {
      if (word == name) return Resume{.move = move};
    }
    if (word.starts_with("until "))
      return Resume{.move = Move::kRunTo, .place = {.file = 0, .line = std::stoi(word.substr(6))}};
    if (word.starts_with("goto "))
      return Resume{.move = Move::kGoTo, .moment = {.line = std::stoul(word.substr(5))}};
    if (word.starts_with("who "))
      return Resume{.move = Move::kReverseContinue,
                    .only = Breakpoint{.kind = BreakKind::kKeyWritten, .what = word.substr(4)}};
    return std::nullopt;
  }

  static std::string Of(const Result<ShownValue>& value) {
    return value.ok() ? value.value().text : StrCat("error ", value.error());
  }
  static std::string Of(const std::vector<Variable>& variables) {
    std::string text;
    for (const Variable& one : variables)
      text += StrCat(text.empty() ? "" : ", ", one.name, "=", one.value.text);
    return text;
  }

  void Answer(const std::string& word) {
    const std::string rest =
        word.find(' ') == std::string::npos ? "" : word.substr(word.find(' ') + 1);
    if (word.starts_with("= ")) seen.push_back(Of(debugger->Evaluate(0, rest, Purpose::kEdit)));
    if (word.starts_with("look ")) seen.push_back(Of(debugger->Evaluate(0, rest, Purpose::kLook)));
    if (word.starts_with("caller "))
      seen.push_back(Of(debugger->Evaluate(1, rest, Purpose::kEdit)));
    if (word.starts_with("set ")) {
      const std::string name = rest.substr(0, rest.find(' '));
      seen.push_back(
          Of(debugger->SetVariable(0, Scope::kLocals, name, rest.substr(name.size() + 1))));
    }
    if (word.starts_with("redis ")) {
      const auto words = SplitWords(rest);
      seen.push_back(debugger->RunCommand(*words).text);
    }
    if (word.starts_with("print ")) seen.push_back(debugger->Print(0, rest, 2000).value());
    if (word == "locals") seen.push_back(Of(debugger->Variables(0, Scope::kLocals)));
    if (word == "upvalues") seen.push_back(Of(debugger->Variables(0, Scope::kUpvalues)));
    if (word == "arguments") seen.push_back(Of(debugger->Variables(0, Scope::kArguments)));
    if (word == "moment") {
      const Moment now = debugger->now();
      seen.push_back(StrCat(now.line, ".", now.command));
    }
    if (word == "frames") {
      std::string text;
      for (const DebugFrame& frame : debugger->frames())
        text += StrCat(text.empty() ? "" : " < ", frame.function, ":", frame.line);
      seen.push_back(text);
    }
    if (word == "keys") {
      std::string text;
      for (const auto& key : debugger->used_keys())
        text += StrCat(text.empty() ? "" : " ", key.name, key.written ? "!" : "");
      seen.push_back(text);
    }
    if (word.starts_with("complete ")) {
      std::string text;
      for (const std::string& name : debugger->Complete(0, rest))
        text += StrCat(text.empty() ? "" : " ", name);
      seen.push_back(text);
    }
  }

  std::deque<std::string> words_;
};

// An engine whose EVALs and FCALLs are debugged by a list of words.
class Debugged {
 public:
  explicit Debugged(std::vector<std::string> words, bool stop_on_entry = true)
      : front_end(std::move(words)),
        debugger(server.engine, front_end, {.stop_on_entry = stop_on_entry}) {
    front_end.debugger = &debugger;
  }

  // The script's lines are lines of file 0.
  Reply Eval(std::string_view script, std::vector<std::string> keys = {}) {
    debugger.files().Add(ScriptKind::kScript, "script.lua", std::string(script), {}, {}, true);
    std::vector<std::string> argv{"EVAL", std::string(script), std::to_string(keys.size())};
    argv.insert(argv.end(), keys.begin(), keys.end());
    return debugger.Run(server.engine.default_session(), argv);
  }
  int Break(Breakpoint breakpoint) {
    return debugger.breakpoints().Add(std::move(breakpoint)).value();
  }
  int BreakAt(int line) { return Break({.place = {.file = 0, .line = line}}); }
  // The script must be known before lines of it are.
  void Know(std::string_view script) {
    debugger.files().Add(ScriptKind::kScript, "script.lua", std::string(script), {}, {}, true);
  }
  const Lines& seen() const { return front_end.seen; }

  TestEngine server;
  ScriptedFrontEnd front_end;
  Debugger debugger;
};

}  // namespace luarig::test

#endif  // LUARIG_TESTS_UNIT_DEBUG_DEBUGGED_H_
