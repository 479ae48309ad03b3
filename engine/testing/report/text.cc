#include "engine/testing/report/text.h"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

constexpr char kHex[] = "0123456789abcdef";

// How many bytes the character at the start of `bytes` has; 0 if it is none.
size_t CharacterLength(std::string_view bytes) {
  const auto first = static_cast<unsigned char>(bytes[0]);
  if (first < 0x80) return 1;
  const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  return length <= bytes.size() && IsValidUtf8(bytes.substr(0, length)) ? length : 0;
}

// Characters that some format cannot hold, or that a terminal or a browser would obey: controls,
// U+FFFE and U+FFFF, and those that turn the direction of what follows.
bool IsHarmless(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first >= 0x20 && first != 0x7f;
  if (character.size() == 2) return character >= "\xc2\xa0";
  const auto within = [&](std::string_view from, std::string_view to) {
    return from <= character && character <= to;
  };
  return !within("\xe2\x80\xa8", "\xe2\x80\xae") && !within("\xe2\x81\xa6", "\xe2\x81\xa9") &&
         !within("\xef\xbf\xbe", "\xef\xbf\xbf");
}

void AppendHex(std::string& out, std::string_view bytes) {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
  }
}

std::string ReadableText(std::string_view bytes, bool one_line) {
  std::string out;
  out.reserve(bytes.size());
  while (!bytes.empty()) {
    const size_t length = CharacterLength(bytes);
    const std::string_view character = bytes.substr(0, std::max<size_t>(length, 1));
    bytes.remove_prefix(character.size());
    const char c = character[0];
    if (length > 0 && IsHarmless(character)) {
      out += character;
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\n' || c == '\t') {
      if (one_line) {
        out += c == '\n' ? "\\n" : "\\t";
      } else {
        out += c;
      }
    } else {
      AppendHex(out, character);
    }
  }
  return out;
}

// `  label: text`, or with several lines the text in a block below.
void AppendField(std::string& out, std::string_view label, std::string_view text) {
  if (text.empty()) return;
  out += StrCat("\n  ", label, ":");
  if (text.find('\n') == std::string_view::npos) {
    out += StrCat(" ", text);
    return;
  }
  for (const std::string_view line : LinesOf(text)) out += StrCat("\n    ", line);
}

void AppendCount(std::string& out, size_t count, std::string_view what) {
  if (count == 0) return;
  out += StrCat(out.empty() ? "" : ", ", count, " ", what);
}

std::string Padded(uint64_t number, size_t digits) {
  const std::string text = StrCat(number);
  return text.size() >= digits ? text : std::string(digits - text.size(), '0') + text;
}

// `number` / `unit` with three digits that count.
std::string Decimal(uint64_t number, uint64_t unit) {
  const uint64_t whole = number / unit;
  const size_t places = whole >= 100 ? 0 : whole >= 10 ? 1 : 2;
  if (places == 0) return StrCat(whole);
  const uint64_t hundredths = number % unit * 100 / unit;
  return StrCat(whole, ".", Padded(hundredths, 2).substr(0, places));
}

}  // namespace

std::string Readable(std::string_view bytes) { return ReadableText(bytes, false); }
std::string ReadableLine(std::string_view bytes) { return ReadableText(bytes, true); }

std::string ShownPlace(const SourcePlace& place) {
  std::string out = ReadableLine(place.file);
  if (place.line > 0) out += StrCat(":", place.line);
  if (place.line > 0 && place.column > 0) out += StrCat(":", place.column);
  if (!place.path.empty())
    out += StrCat(out.empty() ? "" : " ", "(", ReadableLine(place.path), ")");
  return out;
}

std::string ShownCell(const TestResult& test) {
  return ReadableLine(test.under.empty() ? test.target : StrCat(test.target, ", ", test.under));
}

bool HasSeveralCells(const TestRun& run) {
  const TestResult* first = nullptr;
  for (const SuiteResult& suite : run.suites) {
    for (const TestResult& test : suite.tests) {
      if (first == nullptr) first = &test;
      if (test.target != first->target || test.under != first->under) return true;
    }
  }
  return false;
}

std::string ShownName(const TestResult& test, bool with_cell) {
  const std::string name = ReadableLine(test.name);
  return with_cell ? StrCat(name, " [", ShownCell(test), "]") : name;
}

std::string ShownCounts(const TestCounts& counts) {
  std::string out;
  AppendCount(out, counts.failed, "failed");
  AppendCount(out, counts.problems, counts.problems == 1 ? "problem" : "problems");
  AppendCount(out, counts.passed, "passed");
  AppendCount(out, counts.skipped, "skipped");
  return out.empty() ? "no tests" : out;
}

