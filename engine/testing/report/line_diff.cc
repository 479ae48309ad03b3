#include "engine/testing/report/line_diff.h"

#include <algorithm>
#include <span>

#include "engine/testing/report/text.h"

namespace luarig {
namespace {

using Lines = std::span<const std::string_view>;

// A table of the longest common parts takes four bytes a cell.
constexpr size_t kMostCells = size_t{1} << 22;

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// Notes what differs between two lines, in whole characters.
void MarkChange(DiffLine& a, DiffLine& b) {
  const size_t most = std::min(a.text.size(), b.text.size());
  size_t front = 0;
  while (front < most && a.text[front] == b.text[front]) ++front;
  while (front > 0 && front < a.text.size() && IsContinuation(a.text[front])) --front;
  size_t back = 0;
  const auto last = [](const DiffLine& line, size_t from_end) {
    return line.text[line.text.size() - 1 - from_end];
  };
  while (back < most - front && last(a, back) == last(b, back)) ++back;
  while (back > 0 && IsContinuation(a.text[a.text.size() - back])) --back;
  // Lines that have nothing to do with each other are better off unmarked.
  if (front + back == 0) return;
  a.begin = b.begin = front;
  a.end = a.text.size() - back;
  b.end = b.text.size() - back;
}

// Lines that were replaced one by one are told apart within.
void AppendChange(std::vector<DiffLine>& out, Lines expected, Lines got) {
  const size_t first = out.size();
  for (const std::string_view line : expected) out.push_back({DiffSide::kExpected, line});
  for (const std::string_view line : got) out.push_back({DiffSide::kGot, line});
  if (expected.size() != got.size()) return;
  for (size_t i = 0; i < expected.size(); ++i) {
    MarkChange(out[first + i], out[first + expected.size() + i]);
  }
}

// longest[i * (got + 1) + j]: how many lines expected[i..] and got[j..] have in common, in order.
std::vector<uint32_t> CommonLengths(Lines expected, Lines got) {
  const size_t width = got.size() + 1;
  std::vector<uint32_t> longest((expected.size() + 1) * width);
  for (size_t i = expected.size(); i-- > 0;) {
    for (size_t j = got.size(); j-- > 0;) {
      const size_t at = i * width + j;
      longest[at] = expected[i] == got[j] ? longest[at + width + 1] + 1
                                          : std::max(longest[at + width], longest[at + 1]);
    }
  }
  return longest;
}

void AppendDifference(std::vector<DiffLine>& out, Lines expected, Lines got) {
  if (expected.size() * got.size() > kMostCells) return AppendChange(out, expected, got);
  const std::vector<uint32_t> longest = CommonLengths(expected, got);
  const size_t width = got.size() + 1;
  size_t i = 0;
  size_t j = 0;
  while (i < expected.size() || j < got.size()) {
    const size_t from_i = i;
    const size_t from_j = j;
    while ((i < expected.size() || j < got.size()) &&
           (i == expected.size() || j == got.size() || expected[i] != got[j])) {
      const bool skip_expected =
          j == got.size() ||
          (i < expected.size() && longest[(i + 1) * width + j] >= longest[i * width + j + 1]);
      ++(skip_expected ? i : j);
    }
    AppendChange(out, expected.subspan(from_i, i - from_i), got.subspan(from_j, j - from_j));
    if (i < expected.size() && j < got.size()) {
      out.push_back({DiffSide::kBoth, expected[i]});
      ++i;
      ++j;
    }
  }
}

}  // namespace

std::vector<DiffLine> DiffLines(std::string_view expected, std::string_view got) {
  const std::vector<std::string_view> left = LinesOf(expected);
  const std::vector<std::string_view> right = LinesOf(got);
  const size_t most = std::min(left.size(), right.size());
  size_t front = 0;
  while (front < most && left[front] == right[front]) ++front;
  size_t back = 0;
  while (back < most - front && left[left.size() - 1 - back] == right[right.size() - 1 - back]) {
    ++back;
  }
  std::vector<DiffLine> out;
  const auto add_common = [&](Lines lines) {
    for (const std::string_view line : lines) out.push_back({DiffSide::kBoth, line});
  };
  add_common(Lines(left).first(front));
  AppendDifference(out, Lines(left).subspan(front, left.size() - front - back),
                   Lines(right).subspan(front, right.size() - front - back));
  add_common(Lines(left).last(back));
  return out;
}

}  // namespace luarig
