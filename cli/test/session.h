#ifndef LUARIG_CLI_TEST_SESSION_H_
#define LUARIG_CLI_TEST_SESSION_H_

#include "cli/app/subcommand.h"
#include "cli/test/options.h"

namespace luarig {

// Finds the suites, runs them, prints and reports what came, as the flags say. 1 if a test failed,
// 2 if a suite could not be read. Throws UsageError.
ExitCode RunTests(const TestOptions& options, Console& console);

}  // namespace luarig

#endif  // LUARIG_CLI_TEST_SESSION_H_