std::string HeadlineOf(const TestFailure& failure) {
  if (failure.message.empty()) {
    return ReadableLine(failure.what.empty() ? "failed" : failure.what);
  }
  return ReadableLine(failure.what.empty() ? failure.message
                                           : StrCat(failure.what, ": ", failure.message));
}

std::string HeadlineOf(const Diagnostic& diagnostic) {
  // Replies begin with their code already.
  const bool told = diagnostic.code.empty() || diagnostic.message.starts_with(diagnostic.code);
  return ReadableLine(told ? diagnostic.message
                           : StrCat(diagnostic.code, ": ", diagnostic.message));
}

std::string FailureText(const TestFailure& failure) {
  std::string out = HeadlineOf(failure);
  AppendField(out, "step", Readable(failure.step));
  AppendField(out, "at", ShownPlace(failure.where));
  AppendField(out, "expected", Readable(failure.expected));
  AppendField(out, "got", Readable(failure.got));
  if (failure.error) AppendField(out, "error", DiagnosticText(*failure.error));
  return out;
}

std::string DiagnosticText(const Diagnostic& diagnostic) {
  std::string out = HeadlineOf(diagnostic);
  AppendField(out, "at", ShownPlace(diagnostic.where));
  for (const TraceFrame& frame : diagnostic.traceback) AppendField(out, "in", ShownFrame(frame));
  AppendField(out, "command", ShownCommand(diagnostic.command));
  AppendField(out, "refused by", ReadableLine(diagnostic.condition));
  AppendField(out, "written", ShownWrites(diagnostic));
  AppendField(out, "help", Readable(diagnostic.help));
  return out;
}

std::string ShownFrame(const TraceFrame& frame) {
  const std::string place = ShownPlace(frame.place);
  if (frame.function.empty()) return place.empty() ? "the script" : place;
  return StrCat(ReadableLine(frame.function), " (", place, ")");
}

std::string ShownWrites(const Diagnostic& diagnostic) {
  if (diagnostic.writes == 0) return "";
  std::string out = StrCat(diagnostic.writes, diagnostic.writes == 1 ? " change" : " changes",
                           " before it stay", diagnostic.writes == 1 ? "s" : "");
  std::string_view before = ": ";
  for (const std::string& key : diagnostic.written) {
    out += StrCat(std::exchange(before, ", "), ReadableLine(key));
  }
  return out;
}

std::string ShownCommand(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) {
    const bool plain = !word.empty() && word.find_first_of(" \"'\\") == std::string::npos &&
                       word == ReadableLine(word);
    out += StrCat(out.empty() ? "" : " ", plain ? word : Quote(word));
  }
  return out;
}

std::string ShownSeconds(int64_t micros) {
  const auto count = static_cast<uint64_t>(std::max<int64_t>(micros, 0));
  return StrCat(count / 1'000'000, ".", Padded(count % 1'000'000, 6));
}

std::string ShownDuration(int64_t micros) {
  const auto count = static_cast<uint64_t>(std::max<int64_t>(micros, 0));
  if (count < 1000) return StrCat(count, " \u00b5s");
  if (count < 1'000'000) return StrCat(Decimal(count, 1000), " ms");
  if (count < 60'000'000) return StrCat(Decimal(count, 1'000'000), " s");
  const uint64_t seconds = count / 1'000'000;
  return StrCat(seconds / 60, " min ", seconds % 60, " s");
}

std::string ShownUtc(int64_t micros) {
  const auto seconds = static_cast<uint64_t>(std::max<int64_t>(micros, 0)) / 1'000'000;
  uint64_t days = seconds / 86'400;
  const uint64_t second = seconds % 86'400;
  const auto days_in = [](uint64_t year) -> uint64_t {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 366 : 365;
  };
  uint64_t year = 1970;
  for (; days >= 400 * 365 + 97; year += 400) days -= 400 * 365 + 97;
  for (; days >= days_in(year); ++year) days -= days_in(year);
  const std::array<uint64_t, 12> months = {
      31, days_in(year) - 337, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  size_t month = 0;
  for (; days >= months.at(month); ++month) days -= months.at(month);
  return StrCat(Padded(year, 4), "-", Padded(month + 1, 2), "-", Padded(days + 1, 2), "T",
                Padded(second / 3600, 2), ":", Padded(second / 60 % 60, 2), ":",
                Padded(second % 60, 2));
}

}  // namespace luarig
