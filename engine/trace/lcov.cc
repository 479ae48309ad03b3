#include "engine/trace/lcov.h"

#include <set>
#include <string_view>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

// A path or name where a line of the format ends with it: it may hold no line ends.
std::string OneLine(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  return out;
}

std::string Found(std::string_view what, const Share& share) {
  return StrCat(what, "F:", share.all, "\n", what, "H:", share.hit, "\n");
}

std::string Functions(const FileCoverage& file, const Share& share) {
  std::string heads;
  std::string calls;
  std::set<std::string> taken;
  for (const FunctionCoverage& function : file.functions) {
    std::string name = OneLine(function.name);
    if (taken.contains(name)) name += StrCat(" at line ", function.line);
    for (int n = 2; taken.contains(name); ++n)
      name = StrCat(OneLine(function.name), " at line ", function.line, " #", n);
    taken.insert(name);
    heads += StrCat("FN:", function.line, ",", name, "\n");
    calls += StrCat("FNDA:", function.calls, ",", name, "\n");
  }
  return StrCat(heads, calls, Found("FN", share));
}

std::string Branches(const FileCoverage& file, const Share& share) {
  std::string out;
  int line = 0;
  int block = 0;
  for (const BranchCoverage& branch : file.branches) {
    block = branch.line == line ? block + 1 : 0;
    line = branch.line;
    for (size_t way = 0; way < branch.ways.size(); ++way) {
      const std::string times = branch.reached() ? StrCat(branch.ways[way].times) : "-";
      out += StrCat("BRDA:", line, ",", block, ",", way, ",", times, "\n");
    }
  }
  return out + Found("BR", share);
}

}  // namespace

std::string Lcov(const CoverageReport& report) {
  std::string out;
  for (const FileCoverage& file : report.files) {
    const CoverageTotals totals = TotalsOf(file);
    out += StrCat("TN:\nSF:", OneLine(file.path), "\n");
    if (!file.functions.empty()) out += Functions(file, totals.functions);
    if (!file.branches.empty()) out += Branches(file, totals.branches);
    for (const auto& [line, hits] : file.lines) out += StrCat("DA:", line, ",", hits, "\n");
    out += StrCat(Found("L", totals.lines), "end_of_record\n");
  }
  return out;
}

}  // namespace luarig
