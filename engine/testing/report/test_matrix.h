#ifndef LUARIG_ENGINE_TESTING_REPORT_TEST_MATRIX_H_
#define LUARIG_ENGINE_TESTING_REPORT_TEST_MATRIX_H_

#include <cstddef>
#include <string>
#include <vector>

#include "engine/testing/results.h"

namespace luarig {

// A test, by its number in the whole run, from 1.
struct NumberedTest {
  const SuiteResult* suite = nullptr;
  const TestResult* test = nullptr;
  size_t number = 0;
};

// Points into the run, as all that is here does.
std::vector<NumberedTest> Numbered(const TestRun& run);

// A test in all of its targets and conditions.
struct MatrixRow {
  const SuiteResult* suite;
  const TestResult* test;           // any of them, for its name
  std::vector<NumberedTest> cells;  // by column; without a test where it does not run

  size_t With(TestStatus status) const;
  bool passes_everywhere() const { return With(TestStatus::kPassed) == cells.size(); }
  bool differs() const;  // it did not come out the same in all cells that it runs in
};

// The tests of a run, each once, against the cells that they ran in.
struct TestMatrix {
  std::vector<std::string> columns;  // "redis-7.0, replica"
  std::vector<MatrixRow> rows;       // in the order of the run
};

TestMatrix MatrixOf(const TestRun& run);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_REPORT_TEST_MATRIX_H_
