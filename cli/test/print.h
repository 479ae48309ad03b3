#ifndef LUARIG_CLI_TEST_PRINT_H_
#define LUARIG_CLI_TEST_PRINT_H_

#include <functional>
#include <string>

#include "cli/app/subcommand.h"
#include "cli/test/matrix_table.h"
#include "engine/testing/results.h"

namespace luarig {

// What a person sees of a run.
struct PrintOptions {
  bool verbose = false;   // a line for each test, not only for each file
  bool scales = false;    // also tests that have tables of sizes, with these
  bool one_line = false;  // failures on one line each, for tools that read lines
  MatrixMode matrix = MatrixMode::kHidden;
  size_t slowest = 0;  // how many of the slowest tests to name
};

// Gives the text of a file, for excerpts; "" if there is none.
using TextOfFile = std::function<std::string(const std::string& path)>;

// A file's line, and what failed in it. Failures are drawn on `out`: they are the result.
void PrintSuite(Console& console, const PrintOptions& options, const SuiteResult& suite,
                const TextOfFile& text_of);

// The table, the slowest tests, and the line that ends a run: "12 passed, 1 failed, 2 skipped in
// 0.04 s".
void PrintSummary(Console& console, const PrintOptions& options, const TestRun& run);

}  // namespace luarig

#endif  // LUARIG_CLI_TEST_PRINT_H_
