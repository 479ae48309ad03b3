#ifndef LUARIG_ENGINE_TESTING_SCALE_RUNNER_H_
#define LUARIG_ENGINE_TESTING_SCALE_RUNNER_H_

#include <cstddef>
#include <functional>
#include <optional>

#include "engine/testing/scale.h"
#include "engine/testing/suite.h"

namespace luarig {

// Runs a test that passed as it is written at the sizes that its file, or the command line, says.
// `on_begin` is told of each run. Tables and failures go to `result`.
void RunScales(Suite& suite, size_t test, Scene& scene, const ScaleFlags& flags,
               const std::function<void()>& on_begin, TestResult& result);

// Grows the key of `spec`; says what came of the size if that cannot be.
std::optional<SizeRun> GrowForRun(Scene& scene, const ScaleSpec& spec, uint64_t size);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_SCALE_RUNNER_H_
