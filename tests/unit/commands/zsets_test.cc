#include <string>
#include <string_view>
#include <utility>

#include "tests/unit/commands/event_log.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

// Counts of changes and events recorded from redis-server 7.0.15.
TEST_CASE("sorted set commands count their changes and name their events as the server does") {
  TestEngine redis;
  EventLog log(redis);
  const std::pair<std::string_view, std::string_view> steps[] = {
      {"ZADD z 1 a 2 b", "2 | zadd z"},
      {"ZADD z 1 a 2 b", "0 | "},
      {"ZADD z 3 a 4 n", "2 | zadd z"},
      {"ZADD z INCR 0 a", "0 | "},
      {"ZADD z INCR 1 a", "1 | zincr z"},
      {"ZINCRBY z 0 a", "0 | "},
      {"ZINCRBY z 1 new", "1 | zincr z"},
      {"ZADD q INCR 0 a", "1 | zincr q"},
      {"ZREM z n new", "2 | zrem z"},
      {"ZREM z nope", "0 | "},
      {"ZREM z a b", "2 | zrem z, del z"},
      {"ZADD z 1 a 2 b 3 c 4 d 5 e", "5 | zadd z"},
      {"ZPOPMIN z 2", "2 | zpopmin z"},
      {"ZPOPMIN z 0", "0 | "},
      {"ZPOPMAX z", "1 | zpopmax z"},
      {"ZMPOP 1 z MIN COUNT 5", "2 | zpopmin z, del z"},
      {"ZADD z 1 a 2 b 3 c 4 d 5 e", "5 | zadd z"},
      {"ZMPOP 1 z MAX COUNT 2", "2 | zpopmax z"},
      {"ZREMRANGEBYRANK z 0 1", "2 | zremrangebyrank z"},
      {"ZREMRANGEBYRANK z 9 9", "0 | "},
      {"ZREMRANGEBYSCORE z -inf inf", "1 | zremrangebyscore z, del z"},
      {"ZADD z 1 a 2 b 3 c 4 d 5 e", "5 | zadd z"},
      {"ZREMRANGEBYLEX z - +", "5 | zremrangebylex z, del z"},
      {"ZADD z 1 a 2 b 3 c 4 d 5 e", "5 | zadd z"},
      {"ZRANGESTORE d z 0 -1", "1 | zrangestore d"},
      {"ZRANGESTORE d nope 0 -1", "1 | del d"},
      {"ZRANGESTORE d nope 0 -1", "0 | "},
      {"ZUNIONSTORE d 1 z", "1 | zunionstore d"},
      {"ZUNIONSTORE d 1 nope", "1 | del d"},
      {"ZUNIONSTORE d 1 nope", "0 | "},
      {"ZINTERSTORE d 1 z", "1 | zinterstore d"},
      {"ZDIFFSTORE d 1 z", "1 | zdiffstore d"},
      {"ZDIFFSTORE d 2 z z", "1 | del d"},
      {"ZRANGESTORE d z 5 1", "0 | "},
  };
  for (const auto& step : steps) {
    const auto& command = step.first;
    const auto& expected = step.second;
    INFO(command);
    CHECK(log.Of(command) == expected);
  }
}

// Observed on Redis 7.2.6 and 7.4.1.
TEST_CASE("ZRANK and ZREVRANK tell the score too, from 7.2 on") {
  TestEngine redis("redis-7.4");
  redis.Run("ZADD z 1 a 2 b 3 c 3 d");
  redis.Run("SET s v");
  const Reply no_array{.kind = Reply::Kind::kNullArray};

  CHECK(redis.Run("ZRANK z b") == Int(1));
  CHECK(redis.Run("ZRANK z b withscore") == Array({Int(1), Bulk("2")}));
  CHECK(redis.Run("ZREVRANK z b WITHSCORE") == Array({Int(2), Bulk("2")}));
  CHECK(redis.Run("ZRANK z nope") == Nil());
  CHECK(redis.Run("ZRANK z nope WITHSCORE") == no_array);
  CHECK(redis.Run("ZREVRANK nokey b WITHSCORE") == no_array);
  CHECK(redis.Run("ZRANK z b WITHSCORES") == Error("ERR syntax error"));
  CHECK(redis.Run("ZRANK z b WITHSCORE x") ==
        Error("ERR wrong number of arguments for 'zrank' command"));
  CHECK(redis.Run("ZRANK s b WITHSCORE") ==
        Error("WRONGTYPE Operation against a key holding the wrong kind of value"));

  TestEngine older("redis-7.0");
  CHECK(older.Run("ZRANK z b WITHSCORE") ==
        Error("ERR wrong number of arguments for 'zrank' command"));
}

TEST_CASE("scores look as the target prints doubles") {
  TestEngine older("redis-7.0");
  TestEngine newer("redis-7.4");
  older.Run("ZADD z 0.1 a");
  newer.Run("ZADD z 0.1 a");
  CHECK(older.Run("ZSCORE z a") == Bulk("0.10000000000000001"));
  CHECK(newer.Run("ZSCORE z a") == Bulk("0.1"));
}

TEST_CASE("ZRANDMEMBER picks different members, and each can come") {
  TestEngine redis;
  for (const std::string_view form : {"small", "large"}) {
    INFO(form);
    redis.Run("DEL z");
    std::string add = "ZADD z";
    const int members = form == "small" ? 9 : 300;
    for (int i = 0; i < members; ++i) add += StrCat(" 1 ", i);
    redis.Run(add);

    for (const int count : {2, members - 1}) {
      const Reply picked = redis.Run(StrCat("ZRANDMEMBER z ", count));
      REQUIRE(picked.elements.size() == static_cast<size_t>(count));
      for (const Reply& member : picked.elements) redis.Run({"ZADD", "seen", "1", member.text});
      CHECK(redis.Run("ZCARD seen") == Int(count));
      CHECK(redis.Run("ZINTERCARD 2 z seen") == Int(count));
      redis.Run("DEL seen");
    }
    // Thirty draws for each member miss one with a chance of e^-30; the seed is fixed anyway.
    const Reply draws = redis.Run(StrCat("ZRANDMEMBER z -", members * 30));
    for (const Reply& member : draws.elements) redis.Run({"ZADD", "seen", "1", member.text});
    CHECK(redis.Run("ZCARD seen") == Int(members));
    redis.Run("DEL seen");
  }
}

TEST_CASE("what a rolled back command did to a sorted set is undone") {
  TestEngine redis;
  std::string add = "ZADD z";
  for (int i = 0; i < 200; ++i) add += StrCat(" ", i, " m", i);
  redis.Run(add);
  const Reply before = redis.Run("ZRANGE z 0 -1 WITHSCORES");
  const auto mark = redis.engine.Checkpoint();
  for (const std::string_view change : {"ZPOPMIN z 20", "ZADD z 5 m100 6 new",
                                        "ZREMRANGEBYRANK z 10 90", "ZUNIONSTORE z 1 z WEIGHTS 2"}) {
    redis.Run(change);
    CHECK(redis.Run("ZRANGE z 0 -1 WITHSCORES") != before);
    redis.engine.RollBack(mark);
    CHECK(redis.Run("ZRANGE z 0 -1 WITHSCORES") == before);
  }
}

}  // namespace
}  // namespace luarig::test
