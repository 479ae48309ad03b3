#ifndef LUARIG_ENGINE_TESTING_REPORT_COVERED_FILE_H_
#define LUARIG_ENGINE_TESTING_REPORT_COVERED_FILE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace luarig {

// What a report says of a Lua file that tests ran: plain data. Lines start at 1; what the file has
// no code on, or nobody counted, is left out.

struct CoveredLine {
  int line = 0;
  uint64_t hits = 0;
  uint64_t steps = 0;  // Lua instructions spent there; 0 on all lines where nobody counted them
};

struct CoveredFunction {
  std::string name;  // "take", "shop.take", "(anonymous)"
  int line = 0;
  uint64_t calls = 0;
};

// Where the code can go more than one way.
struct CoveredBranch {
  struct Way {
    std::string text;  // goes after "never": "goes on at line 13", "runs the body"
    uint64_t times = 0;
  };

  int line = 0;
  std::vector<Way> ways = {};

  // False if the code never came there: then its ways were neither taken nor left out.
  bool reached() const {
    return std::ranges::any_of(ways, [](const Way& way) { return way.times > 0; });
  }
};

struct CoveredFile {
  std::string path;
  std::string text;
  std::vector<CoveredLine> lines = {};
  std::vector<CoveredFunction> functions = {};
  std::vector<CoveredBranch> branches = {};
};

// So many of so many.
struct CoveredShare {
  size_t hit = 0;
  size_t all = 0;

  void Add(bool is_hit) {
    ++all;
    if (is_hit) ++hit;
  }
  void Add(const CoveredShare& other) {
    all += other.all;
    hit += other.hit;
  }
};

struct CoveredShares {
  CoveredShare lines;
  CoveredShare functions;
  CoveredShare branches;  // ways that were taken

  void Add(const CoveredShares& other) {
    lines.Add(other.lines);
    functions.Add(other.functions);
    branches.Add(other.branches);
  }
};

inline CoveredShares SharesOf(const CoveredFile& file) {
  CoveredShares shares;
  for (const CoveredLine& line : file.lines) shares.lines.Add(line.hits > 0);
  for (const CoveredFunction& function : file.functions) shares.functions.Add(function.calls > 0);
  for (const CoveredBranch& branch : file.branches) {
    for (const CoveredBranch::Way& way : branch.ways) shares.branches.Add(way.times > 0);
  }
  return shares;
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_REPORT_COVERED_FILE_H_
