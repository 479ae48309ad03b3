#ifndef LUARIG_ENGINE_TESTING_REPORT_FORMATS_H_
#define LUARIG_ENGINE_TESTING_REPORT_FORMATS_H_

#include <string>
#include <string_view>

#include "engine/testing/report/report.h"

namespace luarig {

// A format that `--report NAME[=FILE]` writes.
struct ReportFormat {
  std::string_view name;
  std::string_view summary;  // one line for --help
  std::string_view file;     // its name under luarig-report/; "": goes to standard output
  std::string (*write)(const ReportInput& input);
};

inline constexpr ReportFormat kReportFormats[] = {
    // clang-format off
    {"github", "annotations for GitHub Actions",           "",             GithubReport},
    {"html",   "a page for a browser, with the coverage",  "index.html",   HtmlReport},
    {"jsonl",  "an object a line, for programs",           "report.jsonl", JsonlReport},
    {"junit",  "JUnit XML, for Jenkins, GitLab and so on", "junit.xml",    JunitReport},
    {"tap",    "TAP version 14, for harnesses",            "report.tap",   TapReport},
    // clang-format on
};

// The format of that name, or null.
constexpr const ReportFormat* FindReportFormat(std::string_view name) {
  for (const ReportFormat& format : kReportFormats) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_REPORT_FORMATS_H_
