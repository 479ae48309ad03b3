#ifndef LUARIG_CLI_TEST_MATRIX_TABLE_H_
#define LUARIG_CLI_TEST_MATRIX_TABLE_H_

#include <cstdint>
#include <string>

#include "engine/testing/results.h"

namespace luarig {

// When the table of a run is worth its lines.
enum class MatrixMode : uint8_t {
  kHidden,
  kIfDifferent,  // a test did not come out the same everywhere
  kAlways,  // there is more than one cell; of many tests those that pass everywhere are counted
  kWhole,   // likewise, with all of them
};

// What came of each test in each target and condition: "ok", "skip", the code of the error that
// failed it ("OOM") or "FAIL", and "-" where it does not run. "" if it is not worth it.
std::string DrawTestMatrix(const TestRun& run, MatrixMode mode);

}  // namespace luarig

#endif  // LUARIG_CLI_TEST_MATRIX_TABLE_H_
