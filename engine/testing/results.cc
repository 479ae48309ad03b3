#include "engine/testing/results.h"

namespace luarig {

TestCounts TestRun::Count() const {
  TestCounts counts;
  for (const SuiteResult& suite : suites) {
    counts.problems += suite.problems.size();
    for (const TestResult& test : suite.tests) {
      switch (test.status) {
        case TestStatus::kPassed:
          ++counts.passed;
          break;
        case TestStatus::kFailed:
          ++counts.failed;
          break;
        case TestStatus::kSkipped:
          ++counts.skipped;
          break;
      }
    }
  }
  return counts;
}

}  // namespace luarig
