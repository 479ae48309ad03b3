#ifndef LUARIG_CLI_TEST_STOPWATCH_H_
#define LUARIG_CLI_TEST_STOPWATCH_H_

#include <chrono>
#include <cstdint>

#include "engine/base/clock.h"

namespace luarig {

// Real time, for durations.
class SteadyStopwatch final : public Stopwatch {
 public:
  int64_t ElapsedMicros() override {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
  }
};

}  // namespace luarig

#endif  // LUARIG_CLI_TEST_STOPWATCH_H_
