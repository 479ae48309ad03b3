#include <algorithm>
#include <string>

#include "engine/base/bytes.h"
#include "engine/testing/report/html_parts.h"
#include "engine/testing/report/html_text.h"
#include "engine/testing/report/line_diff.h"
#include "engine/testing/report/text.h"

namespace luarig {
namespace {

struct StatusWords {
  std::string_view name;
  std::string_view mark;
};

StatusWords WordsOf(TestStatus status) {
  switch (status) {
    case TestStatus::kFailed:
      return {"failed", "\u2717"};
    case TestStatus::kSkipped:
      return {"skipped", "\u2013"};
    case TestStatus::kPassed:
      break;
  }
  return {"passed", "\u2713"};
}

std::string Fact(std::string_view name, std::string_view html) {
  if (html.empty()) return "";
  return StrCat("<dt>", name, "</dt><dd>", html, "</dd>\n");
}

std::string CodeFact(std::string_view name, std::string_view bytes) {
  return bytes.empty() ? "" : Fact(name, StrCat("<code>", Html(bytes), "</code>"));
}

std::string DiffRow(const DiffLine& line) {
  const bool changed = line.begin < line.end;
  std::string inner = Html(line.text.substr(0, line.begin));
  if (changed) {
    inner += StrCat("<mark>", Html(line.text.substr(line.begin, line.end - line.begin)), "</mark>");
  }
  inner += Html(line.text.substr(line.end));
  switch (line.side) {
    case DiffSide::kExpected:
      return StrCat("<del>", inner, "</del>");
    case DiffSide::kGot:
      return StrCat("<ins>", inner, "</ins>");
    case DiffSide::kBoth:
      break;
  }
  return StrCat("<span>", inner, "</span>");
}

std::string Block(std::string_view name, std::string_view bytes) {
  if (bytes.empty()) return "";
  return StrCat("<p class=\"label\">", name, "</p>\n<pre>", Html(bytes), "</pre>\n");
}

std::string ExpectedAndGot(const TestFailure& failure) {
  if (failure.expected.empty() || failure.got.empty()) {
    return Block("expected", failure.expected) + Block("got", failure.got);
  }
  std::string out =
      "<p class=\"label legend\"><span class=\"del\">\u2212 expected</span> "
      "<span class=\"ins\">+ got</span></p>\n<pre class=\"diff\">";
  bool differ = false;
  for (const DiffLine& line : DiffLines(failure.expected, failure.got)) {
    differ = differ || line.side != DiffSide::kBoth;
    out += DiffRow(line);
  }
  out += "</pre>\n";
  if (!differ && failure.expected != failure.got) {
    out += "<p class=\"note\">Only the line break at the end differs.</p>\n";
  }
  return out;
}

std::string Traceback(const Diagnostic& diagnostic) {
  if (diagnostic.traceback.empty()) return "";
  std::string out = "<ol class=\"trace\">\n";
  for (const TraceFrame& frame : diagnostic.traceback) {
    out += StrCat("<li>", Html(ShownFrame(frame)), "</li>\n");
  }
  return out + "</ol>\n";
}

// A diagnostic without its headline; `text` is what its place lies in, if it is known.
std::string DiagnosticBody(const Diagnostic& diagnostic, std::string_view text) {
  const std::string excerpt = HtmlExcerpt(diagnostic.where, text);
  std::string facts = CodeFact("at", ShownPlace(diagnostic.where)) +
                      CodeFact("command", ShownCommand(diagnostic.command)) +
                      CodeFact("refused by", diagnostic.condition) +
                      Fact("written", Html(ShownWrites(diagnostic))) +
                      Fact("help", Html(diagnostic.help));
  if (!facts.empty()) facts = StrCat("<dl>\n", facts, "</dl>\n");
  return StrCat(excerpt, Traceback(diagnostic), facts);
}

std::string Failure(const TestFailure& failure, const ReportInput& input) {
  std::string out = "<div class=\"failure\">\n<h4>";
  if (!failure.what.empty()) {
    out += StrCat("<span class=\"what\">", HtmlLine(failure.what), "</span> ");
  }
  out += StrCat(HtmlLine(failure.message), "</h4>\n<dl>\n", CodeFact("step", failure.step),
                CodeFact("at", ShownPlace(failure.where)), "</dl>\n", ExpectedAndGot(failure));
  if (failure.error) {
    out += StrCat("<div class=\"error\">\n<p class=\"headline\">",
                  HtmlLine(HeadlineOf(*failure.error)), "</p>\n",
                  DiagnosticBody(*failure.error, TextOf(input.coverage, failure.error->where.file)),
                  "</div>\n");
  }
  return out + "</div>\n";
}

std::string Body(const TestResult& test, const ReportInput& input) {
  std::string out;
  for (const TestFailure& failure : test.failures) out += Failure(failure, input);
  if (!test.output.empty()) {
    out += "<p class=\"label\">output</p>\n<pre class=\"output\">";
    for (const std::string& line : test.output) out += Html(line) + "\n";
    out += "</pre>\n";
  }
  return out;
}

// "group > name" with the groups quieter than the name.
std::string Name(const std::string& name) {
  std::string groups;
  std::string rest = ReadableLine(name);
  for (size_t end = rest.find(" > "); end != std::string::npos; end = rest.find(" > ")) {
    groups += StrCat(Html(rest.substr(0, end)), " \u203a ");
    rest.erase(0, end + 3);
  }
  if (groups.empty()) return Html(rest);
  return StrCat("<span class=\"groups\">", groups, "</span>", Html(rest));
}

std::string Line(const TestResult& test, bool with_cell) {
  const StatusWords words = WordsOf(test.status);
  std::string out =
      StrCat("<span class=\"mark\" aria-hidden=\"true\">", words.mark, "</span><span class=\"vh\">",
             words.name, ": </span><span class=\"name\">", Name(test.name));
  if (!test.skipped_because.empty()) {
    out += StrCat(" <span class=\"why\">", HtmlLine(test.skipped_because), "</span>");
  }
  out += "</span>";
  if (with_cell) out += StrCat("<span class=\"cell\">", Html(ShownCell(test)), "</span>");
  // There where it is empty, so that columns stay in line.
  const std::string time = test.micros > 0 ? ShownDuration(test.micros) : "";
  return StrCat(out, "<span class=\"time\">", time, "</span>");
}

std::string Test(const TestResult& test, size_t number, const ReportInput& input, bool with_cell) {
  const std::string attributes = StrCat(
      " id=\"", TestId(number), "\" class=\"test ", WordsOf(test.status).name, "\" data-status=\"",
      WordsOf(test.status).name, "\" data-cell=\"", Html(ShownCell(test)), "\"");
  const std::string body = Body(test, input);
  const std::string line = Line(test, with_cell);
  if (body.empty()) return StrCat("<div", attributes, "><p>", line, "</p></div>\n");
  return StrCat("<details", attributes, test.failed() ? " open" : "", "><summary>", line,
                "</summary>\n<div class=\"body\">\n", body, "</div></details>\n");
}

TestCounts CountsOf(const SuiteResult& suite) {
  TestRun alone;
  alone.suites.push_back(suite);
  alone.suites.back().problems.clear();
  return alone.Count();
}

}  // namespace

std::string HtmlProblems(const ReportInput& input) {
  std::string out;
  for (const SuiteResult& suite : input.run.suites) {
    // Texts belong to problems one by one, or nobody knows to which.
    const bool paired = suite.sources.size() == suite.problems.size();
    for (size_t i = 0; i < suite.problems.size(); ++i) {
      const Diagnostic& problem = suite.problems[i];
      out += StrCat("<article class=\"problem\">\n<h3><code>", HtmlLine(suite.path),
                    "</code></h3>\n<p class=\"headline\">", HtmlLine(HeadlineOf(problem)), "</p>\n",
                    DiagnosticBody(problem, paired ? suite.sources[i] : ""), "</article>\n");
    }
  }
  return out;
}

std::string HtmlTests(const ReportInput& input) {
  // A page that opens everything is no overview any more.
  constexpr size_t kMostOpen = 150;
  const bool with_cells = HasSeveralCells(input.run);
  const bool few = input.run.Count().all() <= kMostOpen;
  std::string out;
  size_t number = 0;
  for (const SuiteResult& suite : input.run.suites) {
    if (suite.tests.empty()) continue;
    const TestCounts counts = CountsOf(suite);
    out +=
        StrCat("<details class=\"file\"", few || counts.failed > 0 ? " open" : "", "><summary><h3>",
               HtmlLine(suite.path), "</h3><span class=\"sum", counts.failed > 0 ? " failed" : "",
               "\">", ShownCounts(counts), "</span></summary>\n");
    for (const TestResult& test : suite.tests) out += Test(test, ++number, input, with_cells);
    out += "</details>\n";
  }
  return out;
}

}  // namespace luarig
