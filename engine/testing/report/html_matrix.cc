#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/testing/report/html_parts.h"
#include "engine/testing/report/html_text.h"
#include "engine/testing/report/test_matrix.h"
#include "engine/testing/report/text.h"

namespace luarig {
namespace {

std::string Cell(const NumberedTest& cell) {
  if (cell.test == nullptr) return "<td class=\"absent\"><span class=\"vh\">not run</span></td>";
  const bool failed = cell.test->failed();
  const bool skipped = cell.test->status == TestStatus::kSkipped;
  const std::string_view word = failed ? "failed" : skipped ? "skipped" : "passed";
  const std::string_view mark = failed ? "\u2717" : skipped ? "\u2013" : "\u2713";
  return StrCat("<td class=\"", word, "\"><a href=\"#", TestId(cell.number), "\" title=\"", word,
                "\"><span aria-hidden=\"true\">", mark, "</span><span class=\"vh\">", word,
                "</span></a></td>");
}

std::string RowText(const MatrixRow& row) {
  std::string statuses;
  const std::pair<TestStatus, std::string_view> words[] = {{TestStatus::kFailed, "failed"},
                                                           {TestStatus::kPassed, "passed"},
                                                           {TestStatus::kSkipped, "skipped"}};
  for (const auto& [status, word] : words) {
    if (row.With(status) > 0) statuses += StrCat(statuses.empty() ? "" : " ", word);
  }
  std::string out =
      StrCat("<tr data-status=\"", statuses, "\"><th scope=\"row\">", HtmlLine(row.test->name),
             " <span class=\"path\">", HtmlLine(row.suite->path), "</span></th>");
  for (const NumberedTest& cell : row.cells) out += Cell(cell);
  return out + "</tr>\n";
}

std::string Slow(const NumberedTest& slow, int64_t most, bool with_cell) {
  const auto width = std::min<int64_t>(slow.test->micros / std::max<int64_t>(most / 100, 1), 100);
  return StrCat("<tr><th scope=\"row\"><a href=\"#", TestId(slow.number), "\">",
                Html(ShownName(*slow.test, with_cell)), "</a> <span class=\"path\">",
                HtmlLine(slow.suite->path), "</span></th><td class=\"number\">",
                ShownDuration(slow.test->micros), "</td><td class=\"meter\" aria-hidden=\"true\">",
                "<span style=\"width:", width, "%\"></span></td><td class=\"number\">",
                slow.test->steps, "</td></tr>\n");
}

}  // namespace

std::string HtmlMatrix(const ReportInput& input) {
  if (!HasSeveralCells(input.run)) return "";
  constexpr size_t kMostRows = 200;
  const TestMatrix matrix = MatrixOf(input.run);
  const bool all = matrix.rows.size() <= kMostRows;
  std::string head;
  for (const std::string& column : matrix.columns) {
    head += StrCat("<th scope=\"col\">", Html(column), "</th>");
  }
  std::string rows;
  size_t left_out = 0;
  for (const MatrixRow& row : matrix.rows) {
    if (!all && row.passes_everywhere()) {
      ++left_out;
    } else {
      rows += RowText(row);
    }
  }
  std::string out = StrCat(
      "<div class=\"scroll\" role=\"region\" aria-labelledby=\"matrix-title\" tabindex=\"0\">\n",
      "<table class=\"matrix\">\n<thead><tr><th scope=\"col\">test</th>", head,
      "</tr></thead>\n<tbody>\n", rows, "</tbody>\n</table>\n</div>\n");
  if (left_out > 0) {
    out += StrCat("<p class=\"note\">", Counted(left_out, "test"),
                  " that passed everywhere left out.</p>\n");
  }
  return out;
}

std::string HtmlSlowest(const ReportInput& input) {
  constexpr size_t kMost = 10;
  std::vector<NumberedTest> tests = Numbered(input.run);
  std::erase_if(tests, [](const NumberedTest& test) { return test.test->micros <= 0; });
  if (tests.size() < 2) return "";
  std::ranges::stable_sort(tests, std::ranges::greater(),
                           [](const NumberedTest& test) { return test.test->micros; });
  if (tests.size() > kMost) tests.resize(kMost);
  const bool with_cells = HasSeveralCells(input.run);
  std::string rows;
  for (const NumberedTest& test : tests) {
    rows += Slow(test, tests.front().test->micros, with_cells);
  }
  return StrCat(
      "<div class=\"scroll\" role=\"region\" aria-labelledby=\"slowest-title\" ",
      "tabindex=\"0\">\n<table class=\"slowest\">\n<thead><tr><th scope=\"col\">test</th>",
      "<th scope=\"col\" class=\"number\">time</th><td class=\"meter\"></td>",
      "<th scope=\"col\" class=\"number\">steps</th></tr></thead>\n<tbody>\n", rows,
      "</tbody>\n</table>\n</div>\n");
}

}  // namespace luarig
