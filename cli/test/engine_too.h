#ifndef LUARIG_CLI_TEST_ENGINE_TOO_H_
#define LUARIG_CLI_TEST_ENGINE_TOO_H_

#include <cstddef>
#include <span>
#include <vector>

#include "engine/testing/runner.h"

namespace luarig {

// Runs tests that ran on a server in the embedded engine too, and notes in their results where it
// comes to something else (TestResult::in_engine). `options` are those of the run on the server.
void CompareWithEngine(Suite& suite, std::span<const size_t> tests, RunnerOptions options,
                       std::vector<TestResult>& on_server);

}  // namespace luarig

#endif  // LUARIG_CLI_TEST_ENGINE_TOO_H_
