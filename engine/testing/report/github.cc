#include <algorithm>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/testing/report/report.h"
#include "engine/testing/report/text.h"

namespace luarig {
namespace {

// So many of a kind GitHub shows of a step; the others stand in its log only.
constexpr size_t kMostShown = 10;

// What names and messages hold goes through here, so that no line of them is taken for a command.
// `property`: a comma would end it there, and a colon the properties.
std::string Escape(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    if (c == '%') {
      out += "%25";
    } else if (c == '\n') {
      out += "%0A";
    } else if (property && (c == ':' || c == ',')) {
      out += c == ':' ? "%3A" : "%2C";
    } else {
      out += c;
    }
  }
  return out;
}

std::string Annotation(std::string_view command, const SourcePlace& place, std::string_view title,
                       std::string_view message) {
  std::string properties;
  if (!place.file.empty()) {
    properties += StrCat("file=", Escape(ReadableLine(place.file), true), ",");
    if (place.line > 0) properties += StrCat("line=", place.line, ",");
    if (place.line > 0 && place.column > 0) properties += StrCat("col=", place.column, ",");
  }
  return StrCat("::", command, " ", properties, "title=", Escape(ReadableLine(title), true),
                "::", Escape(message, false), "\n");
}

SourcePlace PlaceIn(const SuiteResult& suite, SourcePlace place) {
  if (place.file.empty()) place.file = suite.path;
  return place;
}

std::string FailedTest(const SuiteResult& suite, const TestResult& test, bool with_cell) {
  const std::string name = ShownName(test, with_cell);
  if (test.failures.empty()) {
    return Annotation("error", PlaceIn(suite, test.where), name, "failed");
  }
  std::string text;
  for (const TestFailure& failure : test.failures) {
    text += StrCat(text.empty() ? "" : "\n\n", FailureText(failure));
  }
  const SourcePlace& where = test.failures.front().where;
  return Annotation("error", PlaceIn(suite, where.line > 0 ? where : test.where), name, text);
}

// Skipped tests are no annotations of their own: they would push others out.
std::string SkippedTests(const TestRun& run, bool with_cells) {
  std::string out;
  for (const SuiteResult& suite : run.suites) {
    for (const TestResult& test : suite.tests) {
      if (test.status != TestStatus::kSkipped) continue;
      out += StrCat("\nskipped: ", ReadableLine(suite.path), ": ", ShownName(test, with_cells));
      if (!test.skipped_because.empty()) out += StrCat(": ", ReadableLine(test.skipped_because));
    }
  }
  return out;
}

}  // namespace

std::string GithubReport(const ReportInput& input) {
  const bool with_cells = HasSeveralCells(input.run);
  std::string out;
  size_t annotations = 0;
  for (const SuiteResult& suite : input.run.suites) {
    for (const Diagnostic& problem : suite.problems) {
      ++annotations;
      out += Annotation("error", PlaceIn(suite, problem.where),
                        StrCat(suite.path, " cannot be read"), DiagnosticText(problem));
    }
    for (const TestResult& test : suite.tests) {
      if (!test.failed()) continue;
      ++annotations;
      out += FailedTest(suite, test, with_cells);
    }
  }
  std::string summary =
      StrCat(ShownCounts(input.run.Count()), " in ", ShownDuration(input.run.micros));
  if (annotations > kMostShown) {
    summary += StrCat("\nGitHub shows ", kMostShown, " of ", annotations,
                      " errors as annotations; all of them stand in the log of this step");
  }
  summary += SkippedTests(input.run, with_cells);
  return out + Annotation("notice", {}, input.title, summary);
}

}  // namespace luarig
