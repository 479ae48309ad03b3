#ifndef LUARIG_TESTS_SUPPORT_REAL_CLOCK_H_
#define LUARIG_TESTS_SUPPORT_REAL_CLOCK_H_

#include <algorithm>
#include <chrono>
#include <thread>

#include "engine/base/clock.h"

namespace luarig::test {

// The time of day, so that an engine ages keys beside a server. Never goes back.
class RealClock final : public DataClock {
 public:
  int64_t NowMicros() override {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    latest_ = std::max<int64_t>(latest_,
                                std::chrono::duration_cast<std::chrono::microseconds>(now).count());
    return latest_;
  }
  bool Sleep(int64_t micros) override {
    std::this_thread::sleep_for(std::chrono::microseconds(micros));
    return true;
  }

 private:
  int64_t latest_ = 0;
};

// What has passed, really.
class RealStopwatch final : public Stopwatch {
 public:
  int64_t ElapsedMicros() override {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
  }
};

}  // namespace luarig::test

#endif  // LUARIG_TESTS_SUPPORT_REAL_CLOCK_H_
