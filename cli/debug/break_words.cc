#include "cli/debug/break_words.h"

#include <algorithm>
#include <iterator>

#include "cli/app/subcommand.h"
#include "cli/debug/words.h"
#include "engine/base/bytes.h"

namespace luarig {
namespace {

constexpr std::string_view kDigits = "0123456789";

// A word that says what kind of thing is waited for, and what has to follow it.
struct KindWord {
  std::string_view word;
  BreakKind kind;
  std::string_view wants;   // "": nothing
  std::string_view before;  // how a list says it: in front of what follows
  std::string_view behind;
};

constexpr KindWord kKinds[] = {
    {"function", BreakKind::kFunction, "NAME", "function ", ""},
    {"command", BreakKind::kCommand, "NAME", "command ", ""},
    {"key", BreakKind::kKeyWritten, "PATTERN", "key ", " is written"},
    {"key read", BreakKind::kKeyRead, "PATTERN", "key ", " is read"},
    {"key use", BreakKind::kKeyUsed, "PATTERN", "key ", " is used"},
    {"local", BreakKind::kLocal, "NAME", "local ", " changes"},
    {"error", BreakKind::kErrorReply, "", "an error reply", ""},
    {"raised", BreakKind::kRaised, "", "an error is raised", ""},
    {"uncaught", BreakKind::kUncaught, "", "an error ends the script", ""},
};

// LINE, or FILE:LINE.
bool IsLine(std::string_view word) {
  const size_t colon = word.rfind(':');
  if (colon != std::string_view::npos) word.remove_prefix(colon + 1);
  return !word.empty() && word.find_first_not_of(kDigits) == std::string_view::npos;
}

const KindWord* FindKind(std::string_view word) {
  const auto* found = std::ranges::find(kKinds, word, &KindWord::word);
  return found == std::end(kKinds) ? nullptr : found;
}

// How a key is to be used: `read`, `write` and `use` are only that if a pattern follows.
const KindWord* TakeKeyUse(std::string_view& rest) {
  std::string_view after = rest;
  const std::string word = TakeWord(after);
  const bool is_use = word == "read" || word == "write" || word == "use";
  std::string_view then = after;
  const std::string next = TakeWord(then);
  if (!is_use || next.empty() || next == "if" || next == "hits" || next == "log")
    return FindKind("key");
  rest = after;
  return word == "write" ? FindKind("key") : FindKind(StrCat("key ", word));
}

void ReadKind(std::string_view& rest, BreakWords& words) {
  const std::string first = TakeWord(rest);
  if (first.empty())
    throw UsageError(
        "where? LINE, FILE:LINE, FUNCTION, command NAME, key PATTERN, ...: help break");
  Breakpoint& breakpoint = words.breakpoint;
  if (IsLine(first)) {
    words.line = first;
    return;
  }
  const KindWord* kind = FindKind(first);
  if (kind == nullptr) {
    breakpoint.kind = BreakKind::kFunction;
    breakpoint.what = first;
    return;
  }
  if (first == "key") kind = TakeKeyUse(rest);
  breakpoint.kind = kind->kind;
  if (kind->wants.empty()) return;
  breakpoint.what = TakeWord(rest);
  if (breakpoint.what.empty()) throw UsageError(StrCat(first, " what? ", first, " ", kind->wants));
}

void ReadHits(std::string_view& rest, Breakpoint& breakpoint) {
  std::string_view after = rest;
  if (TakeWord(after) != "hits") return;
  breakpoint.hits = TakeWord(after);
  if (breakpoint.hits.empty()) throw UsageError("hits what? 3 (from the third on), ==3, >3, %3");
  rest = after;
}

}  // namespace

BreakWords ReadBreakWords(std::string_view text, bool is_log) {
  BreakWords words;
  ReadKind(text, words);
  ReadHits(text, words.breakpoint);
  if (is_log) {
    words.breakpoint.log = text;
    if (text.empty())
      throw UsageError("log what? the text behind the place: log 6 total is {total}");
    return words;
  }
  if (text.empty()) return words;
  const std::string clause = TakeWord(text);
  if (clause != "if" && clause != "log") {
    throw UsageError(
        StrCat("behind the place comes hits SPEC, if CONDITION or log TEXT, and not ", clause));
  }
  if (text.empty()) throw UsageError(StrCat(clause, " what?"));
  (clause == "if" ? words.breakpoint.condition : words.breakpoint.log) = text;
  return words;
}

std::string WhereText(const CodeFiles& files, const Breakpoint& breakpoint) {
  if (breakpoint.kind == BreakKind::kLine) return files.Label(breakpoint.place);
  const auto* kind = std::ranges::find(kKinds, breakpoint.kind, &KindWord::kind);
  return StrCat(kind->before, kind->wants.empty() ? "" : breakpoint.what, kind->behind);
}

std::string BreakpointText(const CodeFiles& files, const Breakpoint& breakpoint) {
  std::string text = WhereText(files, breakpoint);
  if (!breakpoint.hits.empty()) text += StrCat(" hits ", breakpoint.hits);
  if (!breakpoint.condition.empty()) text += StrCat(" if ", breakpoint.condition);
  if (!breakpoint.log.empty()) text += StrCat(" log ", breakpoint.log);
  if (breakpoint.once) text += ", once";
  if (!breakpoint.enabled) text += ", disabled";
  if (breakpoint.count > 0)
    text += StrCat(", met ", breakpoint.count, breakpoint.count == 1 ? " time" : " times");
  return text;
}

}  // namespace luarig
