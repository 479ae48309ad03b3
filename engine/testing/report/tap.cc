#include <algorithm>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/testing/report/report.h"
#include "engine/testing/report/text.h"

namespace luarig {
namespace {

// A description or a reason: in TAP, # begins a directive and \ takes its meaning. A { at the end
// would open a subtest to some readers, whatever stands in front of it.
std::string Escape(std::string_view text) {
  std::string line = ReadableLine(text);
  while (line.ends_with(' ')) line.pop_back();
  if (line.ends_with('{')) line.replace(line.size() - 1, 1, "\\x7b");
  std::string out;
  for (const char c : line) {
    if (c == '#' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

// In double quotes, for YAML and for the lesser YAML of Perl's Test::Harness.
std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\n' || c == '\t') {
      out += c == '\n' ? "\\n" : "\\t";
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

// True if a block of indented lines reads back as these. A blank in front of the first line, or at
// the ends of lines, would not do.
bool FitsBlock(std::string_view text) {
  if (text.find('\t') != std::string_view::npos || text.starts_with(' ')) return false;
  if (text.empty() || text.starts_with('\n') || text.ends_with("\n\n")) return false;
  const auto lines = LinesOf(text);
  return lines.size() > 1 &&
         std::ranges::none_of(lines, [](std::string_view line) { return line.ends_with(' '); });
}

// `label: text` under `margin`. Several lines become a block, which is for eyes: it ends with a
// line break even if the text does not.
void AppendYaml(std::string& out, std::string_view margin, std::string_view label,
                std::string_view text) {
  if (text.empty()) return;
  if (!FitsBlock(text)) {
    out += StrCat(margin, label, ": ", Quoted(text), "\n");
    return;
  }
  out += StrCat(margin, label, ": |\n");
  const std::string deeper(margin.size() + 2, ' ');
  // Empty lines keep their margin, or Perl's reader takes them for the end.
  for (const std::string_view line : LinesOf(text)) out += StrCat(deeper, line, "\n");
}

void AppendPlace(std::string& out, std::string_view margin, const SourcePlace& place) {
  if (place.file.empty()) return;
  out += StrCat(margin, "at:\n");
  const std::string deeper = StrCat(margin, "  ");
  AppendYaml(out, deeper, "file", ReadableLine(place.file));
  if (place.line > 0) out += StrCat(deeper, "line: ", place.line, "\n");
  if (place.column > 0) out += StrCat(deeper, "column: ", place.column, "\n");
  AppendYaml(out, deeper, "path", ReadableLine(place.path));
}

constexpr std::string_view kMargin = "  ";

void AppendFailure(std::string& out, const TestFailure& failure) {
  AppendYaml(out, kMargin, "message", HeadlineOf(failure));
  out += StrCat(kMargin, "severity: fail\n");
  AppendYaml(out, kMargin, "step", Readable(failure.step));
  AppendYaml(out, kMargin, "expected", Readable(failure.expected));
  AppendYaml(out, kMargin, "got", Readable(failure.got));
  if (failure.error) AppendYaml(out, kMargin, "error", DiagnosticText(*failure.error));
  AppendPlace(out, kMargin, failure.where);
}

// The first failure by its parts, others as texts.
std::string Diagnostics(const TestResult& test) {
  std::string out = "  ---\n";
  if (test.failures.empty()) {
    out += StrCat(kMargin, "message: \"failed\"\n", kMargin, "severity: fail\n");
  } else {
    AppendFailure(out, test.failures.front());
  }
  for (size_t i = 1; i < test.failures.size(); ++i) {
    AppendYaml(out, kMargin, StrCat("failure_", i + 1), FailureText(test.failures[i]));
  }
  std::string output;
  for (const std::string& line : test.output) {
    output += StrCat(output.empty() ? "" : "\n", Readable(line));
  }
  AppendYaml(out, kMargin, "output", output);
  out += StrCat(kMargin, "duration_ms: ", test.micros / 1000, "\n");
  return out + "  ...\n";
}

std::string ProblemDiagnostics(const SuiteResult& suite) {
  const Diagnostic& first = suite.problems.front();
  std::string out = "  ---\n";
  AppendYaml(out, kMargin, "message", HeadlineOf(first));
  out += StrCat(kMargin, "severity: fail\n");
  AppendYaml(out, kMargin, "problem", DiagnosticText(first));
  for (size_t i = 1; i < suite.problems.size(); ++i) {
    AppendYaml(out, kMargin, StrCat("problem_", i + 1), DiagnosticText(suite.problems[i]));
  }
  AppendPlace(out, kMargin, first.where);
  return out + "  ...\n";
}

std::string TestLine(size_t number, const SuiteResult& suite, const TestResult& test,
                     bool with_cell) {
  std::string out = StrCat(test.failed() ? "not ok " : "ok ", number, " - ",
                           Escape(StrCat(suite.path, ": ", ShownName(test, with_cell))));
  if (test.status == TestStatus::kSkipped) {
    const std::string reason = Escape(test.skipped_because);
    out += StrCat(" # SKIP", reason.empty() ? "" : " ", reason);
  }
  return out + "\n";
}

}  // namespace

std::string TapReport(const ReportInput& input) {
  const bool with_cells = HasSeveralCells(input.run);
  std::string out;
  size_t number = 0;
  for (const SuiteResult& suite : input.run.suites) {
    if (!suite.problems.empty()) {
      out += StrCat("not ok ", ++number, " - ", Escape(StrCat(suite.path, ": can be read")), "\n",
                    ProblemDiagnostics(suite));
    }
    for (const TestResult& test : suite.tests) {
      out += TestLine(++number, suite, test, with_cells);
      if (test.failed()) out += Diagnostics(test);
    }
  }
  const std::string none = number == 0 ? " # SKIP no tests" : "";
  if (input.run.shuffle_seed) out += StrCat("# shuffled with seed ", *input.run.shuffle_seed, "\n");
  return StrCat("TAP version 14\n1..", number, none, "\n", out, "# ",
                ShownCounts(input.run.Count()), "\n");
}

}  // namespace luarig
