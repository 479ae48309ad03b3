#ifndef LUARIG_ENGINE_TESTING_SWEPT_STEPS_H_
#define LUARIG_ENGINE_TESTING_SWEPT_STEPS_H_

#include <optional>
#include <span>

#include "engine/testing/step_runner.h"
#include "engine/testing/sweep.h"

namespace luarig {

// Steps of a test, and the tape that they were read from.
struct TapeSteps {
  const JsonTape& tape;
  std::span<const Step> steps;
};

// Skips a test with a step that wants a sweep, where the scene has none.
bool SkipsSweep(std::span<const Step> steps, Scene& scene, TestResult& result);

// Sweeps through the faults of every step that wants it. REQUIRES: all of them have passed.
void SweepSteps(const TapeSteps& setup, const TapeSteps& own, Scene& scene, Scratch& scratch,
                TestResult& result);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_SWEPT_STEPS_H_
