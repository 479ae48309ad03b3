// SLOWLOG, LATENCY and INFO with a stopwatch that moves on its own.

#include <string>

#include <doctest/doctest.h>

#include "engine/server/latency.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

// Each look at it takes as long as `step` says.
class SteppingStopwatch final : public Stopwatch {
 public:
  int64_t ElapsedMicros() override { return now += step; }

  int64_t now = 0;
  int64_t step = 0;
};

struct TimedEngine {
  Reply Run(std::string_view command) {
    return engine.Run(engine.default_session(), *SplitWords(command));
  }

  ManualClock clock{1'700'000'000'000'000};
  SteppingStopwatch stopwatch;
  Engine engine{{.target = FindTarget("redis-7.0"), .clock = &clock, .stopwatch = &stopwatch}};
};

}  // namespace

TEST_CASE("slow commands are logged with who ran them") {
  TimedEngine redis;
  redis.Run("CLIENT SETNAME me");
  redis.stopwatch.step = 20'000;
  redis.Run("GET a");
  redis.stopwatch.step = 9'999;
  redis.Run("GET b");
  redis.stopwatch.step = 0;
  const Reply log = redis.Run("SLOWLOG GET");
  REQUIRE(log.elements.size() == 1);
  CHECK(log.elements[0] == Array({Int(0), Int(1'700'000'000), Int(20'000),
                                  Array({Bulk("GET"), Bulk("a")}), Bulk("?:0"), Bulk("me")}));
}

TEST_CASE("the latency events keep the worst of each second") {
  TimedEngine redis;
  redis.Run("CONFIG SET latency-monitor-threshold 5");
  for (const int64_t millis : {10, 20, 15}) {
    redis.stopwatch.step = millis * 1000;
    redis.Run("KEYS *");
  }
  redis.clock.Advance(1'000'000);
  redis.Run("KEYS *");
  redis.stopwatch.step = 0;
  CHECK(redis.Run("LATENCY HISTORY command") ==
        Array({Array({Int(1'700'000'000), Int(20)}), Array({Int(1'700'000'001), Int(15)})}));
  CHECK(redis.Run("LATENCY LATEST") ==
        Array({Array({Bulk("command"), Int(1'700'000'001), Int(15), Int(20)})}));
  CHECK(redis.Run("LATENCY GRAPH command").text ==
        "command - high 20 ms, low 15 ms (all time high 20 ms)\n" + std::string(80, '-') +
            "\n# \n| \n| \n|_\n  \n10\nss\n");
  CHECK(redis.Run("LATENCY RESET command x") == Int(1));
}

TEST_CASE("durations are known to two digits, as the server's") {
  LatencyHistogram latencies;
  latencies.Add(0);
  latencies.Add(3);
  CHECK(latencies.Percentile(50) == 1);
  CHECK(latencies.Percentile(99) == 3007);
  latencies = {};
  latencies.Add(10113);
  CHECK(latencies.Percentile(50) == 10158079);
  using Buckets = std::vector<std::pair<int64_t, uint64_t>>;
  CHECK(latencies.PowersOfTwo() == Buckets{{16908, 1}});
  latencies.Add(46);
  latencies.Add(1);
  CHECK(latencies.PowersOfTwo() == Buckets{{1, 1}, {66, 2}, {16908, 3}});
}

TEST_CASE("durations are counted whatever the order they come in") {
  LatencyHistogram up;
  LatencyHistogram mixed;
  for (const int micros : {0, 1, 1, 1, 5, 70, 70, 900, 1'000'000}) up.Add(micros);
  for (const int micros : {70, 1, 900, 1, 0, 1'000'000, 5}) mixed.Add(micros);
  mixed.Add(1);
  mixed.Add(70);
  CHECK(mixed.total() == up.total());
  CHECK(mixed.PowersOfTwo() == up.PowersOfTwo());
  for (const double percent : {0.0, 10.0, 50.0, 75.0, 99.0, 100.0})
    CHECK(mixed.Percentile(percent) == up.Percentile(percent));
  LatencyHistogram like_last;
  like_last.Add(5);
  like_last.Add(1);
  like_last.AddLikeLast();
  CHECK(like_last.Percentile(60) == 1003);
}

TEST_CASE("fast calls of scripts are measured now and then, and all are counted") {
  TimedEngine redis;
  redis.stopwatch.step = 2;
  const std::string loop = "for i = 1, 32 do redis.call('get', 'k') end";
  redis.Run("EVAL \"" + loop + "\" 0");
  const std::string stats = redis.Run("INFO commandstats").text;
  CHECK(stats.find("cmdstat_get:calls=32,usec=64,usec_per_call=2.00,") != std::string::npos);
  const Reply histogram = redis.Run("LATENCY HISTOGRAM get");
  CHECK(histogram.elements[1].elements[1] == Int(32));
}

TEST_CASE("everything of a script is logged if the threshold asks for it") {
  TimedEngine redis;
  redis.Run("CONFIG SET slowlog-log-slower-than 0");
  redis.Run("SLOWLOG RESET");
  redis.Run("EVAL \"for i = 1, 3 do redis.call('get', 'k') end\" 0");
  const Reply log = redis.Run("SLOWLOG GET -1");
  REQUIRE(log.elements.size() == 5);  // EVAL, its three calls, SLOWLOG RESET
  CHECK(log.elements[1].elements[4] == Bulk("?:0"));
}

}  // namespace luarig::test
