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

}  // namespace

void BreakLines::Add(const Breakpoint& breakpoint) {
  if (!breakpoint.enabled) return;
  if (breakpoint.kind == BreakKind::kLine) {
    if (const int line = files_->LineOf(text_, breakpoint.place); line != 0)
      MarkLine(line, breakpoint.id);
  }
  if (breakpoint.kind != BreakKind::kFunction) return;
  for (const CodeFunction& one : files_->texts()[text_].functions) {
    if (Names(breakpoint.what, one.name))
      functions_.push_back({.line = one.line, .last_line = one.last_line, .id = breakpoint.id});
  }
}

void BreakLines::MarkLine(int line, int id) {
  const auto index = static_cast<size_t>(line);
  if (marked_.size() <= index) marked_.resize(index + 1);
  marked_[index] = 1;
  lines_.push_back({.line = line, .id = id});
}

std::vector<int> BreakLines::At(int line) const {
  std::vector<int> ids;
  for (const Marked& one : lines_) {
    if (one.line == line) ids.push_back(one.id);
  }
  return ids;
}

std::vector<int> BreakLines::Of(int line, int last_line) const {
  std::vector<int> ids;
  for (const Marked& one : functions_) {
    if (one.line == line && one.last_line == last_line) ids.push_back(one.id);
  }
  return ids;
}

}  // namespace luarig
