#include "engine/debug/break_lines.h"

#include <algorithm>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

// "total" names "M.total" and "M:total" as well.
bool Names(std::string_view what, std::string_view function) {
  if (EqualsIgnoreCase(what, function)) return true;
  const size_t dot = function.find_last_of(".:");
  return dot != std::string_view::npos && function.substr(dot + 1) == what;
}

bool IsInside(const CodeFunction& inner, const CodeFunction& outer) {
  return inner.line > outer.line && inner.last_line <= outer.last_line;
}

}  // namespace

int FirstLineOf(const CodeFunction& function, const CodeFiles::Text& text) {
  for (const int line : text.lines) {
    if (line <= function.line || line > function.last_line) continue;
    // A function is made where it ends; what stands before that is its own.
    const bool nested = std::ranges::any_of(text.functions, [&](const CodeFunction& other) {
      return IsInside(other, function) && other.line <= line && line < other.last_line;
    });
    if (!nested) return line;
  }
  return function.line;
}

void BreakLines::Add(const Breakpoint& breakpoint) {
  if (!breakpoint.enabled) return;
  if (breakpoint.kind == BreakKind::kLine) {
    if (const int line = files_->LineOf(text_, breakpoint.place); line != 0)
      Mark(line, breakpoint.id);
  }
  if (breakpoint.kind != BreakKind::kFunction) return;
  const CodeFiles::Text& code = files_->texts()[text_];
  for (const CodeFunction& function : code.functions) {
    if (Names(breakpoint.what, function.name)) Mark(FirstLineOf(function, code), breakpoint.id);
  }
}

void BreakLines::Mark(int line, int id) {
  const auto index = static_cast<size_t>(line);
  if (marked_.size() <= index) marked_.resize(index + 1);
  marked_[index] = 1;
  all_.push_back({.line = line, .id = id});
}

std::vector<int> BreakLines::At(int line) const {
  std::vector<int> ids;
  for (const Marked& one : all_) {
    if (one.line == line) ids.push_back(one.id);
  }
  return ids;
}

}  // namespace luarig
