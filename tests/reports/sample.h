#ifndef LUARIG_TESTS_REPORTS_SAMPLE_H_
#define LUARIG_TESTS_REPORTS_SAMPLE_H_

#include <vector>

#include "engine/testing/report/covered_file.h"
#include "engine/testing/results.h"

namespace luarig::test {

// What a small project would see: two targets, a few failures, a file that cannot be read.
TestRun ShopRun();
std::vector<CoveredFile> ShopCoverage();

// All the bytes and marks that some format could trip over, in every text that a run has.
TestRun NastyRun();
std::vector<CoveredFile> NastyCoverage();

// One target, and nothing wrong.
TestRun GoodRun();

// Thousands of tests, of which some failed.
TestRun LargeRun();

}  // namespace luarig::test

#endif  // LUARIG_TESTS_REPORTS_SAMPLE_H_
