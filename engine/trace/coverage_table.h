#ifndef LUARIG_ENGINE_TRACE_COVERAGE_TABLE_H_
#define LUARIG_ENGINE_TRACE_COVERAGE_TABLE_H_

#include <string>

#include "engine/trace/coverage_report.h"

namespace luarig {

// A table for a terminal of 80 columns: a row for each file, and a sum where there are several.
//
//   File            Lines  Functions  Branches  Missed lines
//   lib/shop.lua    87.5%     100.0%     50.0%  12-14, 20
//
// Percentages are rounded down, so that only all is 100.0%; "-" where there is nothing to cover.
std::string CoverageTable(const CoverageReport& report);

// "12-14, 20": the lines that did not run. Those between them that have no code are no gap.
std::string MissedLines(const FileCoverage& file);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TRACE_COVERAGE_TABLE_H_
