#ifndef LUARIG_ENGINE_TESTING_REPORT_LINE_DIFF_H_
#define LUARIG_ENGINE_TESTING_REPORT_LINE_DIFF_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace luarig {

enum class DiffSide : uint8_t { kBoth, kExpected, kGot };

// A line of two texts that are compared. In a line that takes the place of another, bytes
// [begin, end) are what changed; otherwise none.
struct DiffLine {
  DiffSide side;
  std::string_view text;
  size_t begin = 0;
  size_t end = 0;
};

// The lines of both, what is common once; where they differ, the expected ones come first. Shortest
// for texts of sane size; of huge ones that differ all over, everything between the first and the
// last difference counts as changed. Views of the arguments.
std::vector<DiffLine> DiffLines(std::string_view expected, std::string_view got);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_REPORT_LINE_DIFF_H_
