#include "cli/test/matrix_table.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "cli/app/output.h"
#include "cli/app/table.h"
#include "engine/base/bytes.h"
#include "engine/testing/report/test_matrix.h"
#include "engine/testing/report/text.h"

namespace luarig {
namespace {

constexpr size_t kMostRows = 40;
constexpr size_t kLabelWidth = 44;

std::string CellText(const TestResult* test) {
  if (test == nullptr) return "-";
  if (test->status == TestStatus::kSkipped) return "skip";
  if (!test->failed()) return "ok";
  for (const TestFailure& failure : test->failures) {
    if (!failure.error_code.empty()) return failure.error_code;
  }
  return "FAIL";
}

// "redis-7.4, replica" without what is the same in all of them.
std::vector<std::string> ShortTitles(std::vector<std::string> titles) {
  const auto target_of = [](const std::string& title) { return title.substr(0, title.find(',')); };
  const std::string first = target_of(titles.front());
  const bool one_target = std::ranges::all_of(
      titles, [&](const std::string& title) { return target_of(title) == first; });
  if (!one_target) return titles;
  for (std::string& title : titles)
    title = title == first ? "primary" : title.substr(first.size() + 2);
  return titles;
}

}  // namespace

std::string DrawTestMatrix(const TestRun& run, MatrixMode mode) {
  if (mode == MatrixMode::kHidden || !HasSeveralCells(run)) return "";
  const TestMatrix matrix = MatrixOf(run);
  const bool different = std::ranges::any_of(matrix.rows, &MatrixRow::differs);
  if (mode == MatrixMode::kIfDifferent && !different) return "";
  const bool all = mode == MatrixMode::kWhole || matrix.rows.size() <= kMostRows;
  std::vector<TableRow> rows;
  const SuiteResult* suite = nullptr;
  size_t left_out = 0;
  for (const MatrixRow& row : matrix.rows) {
    if (!all && row.passes_everywhere()) {
      ++left_out;
      continue;
    }
    if (row.suite != suite) rows.push_back({row.suite->path, {}});
    suite = row.suite;
    TableRow line{Shortened(StrCat("  ", ShownName(*row.test, false)), kLabelWidth), {}};
    for (const NumberedTest& cell : row.cells) line.cells.push_back(CellText(cell.test));
    rows.push_back(std::move(line));
  }
  std::string out = DrawTable(ShortTitles(matrix.columns), rows);
  if (left_out > 0)
    out += StrCat(left_out, left_out == 1 ? " test is" : " tests are", " ok everywhere\n");
  return out;
}

}  // namespace luarig
