#include <algorithm>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/testing/report/report.h"
#include "engine/testing/report/text.h"

namespace luarig {
namespace {

// REQUIRES: `text` is Readable(), so that XML 1.0 has a place for all of its characters.
std::string Escape(std::string_view text, bool attribute) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':  // "]]>" may not stand in a text
        out += "&gt;";
        break;
      case '"':
        out += attribute ? "&quot;" : "\"";
        break;
      default:
        out += c;
    }
  }
  return out;
}

// ` name="text"`
std::string Attribute(std::string_view name, std::string_view text) {
  return StrCat(" ", name, "=\"", Escape(ReadableLine(text), true), "\"");
}

std::string Number(std::string_view name, uint64_t number) {
  return Attribute(name, StrCat(number));
}

std::string Time(int64_t micros) { return Attribute("time", ShownSeconds(micros)); }

// <failure message="..." type="...">text</failure> and its kind.
std::string Outcome(std::string_view element, std::string_view type, std::string_view message,
                    std::string_view text) {
  std::string out = StrCat("      <", element, Attribute("message", message));
  if (!type.empty()) out += Attribute("type", type);
  return StrCat(out, ">", Escape(Readable(text), false), "</", element, ">\n");
}

// Where readers make a tree of it: "tests/shop" of tests/shop.json.
std::string ClassName(const std::string& path) {
  const size_t dot = path.rfind('.');
  const size_t slash = path.rfind('/');
  const size_t name = slash == std::string::npos ? 0 : slash + 1;
  return dot == std::string::npos || dot <= name ? path : path.substr(0, dot);
}

std::string TestCaseStart(std::string_view name, const SuiteResult& suite,
                          const SourcePlace& where) {
  std::string out = StrCat("    <testcase", Attribute("name", name),
                           Attribute("classname", ClassName(suite.path)),
                           Attribute("file", where.file.empty() ? suite.path : where.file));
  if (where.line > 0) out += Number("line", static_cast<uint64_t>(where.line));
  return out;
}

// Readers show the first <failure> only, so all of them go there.
std::string FailureElement(const TestResult& test) {
  if (test.failures.empty()) return Outcome("failure", "", "failed", "");
  std::string text;
  for (const TestFailure& failure : test.failures) {
    text += StrCat(text.empty() ? "" : "\n\n", FailureText(failure));
  }
  const TestFailure& first = test.failures.front();
  std::string message = HeadlineOf(first);
  if (test.failures.size() > 1) message += StrCat(" (and ", test.failures.size() - 1, " more)");
  return Outcome("failure", first.what, message, text);
}

std::string TestElement(const TestResult& test, const SuiteResult& suite, bool with_cell) {
  std::string inner;
  if (test.status == TestStatus::kSkipped) {
    inner += StrCat("      <skipped", Attribute("message", test.skipped_because), "/>\n");
  }
  if (test.failed()) inner += FailureElement(test);
  if (!test.output.empty()) {
    inner += "      <system-out>";
    for (const std::string& line : test.output) inner += Escape(Readable(line), false) + "\n";
    inner += "</system-out>\n";
  }
  const std::string start =
      TestCaseStart(ShownName(test, with_cell), suite, test.where) + Time(test.micros);
  return inner.empty() ? StrCat(start, "/>\n") : StrCat(start, ">\n", inner, "    </testcase>\n");
}

// Readers know errors of tests only, so the file itself is one.
std::string ProblemsElement(const SuiteResult& suite) {
  std::string text;
  for (const Diagnostic& problem : suite.problems) {
    text += StrCat(text.empty() ? "" : "\n\n", DiagnosticText(problem));
  }
  const Diagnostic& first = suite.problems.front();
  return StrCat(TestCaseStart("can be read", suite, first.where), Time(0), ">\n",
                Outcome("error", "problem", HeadlineOf(first), text), "    </testcase>\n");
}

struct Numbers {
  uint64_t tests = 0;
  uint64_t failures = 0;
  uint64_t errors = 0;
  uint64_t skipped = 0;
};

Numbers NumbersOf(const SuiteResult& suite) {
  Numbers numbers;
  numbers.errors = suite.problems.empty() ? 0 : 1;
  numbers.tests = suite.tests.size() + numbers.errors;
  for (const TestResult& test : suite.tests) {
    if (test.failed()) ++numbers.failures;
    if (test.status == TestStatus::kSkipped) ++numbers.skipped;
  }
  return numbers;
}

std::string SuiteElement(const SuiteResult& suite, const TestRun& run, bool with_cells) {
  const Numbers numbers = NumbersOf(suite);
  std::string out =
      StrCat("  <testsuite", Attribute("name", suite.path), Number("tests", numbers.tests),
             Number("failures", numbers.failures), Number("errors", numbers.errors),
             Number("skipped", numbers.skipped), Time(suite.micros));
  if (run.started > 0) out += Attribute("timestamp", ShownUtc(run.started));
  out += Attribute("file", suite.path) + ">\n";
  if (run.shuffle_seed) {
    out += StrCat("    <properties>\n      <property name=\"shuffle_seed\"",
                  Number("value", *run.shuffle_seed), "/>\n    </properties>\n");
  }
  if (!suite.problems.empty()) out += ProblemsElement(suite);
  for (const TestResult& test : suite.tests) out += TestElement(test, suite, with_cells);
  return out + "  </testsuite>\n";
}

}  // namespace

std::string JunitReport(const ReportInput& input) {
  Numbers all;
  for (const SuiteResult& suite : input.run.suites) {
    const Numbers numbers = NumbersOf(suite);
    all.tests += numbers.tests;
    all.failures += numbers.failures;
    all.errors += numbers.errors;
  }
  // Of the schemas that readers check against, some know no other attribute here.
  std::string out = StrCat("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites",
                           Attribute("name", input.title), Number("tests", all.tests),
                           Number("failures", all.failures), Number("errors", all.errors),
                           Time(input.run.micros));
  out += ">\n";
  const bool with_cells = HasSeveralCells(input.run);
  for (const SuiteResult& suite : input.run.suites) {
    out += SuiteElement(suite, input.run, with_cells);
  }
  return out + "</testsuites>\n";
}

}  // namespace luarig
