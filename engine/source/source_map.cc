#include "engine/source/source_map.h"

#include <algorithm>

namespace luarig {

void SourceMap::AddLine(size_t file, int file_line) {
  if (ranges_.empty()) {
    ranges_.push_back({.line = 1, .count = 1, .file = file, .file_line = file_line});
    return;
  }
  Range& last = ranges_.back();
  if (last.file == file && last.file_line + last.count == file_line) {
    ++last.count;
    return;
  }
  ranges_.push_back(
      {.line = last.line + last.count, .count = 1, .file = file, .file_line = file_line});
}

SourceMap::Position SourceMap::Place(int line) const {
  if (is_identity() || line < 1) return {.file = 0, .line = line};
  const auto after = std::ranges::upper_bound(ranges_, line, {}, &Range::line);
  const Range& range = *(after - 1);  // the first begins at 1
  return {.file = range.file, .line = range.file_line + (line - range.line)};
}

}  // namespace luarig
