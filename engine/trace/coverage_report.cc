#include "engine/trace/coverage_report.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

void AddCounts(FunctionCoverage& function, const FunctionCoverage& other) {
  function.calls += other.calls;
}

void AddCounts(BranchCoverage& branch, const BranchCoverage& other) {
  for (size_t way = 0; way < branch.ways.size(); ++way)
    branch.ways[way].times += other.ways[way].times;
}

// Both are sorted by line; the n-th of a line in the one is the n-th of that line in the other.
template <typename T>
void AddByPlace(std::vector<T>& to, const std::vector<T>& from) {
  std::vector<T> sum;
  auto mine = to.begin();
  for (const T& other : from) {
    while (mine != to.end() && mine->line < other.line) sum.push_back(std::move(*mine++));
    if (mine != to.end() && mine->line == other.line) {
      sum.push_back(std::move(*mine++));
      AddCounts(sum.back(), other);
    } else {
      sum.push_back(other);
    }
  }
  std::move(mine, to.end(), std::back_inserter(sum));
  to = std::move(sum);
}

void AddLines(std::map<int, uint64_t>& to, const std::map<int, uint64_t>& from) {
  for (const auto& [line, count] : from) to[line] += count;
}

}  // namespace

std::string WayText(const BranchCoverage& branch, size_t way) {
  if (branch.loop) return way == 0 ? "runs the body" : "ends";
  const int line = branch.ways.at(way).leads_to;
  if (line == 0) return "goes on in another file";
  if (line != branch.line) return StrCat("goes on at line ", line);
  return way == 0 ? "goes on with what follows" : "goes past what follows";
}

void AddTo(FileCoverage& file, const FileCoverage& other) {
  AddLines(file.lines, other.lines);
  AddLines(file.instructions, other.instructions);
  AddByPlace(file.functions, other.functions);
  AddByPlace(file.branches, other.branches);
}

FileCoverage& CoverageReport::FileOf(const std::string& path, const std::string& text) {
  const auto key = [](const FileCoverage& file) { return std::tie(file.path, file.text); };
  const auto at = std::ranges::lower_bound(files, std::tie(path, text), {}, key);
  if (at != files.end() && key(*at) == std::tie(path, text)) return *at;
  FileCoverage file;
  file.path = path;
  file.text = text;
  return *files.insert(at, std::move(file));
}

void CoverageReport::Merge(const CoverageReport& other) {
  for (const FileCoverage& file : other.files) AddTo(FileOf(file.path, file.text), file);
}

double Share::percent() const {
  constexpr double kWhole = 100;
  return all == 0 ? kWhole : kWhole * static_cast<double>(hit) / static_cast<double>(all);
}

std::string Share::PercentText() const {
  if (all == 0) return "-";
  constexpr size_t kTenths = 10;
  const size_t tenths = hit * 100 * kTenths / all;
  return StrCat(tenths / kTenths, ".", tenths % kTenths);
}

CoverageTotals TotalsOf(const FileCoverage& file) {
  CoverageTotals totals;
  for (const auto& [line, hits] : file.lines) totals.lines.Add(hits > 0);
  for (const FunctionCoverage& function : file.functions) totals.functions.Add(function.calls > 0);
  for (const BranchCoverage& branch : file.branches) {
    for (const BranchCoverage::Way& way : branch.ways) totals.branches.Add(way.times > 0);
  }
  return totals;
}

CoverageTotals TotalsOf(const CoverageReport& report) {
  CoverageTotals totals;
  for (const FileCoverage& file : report.files) {
    const CoverageTotals more = TotalsOf(file);
    totals.lines.Add(more.lines);
    totals.functions.Add(more.functions);
    totals.branches.Add(more.branches);
  }
  return totals;
}

}  // namespace luarig
