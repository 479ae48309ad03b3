#ifndef LUARIG_ENGINE_TESTING_REPORT_REPORT_H_
#define LUARIG_ENGINE_TESTING_REPORT_REPORT_H_

#include <span>
#include <string>

#include "engine/testing/report/covered_file.h"
#include "engine/testing/results.h"

namespace luarig {

// What a report is written from. Reports are pure functions of it: the same run gives the same
// bytes. They end with a line break.
struct ReportInput {
  const TestRun& run;
  std::span<const CoveredFile> coverage = {};  // of formats that show it: jsonl, html
  std::string title = "luarig test";
};

// JUnit's XML as Jenkins, GitLab and others read it: a <testsuite> a file.
std::string JunitReport(const ReportInput& input);

// TAP version 14: a line a test, and a YAML block for what failed. A file with problems is one more
// line that is not ok.
std::string TapReport(const ReportInput& input);

// An object a line: each test, each problem of a file, and a closing summary. Bytes that are no
// text are exact. The schema is docs/schema/test-report-1.json.
std::string JsonlReport(const ReportInput& input);

// Workflow commands of GitHub Actions, which annotate the lines of the test files. They work where
// a step prints them. Whatever names and messages hold, nothing else is commanded.
std::string GithubReport(const ReportInput& input);

// One page that needs nothing else: no network, and no JavaScript but for filtering.
std::string HtmlReport(const ReportInput& input);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_REPORT_REPORT_H_
