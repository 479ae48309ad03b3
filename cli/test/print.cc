#include "cli/test/print.h"

#include <algorithm>
#include <ostream>

#include "cli/app/excerpt.h"
#include "cli/app/output.h"
#include "engine/base/bytes.h"
#include "engine/testing/laid_out.h"
#include "engine/testing/report/line_diff.h"

namespace luarig {
namespace {

constexpr std::string_view kGreen = "\x1b[32m";
constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kDim = "\x1b[2m";

std::string Colored(const Console& console, std::string_view color, std::string_view text) {
  if (!console.out_is_terminal || !console.color) return std::string(text);
  return StrCat(color, text, "\x1b[0m");
}

std::string PlaceText(const SourcePlace& place) {
  std::string out = place.file;
  if (place.line > 0) out += StrCat(":", place.line);
  if (place.column > 0) out += StrCat(":", place.column);
  return out;
}

// "[redis-7.0, replica]" where there is more than one cell.
std::string CellText(const TestResult& test, bool many_targets) {
  std::string cell = many_targets ? test.target : "";
  if (!test.under.empty()) cell += StrCat(cell.empty() ? "" : ", ", test.under);
  return cell.empty() ? "" : StrCat(" [", cell, "]");
}

std::string Seconds(int64_t micros) {
  constexpr int64_t kHundredth = 10'000;
  const int64_t hundredths = (micros + kHundredth / 2) / kHundredth;
  const std::string cents = std::to_string(hundredths % 100);
  return StrCat(hundredths / 100, ".", cents.size() < 2 ? "0" : "", cents, " s");
}

std::string Millis(int64_t micros) { return StrCat(micros / 1000, ".", micros / 100 % 10, " ms"); }

bool ManyTargets(const SuiteResult& suite) {
  return std::ranges::any_of(suite.tests, [&](const TestResult& test) {
    return test.target != suite.tests.front().target;
  });
}

// Expected and got side by side on two lines, or as a difference where they are long.
std::string Sides(const Console& console, const TestFailure& failure) {
  if (failure.expected.empty() && failure.got.empty()) return "";
  if (failure.expected.empty()) return StrCat("    got:      ", failure.got, "\n");
  constexpr size_t kFits = 66;
  const std::string expected = LaidOut(failure.expected);
  const std::string got = LaidOut(failure.got);
  const bool one_line = expected.find('\n') == std::string::npos &&
                        got.find('\n') == std::string::npos && expected.size() <= kFits &&
                        got.size() <= kFits;
  if (one_line) {
    return StrCat("    expected: ", Colored(console, kGreen, expected),
                  "\n    got:      ", Colored(console, kRed, got), "\n");
  }
  std::string out = "    - expected, + got\n";
  for (const DiffLine& line : DiffLines(expected, got)) {
    switch (line.side) {
      case DiffSide::kBoth:
        out += StrCat("      ", line.text, "\n");
        break;
      case DiffSide::kExpected:
        out += StrCat("    ", Colored(console, kGreen, StrCat("- ", line.text)), "\n");
        break;
      case DiffSide::kGot:
        out += StrCat("    ", Colored(console, kRed, StrCat("+ ", line.text)), "\n");
        break;
    }
  }
  return out;
}

std::string Drawn(const Console& console, const Diagnostic& diagnostic, const TextOfFile& text_of) {
  Diagnostic shown = diagnostic;
  const std::string text = text_of(shown.where.file);
  FindColumn(shown, LineOf(text, shown.where.line));
  return DrawDiagnostic(console, shown, text);
}

void PrintFailure(Console& console, const TestFailure& failure, const TextOfFile& text_of) {
  console.out << "  " << failure.what << " at " << PlaceText(failure.where);
  if (!failure.where.path.empty()) console.out << " (" << failure.where.path << ")";
  console.out << '\n';
  if (!failure.step.empty()) console.out << "    step:     " << failure.step << '\n';
  console.out << Sides(console, failure);
  if (!failure.message.empty()) console.out << Indented(failure.message, 4);
  if (failure.error) console.out << Indented(Drawn(console, *failure.error, text_of), 4);
}

void PrintFailedTest(Console& console, const PrintOptions& options, const TestResult& test,
                     bool many_targets, const TextOfFile& text_of) {
  if (options.one_line) {
    for (const TestFailure& failure : test.failures) {
      console.out << PlaceText(failure.where) << ": failed[" << failure.what << "]: " << test.name
                  << CellText(test, many_targets);
      if (!failure.expected.empty()) console.out << ": expected " << failure.expected;
      if (!failure.got.empty()) console.out << ", got " << failure.got;
      if (!failure.message.empty()) {
        std::string message = failure.message;
        std::ranges::replace(message, '\n', ' ');
        console.out << " (" << message << ")";
      }
      console.out << '\n';
    }
    return;
  }
  console.out << '\n'
              << Colored(console, kRed, "FAIL") << ' ' << test.name << CellText(test, many_targets)
              << '\n';
  for (const TestFailure& failure : test.failures) PrintFailure(console, failure, text_of);
  if (!test.output.empty()) console.out << "  output:\n";
  for (const std::string& line : test.output) console.out << "    " << line << '\n';
}

void PrintLine(Console& console, const TestResult& test, bool many_targets) {
  const char* word = test.status == TestStatus::kPassed    ? "ok  "
                     : test.status == TestStatus::kSkipped ? "skip"
                                                           : "FAIL";
  const std::string_view color = test.status == TestStatus::kPassed    ? kGreen
                                 : test.status == TestStatus::kSkipped ? kDim
                                                                       : kRed;
  console.out << "  " << Colored(console, color, word) << ' ' << test.name
              << CellText(test, many_targets);
  if (!test.skipped_because.empty()) console.out << " (" << test.skipped_because << ")";
  console.out << '\n';
}

// Tables of sizes; those of tests that failed are among what these put out.
void PrintScales(Console& console, const TestResult& test) {
  if (test.failed()) return;
  for (const ScaleTable& table : test.scales) {
    for (const std::string& line : LinesOf(table)) console.out << "         " << line << '\n';
  }
}

// Where a run on a server and the embedded engine came to different things.
void PrintDifferences(Console& console, const TestRun& run) {
  size_t count = 0;
  std::string lines;
  for (const SuiteResult& suite : run.suites) {
    for (const TestResult& test : suite.tests) {
      if (test.in_engine.empty()) continue;
      ++count;
      lines += StrCat("  ", suite.path, ": ", test.name, ": ", test.failed() ? "fails" : "passes",
                      " on the server, in the engine it ", test.in_engine, "\n");
    }
  }
  if (count == 0) return;
  console.out << "the engine comes to something else in " << count
              << (count == 1 ? " test:\n" : " tests:\n") << lines;
}

}  // namespace

void PrintSuite(Console& console, const PrintOptions& options, const SuiteResult& suite,
                const TextOfFile& text_of) {
  const bool many_targets = ManyTargets(suite);
  const auto failed = std::ranges::count_if(suite.tests, &TestResult::failed);
  const bool bad = failed > 0 || !suite.problems.empty();
  if (!options.one_line) {
    console.out << Colored(console, bad ? kRed : kGreen, bad ? "FAIL" : "ok  ") << ' ' << suite.path
                << " (" << suite.tests.size() << (suite.tests.size() == 1 ? " test" : " tests");
    if (failed > 0) console.out << ", " << failed << " failed";
    console.out << ")\n";
    for (const TestResult& test : suite.tests) {
      if (!options.verbose && !(options.scales && !test.scales.empty())) continue;
      PrintLine(console, test, many_targets);
      PrintScales(console, test);
    }
  }
  for (const Diagnostic& problem : suite.problems) {
    console.err << (options.one_line
                        ? DiagnosticLine(problem)
                        : DrawDiagnostic(console, problem, text_of(problem.where.file)));
  }
  for (const TestResult& test : suite.tests) {
    if (test.failed()) PrintFailedTest(console, options, test, many_targets, text_of);
  }
  if (failed > 0 && !options.one_line) console.out << '\n';
  console.out << std::flush;
}

void PrintSummary(Console& console, const PrintOptions& options, const TestRun& run) {
  PrintDifferences(console, run);
  console.out << DrawTestMatrix(run, options.matrix);
  if (options.slowest > 0) {
    std::vector<std::pair<const TestResult*, const SuiteResult*>> tests;
    for (const SuiteResult& suite : run.suites) {
      for (const TestResult& test : suite.tests) tests.emplace_back(&test, &suite);
    }
    std::ranges::stable_sort(tests, std::ranges::greater{},
                             [](const auto& row) { return row.first->micros; });
    if (tests.size() > options.slowest) tests.resize(options.slowest);
    console.out << "slowest:\n";
    for (const auto& [test, suite] : tests)
      console.out << "  " << Millis(test->micros) << "  " << suite->path << ": " << test->name
                  << '\n';
  }
  const TestCounts counts = run.Count();
  if (run.shuffle_seed) console.out << "shuffled with --shuffle=" << *run.shuffle_seed << '\n';
  std::string line = StrCat(counts.passed, " passed, ", counts.failed, " failed");
  if (counts.skipped > 0) line += StrCat(", ", counts.skipped, " skipped");
  if (counts.problems > 0)
    line += StrCat(", ", counts.problems, counts.problems == 1 ? " problem" : " problems");
  const bool bad = counts.failed > 0 || counts.problems > 0;
  console.out << Colored(console, bad ? kRed : kGreen, line);
  if (run.micros > 0) console.out << " in " << Seconds(run.micros);
  console.out << '\n' << std::flush;
}

}  // namespace luarig
