#ifndef LUARIG_ENGINE_TRACE_COVERAGE_TEXT_H_
#define LUARIG_ENGINE_TRACE_COVERAGE_TEXT_H_

#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/trace/coverage_report.h"

namespace luarig {

// A report as text that one process hands to another:
//
//   luarig-coverage 1
//   file "lib/shop.lua" "local n = 1\n..."
//   line 3 12                  the code came there 12 times
//   cost 3 45                  and ran 45 instructions
//   function 3 2 "total"       begins there, was called twice
//   branch 5 if 6 2 8 0        twice to line 6, never to line 8; a loop of `for` says "for"
//   end
std::string WriteCoverage(const CoverageReport& report);

// The report of such a text. Whatever the text is, it fails with the line that is wrong at worst.
Result<CoverageReport> ReadCoverage(std::string_view text);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TRACE_COVERAGE_TEXT_H_
