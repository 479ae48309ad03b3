#ifndef LUARIG_CLI_TEST_REPORTS_H_
#define LUARIG_CLI_TEST_REPORTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "cli/app/subcommand.h"
#include "engine/testing/results.h"
#include "engine/trace/coverage_report.h"

namespace luarig {

// A report that somebody asked for: `--report FORMAT[=FILE]`.
struct WantedReport {
  std::string format;
  std::string file;  // "": standard output
};

inline constexpr const char* kReportFolder = "luarig-report";

// Throws UsageError for a format that there is not.
WantedReport ReadReportFlag(const std::string& flag);

// True if it shows which code ran, and is nothing without.
bool NeedsCoverage(const WantedReport& report);

// Writes it; `coverage` is empty if nobody counted. Throws UsageError.
void WriteReport(const WantedReport& report, const TestRun& run, const CoverageReport& coverage,
                 Console& console);

}  // namespace luarig

#endif  // LUARIG_CLI_TEST_REPORTS_H_
