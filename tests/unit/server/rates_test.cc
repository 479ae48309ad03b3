#include "engine/server/rates.h"

#include "tests/unit/test_engine.h"

namespace luarig::test {

TEST_CASE("a rate is the mean of the last sixteen looks") {
  Rate rate;
  int64_t now = 1'000'000;
  uint64_t count = 500;
  rate.Look(now, count);
  CHECK(rate.per_second() == 0);  // what was before the first look is nobody's
  for (int i = 0; i < 16; ++i) rate.Look(now += 100'000, count += 10);
  CHECK(rate.per_second() == 100);
  rate.Look(now + 50'000, count + 1000);  // too early to be a look
  CHECK(rate.per_second() == 100);
  for (int i = 0; i < 8; ++i) rate.Look(now += 200'000, count);
  CHECK(rate.per_second() == 50);
  rate.Look(now += 100'000, 3);  // counted anew
  for (int i = 0; i < 16; ++i) rate.Look(now += 100'000, 3);
  CHECK(rate.per_second() == 0);
}

TEST_CASE("INFO tells how many commands a second there were") {
  TestEngine redis;
  const auto second = [&] { return redis.Run("INFO stats").text; };
  redis.engine.RunTimers();
  for (int look = 0; look < 16; ++look) {
    for (int i = 0; i < 100; ++i) redis.Run("PING");
    redis.clock.Set(redis.clock.NowMicros() + 100'000);
    redis.engine.RunTimers();
  }
  CHECK(second().find("instantaneous_ops_per_sec:1000\r\n") != std::string::npos);
}

}  // namespace luarig::test
