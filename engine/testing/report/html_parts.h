#ifndef LUARIG_ENGINE_TESTING_REPORT_HTML_PARTS_H_
#define LUARIG_ENGINE_TESTING_REPORT_HTML_PARTS_H_

#include <string>
#include <string_view>

#include "engine/testing/report/report.h"

// The parts of the page, each with a heading of its own; "" where there is nothing to show. Tests
// are numbered through the whole run, which is how parts link to each other.

namespace luarig {

std::string HtmlHeader(const ReportInput& input);
std::string HtmlFilter(const ReportInput& input);
std::string HtmlProblems(const ReportInput& input);
std::string HtmlTests(const ReportInput& input);
std::string HtmlMatrix(const ReportInput& input);
std::string HtmlSlowest(const ReportInput& input);
std::string HtmlCoverage(const ReportInput& input);

extern const std::string_view kPageStyle;
extern const std::string_view kPageScript;

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_REPORT_HTML_PARTS_H_
