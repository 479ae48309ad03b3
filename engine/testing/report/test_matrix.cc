#include "engine/testing/report/test_matrix.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "engine/testing/report/text.h"

namespace luarig {

std::vector<NumberedTest> Numbered(const TestRun& run) {
  std::vector<NumberedTest> tests;
  for (const SuiteResult& suite : run.suites) {
    for (const TestResult& test : suite.tests) tests.push_back({&suite, &test, tests.size() + 1});
  }
  return tests;
}

namespace {

// A plain primary is the same whether its suite says so or says nothing.
std::string ColumnOf(const TestResult& test) {
  if (test.under != "primary") return ShownCell(test);
  TestResult plain;
  plain.target = test.target;
  return ShownCell(plain);
}

}  // namespace

size_t MatrixRow::With(TestStatus status) const {
  return static_cast<size_t>(std::ranges::count_if(cells, [&](const NumberedTest& cell) {
    return cell.test != nullptr && cell.test->status == status;
  }));
}

bool MatrixRow::differs() const {
  return std::ranges::any_of(cells, [&](const NumberedTest& cell) {
    return cell.test != nullptr && cell.test->status != test->status;
  });
}

TestMatrix MatrixOf(const TestRun& run) {
  TestMatrix matrix;
  std::map<std::string, size_t> columns;
  const std::vector<NumberedTest> tests = Numbered(run);
  for (const NumberedTest& test : tests) {
    const std::string cell = ColumnOf(*test.test);
    if (columns.try_emplace(cell, columns.size()).second) matrix.columns.push_back(cell);
  }
  std::map<std::pair<const SuiteResult*, std::string_view>, size_t> rows;
  for (const NumberedTest& test : tests) {
    const auto [at, is_new] = rows.try_emplace({test.suite, test.test->name}, matrix.rows.size());
    if (is_new) {
      matrix.rows.push_back(
          {test.suite, test.test, std::vector<NumberedTest>(matrix.columns.size())});
    }
    matrix.rows[at->second].cells[columns.at(ColumnOf(*test.test))] = test;
  }
  return matrix;
}

}  // namespace luarig
