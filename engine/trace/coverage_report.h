#ifndef LUARIG_ENGINE_TRACE_COVERAGE_REPORT_H_
#define LUARIG_ENGINE_TRACE_COVERAGE_REPORT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace luarig {

// What ran of Lua files: plain data, which runs of several engines and processes add up in.

struct FunctionCoverage {
  std::string name;  // "total", "M.total"; "anonymous at line 7" for one without a name
  int line = 0;      // where it begins
  uint64_t calls = 0;

  bool operator==(const FunctionCoverage&) const = default;
};

// A condition, or a loop of `for`, which goes one of two ways.
struct BranchCoverage {
  struct Way {
    int leads_to = 0;    // the line of the code that comes next; 0: it is in another file
    uint64_t times = 0;  // that it went there

    bool operator==(const Way&) const = default;
  };

  int line = 0;
  bool loop = false;  // of `for`
  // First into what follows it: the `then`, the body, the right side of `and` or `or`; then past
  // it.
  std::array<Way, 2> ways{};

  // False if the code never came there: then its ways were neither taken nor left out.
  bool reached() const { return ways[0].times + ways[1].times > 0; }

  bool operator==(const BranchCoverage&) const = default;
};

// One way of a branch for a person: "goes on at line 13", "runs the body", "ends".
std::string WayText(const BranchCoverage& branch, size_t way);

// What could run, with how often it did. Functions and branches are sorted by their line, and those
// of one line stand as in the text. A file whose functions and branches nobody watched has none.
struct FileCoverage {
  std::string path;
  std::string text;
  std::map<int, uint64_t> lines;         // times that the code came to a line
  std::map<int, uint64_t> instructions;  // of Lua that ran there, where somebody counted
  std::vector<FunctionCoverage> functions;
  std::vector<BranchCoverage> branches;

  bool operator==(const FileCoverage&) const = default;
};

// So many of so many.
struct Share {
  size_t hit = 0;
  size_t all = 0;

  void Add(bool is_hit) {
    ++all;
    if (is_hit) ++hit;
  }
  void Add(const Share& other) {
    hit += other.hit;
    all += other.all;
  }
  // 100 where there is nothing.
  double percent() const;
  // "87.5", rounded down so that only all is "100.0"; "-" where there is nothing.
  std::string PercentText() const;

  bool operator==(const Share&) const = default;
};

struct CoverageTotals {
  Share lines;
  Share functions;
  Share branches;  // ways that were taken; those of a branch that was not reached count as well

  bool operator==(const CoverageTotals&) const = default;
};

struct CoverageReport {
  // Sorted by path. Files of one path whose text differs stand beside each other: what ran of one
  // says nothing of the other.
  std::vector<FileCoverage> files;

  // The file of that path and text, which is added if there is none. Valid until the next one is.
  FileCoverage& FileOf(const std::string& path, const std::string& text);
  // Adds the counts of `other`.
  void Merge(const CoverageReport& other);

  bool operator==(const CoverageReport&) const = default;
};

// Adds the counts of `other`, which is of the same text.
void AddTo(FileCoverage& file, const FileCoverage& other);

CoverageTotals TotalsOf(const FileCoverage& file);
CoverageTotals TotalsOf(const CoverageReport& report);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TRACE_COVERAGE_REPORT_H_
