#include "engine/testing/lua_problem.h"

#include <algorithm>
#include <utility>

namespace luarig {
namespace {

bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

size_t StartOfLine(std::string_view text, int line) {
  size_t at = 0;
  for (int i = 1; i < line && at < text.size(); ++i) {
    const size_t end = text.find('\n', at);
    if (end == std::string_view::npos) return text.size();
    at = end + 1;
  }
  return at;
}

}  // namespace

size_t FindWord(std::string_view text, size_t from, std::string_view word) {
  for (size_t at = text.find(word, from); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    const size_t end = at + word.size();
    const bool starts = at == 0 || !IsWordByte(text[at - 1]) || !IsWordByte(word.front());
    const bool ends = end == text.size() || !IsWordByte(text[end]) || !IsWordByte(word.back());
    if (starts && ends) return at;
  }
  return std::string_view::npos;
}

TestFailure FailureOf(LuaProblem problem) {
  TestFailure failure;
  failure.what = problem.kind == LuaProblem::Kind::kAssert   ? "assert"
                 : problem.kind == LuaProblem::Kind::kFaults ? "faults"
                                                             : "error";
  failure.where = std::move(problem.where);
  failure.expected = std::move(problem.expected);
  failure.got = std::move(problem.got);
  failure.message = std::move(problem.message);
  return failure;
}

Diagnostic DiagnosticOf(LuaProblem problem) {
  Diagnostic diagnostic;
  diagnostic.code = problem.kind == LuaProblem::Kind::kSyntax ? "syntax" : "suite";
  diagnostic.message = std::move(problem.message);
  diagnostic.where = std::move(problem.where);
  return diagnostic;
}

SourcePlace PlaceOfWord(std::string_view text, const std::string& file, int line,
                        std::string_view word) {
  SourcePlace place{.file = file, .line = line, .column = line > 0 ? 1 : 0};
  if (line <= 0 || word.empty()) return place;
  const size_t start = StartOfLine(text, line);
  const size_t found = FindWord(text, start, word);
  if (found == std::string_view::npos) return place;
  const size_t before = text.rfind('\n', found);
  const size_t line_start = found == 0 || before == std::string_view::npos ? 0 : before + 1;
  place.line += static_cast<int>(std::ranges::count(text.substr(start, found - start), '\n'));
  place.column = static_cast<int>(found - line_start) + 1;
  place.length = static_cast<int>(word.size());
  return place;
}

}  // namespace luarig
