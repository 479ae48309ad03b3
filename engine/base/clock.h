#ifndef LUARIG_ENGINE_BASE_CLOCK_H_
#define LUARIG_ENGINE_BASE_CLOCK_H_

#include <cstdint>

namespace luarig {

// The data clock: what TTL and TIME see. The engine never reads a real clock; whoever creates it
// hands one in. (The stopwatch, which measures how long things take, is the other one.)
class DataClock {
 public:
  virtual ~DataClock() = default;

  // Microseconds since 1970. Never decreases.
  virtual int64_t NowMicros() = 0;

  // Lets so many microseconds pass (DEBUG SLEEP); false if this clock can only be read.
  virtual bool Sleep(int64_t /*micros*/) { return false; }
};

// A clock that stands still until told otherwise: to sleep is to move it.
class ManualClock final : public DataClock {
 public:
  explicit ManualClock(int64_t micros) : micros_(micros) {}
  int64_t NowMicros() override { return micros_; }
  bool Sleep(int64_t micros) override {
    Advance(micros);
    return true;
  }
  void Advance(int64_t micros) { micros_ += micros; }
  void Set(int64_t micros) { micros_ = micros; }

 private:
  int64_t micros_;
};

// The stopwatch: thresholds, slow log, profiles. May count instructions instead of time.
class Stopwatch {
 public:
  virtual ~Stopwatch() = default;

  // Microseconds since some fixed point. Never decreases.
  virtual int64_t ElapsedMicros() = 0;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_BASE_CLOCK_H_
