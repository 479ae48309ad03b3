#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "engine/testing/report/report.h"

namespace luarig::test {
namespace {

using Json = nlohmann::json;

SourcePlace At(int line, int column) {
  SourcePlace place;
  place.file = "t/a.json";
  place.line = line;
  place.column = column;
  return place;
}

TestResult Test(std::string name, TestStatus status) {
  TestResult test;
  test.name = std::move(name);
  test.target = "redis-7.4";
  test.where = At(4, 3);
  test.status = status;
  test.micros = 1500;
  return test;
}

// A file of one test, in a run of its own.
TestRun RunOf(TestResult test) {
  TestRun run;
  SuiteResult suite;
  suite.path = "t/a.json";
  suite.tests.push_back(std::move(test));
  run.suites.push_back(std::move(suite));
  return run;
}

TestResult FailedTest() {
  TestResult test = Test("g > n", TestStatus::kFailed);
  TestFailure failure;
  failure.what = "reply";
  failure.message = "another reply";
  failure.where = At(6, 9);
  failure.expected = "1";
  failure.got = "2";
  test.failures = {failure};
  return test;
}

TestRun UnreadableRun() {
  TestRun run;
  SuiteResult suite;
  suite.path = "t/a.json";
  Diagnostic problem;
  problem.message = "no such field";
  problem.where = At(2, 5);
  suite.problems = {problem};
  run.suites.push_back(std::move(suite));
  return run;
}

bool Contains(const std::string& text, std::string_view part) {
  const bool found = text.find(part) != std::string::npos;
  if (!found) MESSAGE(text);
  return found;
}

}  // namespace

TEST_CASE("JUnit: a passed test is one element, named by its file, at its place") {
  const TestRun run = RunOf(Test("n", TestStatus::kPassed));
  CHECK(JunitReport({.run = run}) ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"luarig test\" tests=\"1\" failures=\"0\" errors=\"0\" "
        "time=\"0.000000\">\n"
        "  <testsuite name=\"t/a.json\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\" "
        "time=\"0.000000\" file=\"t/a.json\">\n"
        "    <testcase name=\"n\" classname=\"t/a\" file=\"t/a.json\" line=\"4\" "
        "time=\"0.001500\"/>\n"
        "  </testsuite>\n</testsuites>\n");
}

TEST_CASE("JUnit: failures, skips, output and unreadable files") {
  TestResult failed = FailedTest();
  failed.output = {"said <this>"};
  const std::string report = JunitReport({.run = RunOf(failed)});
  CHECK(Contains(report,
                 "<failure message=\"reply: another reply\" type=\"reply\">reply: another "
                 "reply\n  at: t/a.json:6:9\n  expected: 1\n  got: 2</failure>"));
  CHECK(Contains(report, "<system-out>said &lt;this&gt;\n</system-out>"));
  TestResult skipped = Test("n", TestStatus::kSkipped);
  skipped.skipped_because = "of \"this\"";
  CHECK(
      Contains(JunitReport({.run = RunOf(skipped)}), "<skipped message=\"of &quot;this&quot;\"/>"));
  CHECK(Contains(JunitReport({.run = UnreadableRun()}),
                 "<testcase name=\"can be read\" classname=\"t/a\" file=\"t/a.json\" line=\"2\" "
                 "time=\"0.000000\">\n      <error message=\"no such field\" type=\"problem\">"));
}

TEST_CASE("JUnit: several failures of a test are one, that tells all of them") {
  TestResult failed = FailedTest();
  failed.failures.push_back(failed.failures.front());
  failed.failures.back().message = "the second";
  const std::string report = JunitReport({.run = RunOf(failed)});
  CHECK(Contains(report, "message=\"reply: another reply (and 1 more)\""));
  CHECK(Contains(report, "\n\nreply: the second\n"));
  CHECK(report.find("<failure") == report.rfind("<failure"));
}

TEST_CASE("names have their target only where there are several") {
  TestRun run = RunOf(Test("n", TestStatus::kPassed));
  CHECK(!TapReport({.run = run}).ends_with("[redis-7.4]"));
  run.suites[0].tests.push_back(Test("n", TestStatus::kPassed));
  run.suites[0].tests[1].under = "replica";
  CHECK(Contains(TapReport({.run = run}),
                 "ok 1 - t/a.json: n [redis-7.4]\nok 2 - t/a.json: n [redis-7.4, replica]\n"));
  CHECK(Contains(JunitReport({.run = run}), "name=\"n [redis-7.4, replica]\""));
}

TEST_CASE("TAP: version, plan, and a block for what failed") {
  CHECK(TapReport({.run = RunOf(FailedTest())}) ==
        "TAP version 14\n1..1\n"
        "not ok 1 - t/a.json: g > n\n"
        "  ---\n"
        "  message: \"reply: another reply\"\n"
        "  severity: fail\n"
        "  expected: \"1\"\n"
        "  got: \"2\"\n"
        "  at:\n"
        "    file: \"t/a.json\"\n"
        "    line: 6\n"
        "    column: 9\n"
        "  duration_ms: 1\n"
        "  ...\n"
        "# 1 failed\n");
  CHECK(TapReport({.run = TestRun()}) == "TAP version 14\n1..0 # SKIP no tests\n# no tests\n");
}

TEST_CASE("TAP: texts of several lines are blocks where they read back, and quoted otherwise") {
  TestResult failed = FailedTest();
  failed.failures[0].expected = "a\n\n  b";
  failed.failures[0].got = " a\nb";
  const std::string report = TapReport({.run = RunOf(failed)});
  CHECK(Contains(report, "  expected: |\n    a\n    \n      b\n"));
  CHECK(Contains(report, "  got: \" a\\nb\"\n"));
}

TEST_CASE("TAP: a name cannot become a directive, another line, or a subtest") {
  TestRun run = RunOf(Test("a # SKIP b\\\nok 2 {", TestStatus::kPassed));
  CHECK(
      Contains(TapReport({.run = run}), "\nok 1 - t/a.json: a \\# SKIP b\\\\\\\\nok 2 \\\\x7b\n"));
  run = RunOf(Test("n", TestStatus::kSkipped));
  run.suites[0].tests[0].skipped_because = "x # y\nz";
  CHECK(Contains(TapReport({.run = run}), "\nok 1 - t/a.json: n # SKIP x \\# y\\\\nz\n"));
}

TEST_CASE("TAP: a file that cannot be read is not ok, and the others go on") {
  TestRun run = UnreadableRun();
  run.suites.push_back(RunOf(Test("n", TestStatus::kPassed)).suites[0]);
  const std::string report = TapReport({.run = run});
  CHECK(Contains(report,
                 "1..2\nnot ok 1 - t/a.json: can be read\n  ---\n"
                 "  message: \"no such field\"\n"));
  CHECK(Contains(report, "\nok 2 - t/a.json: n\n# 1 problem, 1 passed\n"));
  CHECK(report.find("Bail out") == std::string::npos);
}

TEST_CASE("GitHub: an annotation a failed test, at what did not hold, and a notice that sums up") {
  CHECK(GithubReport({.run = RunOf(FailedTest()), .title = "shop"}) ==
        "::error file=t/a.json,line=6,col=9,title=g > n::reply: another reply%0A  at: t/a.json:6:9"
        "%0A  expected: 1%0A  got: 2\n"
        "::notice title=shop::1 failed in 0 \u00b5s\n");
  CHECK(Contains(GithubReport({.run = UnreadableRun()}),
                 "::error file=t/a.json,line=2,col=5,title=t/a.json cannot be read::no such"));
}

TEST_CASE("GitHub: no text becomes a command or a property") {
  TestResult failed = FailedTest();
  failed.name = "a,line=1::b\n::set-env name=X::y 100%";
  failed.failures[0].message = "x\r\n::warning::y";
  failed.failures[0].got = "1\n::error::z";
  const std::string report = GithubReport({.run = RunOf(failed)});
  CHECK(Contains(report, "title=a%2Cline=1%3A%3Ab\\n%3A%3Aset-env name=X%3A%3Ay 100%25::"));
  CHECK(report.find("\n::warning") == std::string::npos);
  CHECK(report.find("\n::error") == std::string::npos);
}

TEST_CASE("GitHub: skips are told in the notice, and so is that it does not show everything") {
  TestRun run = RunOf(Test("n", TestStatus::kSkipped));
  run.suites[0].tests[0].skipped_because = "no replica here";
  CHECK(Contains(GithubReport({.run = run}), "%0Askipped: t/a.json: n: no replica here\n"));
  for (int i = 0; i < 11; ++i) run.suites[0].tests.push_back(FailedTest());
  CHECK(Contains(GithubReport({.run = run}), "GitHub shows 10 of 11 errors"));
}

TEST_CASE("JSONL: bytes are exact, what is empty is left out, a summary closes") {
  TestResult failed = FailedTest();
  failed.failures[0].got = std::string("\xff\0", 2);
  const CoveredFile covered{.path = "a.lua", .text = "x", .lines = {{1, 2, 0}, {2, 0, 0}}};
  const TestRun run = RunOf(failed);
  const std::string report = JsonlReport({.run = run, .coverage = {&covered, 1}});
  const size_t end = report.find('\n');
  const Json test = Json::parse(report.substr(0, end));
  CHECK(test["failures"][0]["got"]["$b64"] == "/wA=");
  CHECK(test["failures"][0]["where"] == Json{{"file", "t/a.json"}, {"line", 6}, {"column", 9}});
  CHECK(!test.contains("under"));
  CHECK(!test["failures"][0].contains("step"));
  const Json summary = Json::parse(report.substr(end + 1));
  CHECK(summary["type"] == "summary");
  CHECK(summary["failed"] == 1);
  CHECK(summary["coverage"]["lines"] == Json{{"hit", 1}, {"all", 2}});
  CHECK(!summary.contains("started"));
}

TEST_CASE("HTML: nothing that a run holds is markup") {
  TestResult failed = FailedTest();
  failed.name = "<script>alert(1)</script>";
  failed.failures[0].got = "</pre><img src=x onerror='y'>";
  failed.target = "\"><b>";
  TestRun run = RunOf(failed);
  run.suites[0].path = "<i>.json";
  const std::string report = HtmlReport({.run = run, .title = "</title><script>"});
  CHECK(report.find("<script>alert") == std::string::npos);
  CHECK(report.find("<img") == std::string::npos);
  CHECK(report.find("\"><b>\"") == std::string::npos);
  CHECK(report.find("<i>") == std::string::npos);
  CHECK(Contains(report, "&lt;script&gt;alert(1)&lt;/script&gt;"));
  CHECK(Contains(report, "<title>&lt;/title&gt;&lt;script&gt;</title>"));
}

TEST_CASE("HTML: the verdict comes first") {
  CHECK(Contains(HtmlReport({.run = RunOf(FailedTest())}), "<h1>1 of 1 test failed</h1>"));
  CHECK(Contains(HtmlReport({.run = RunOf(Test("n", TestStatus::kPassed))}),
                 "<h1>1 test passed</h1>"));
  CHECK(Contains(HtmlReport({.run = RunOf(Test("n", TestStatus::kSkipped))}),
                 "<h1>1 test skipped</h1>"));
  CHECK(Contains(HtmlReport({.run = UnreadableRun()}), "<h1>No tests, 1 problem</h1>"));
  TestRun run = RunOf(Test("n", TestStatus::kPassed));
  run.suites[0].tests.push_back(Test("m", TestStatus::kPassed));
  CHECK(Contains(HtmlReport({.run = run}), "<h1>All 2 tests passed</h1>"));
}

TEST_CASE("HTML: the matrix is there for several cells, and shows where a test did not run") {
  TestRun run = RunOf(FailedTest());
  CHECK(HtmlReport({.run = run}).find("id=\"matrix\"") == std::string::npos);
  run.suites[0].tests.push_back(Test("other", TestStatus::kPassed));
  run.suites[0].tests[1].target = "valkey-8.0";
  const std::string report = HtmlReport({.run = run});
  CHECK(Contains(report, "id=\"matrix\""));
  CHECK(Contains(report, "<td class=\"failed\"><a href=\"#t1\""));
  CHECK(Contains(report, "<td class=\"absent\">"));
}

TEST_CASE("HTML: percentages reach 100 only if nothing is left") {
  CoveredFile file{.path = "a.lua", .text = "return 1\n", .lines = {}};
  for (int line = 1; line <= 3000; ++line) file.lines.push_back({.line = line, .hits = 1});
  file.lines.back().hits = 0;
  const TestRun run;
  CHECK(Contains(HtmlReport({.run = run, .coverage = {&file, 1}}), "99.9 % <span"));
  file.lines.pop_back();
  CHECK(Contains(HtmlReport({.run = run, .coverage = {&file, 1}}), ">100 % <span"));
}

}  // namespace luarig::test
