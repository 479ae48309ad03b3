#include "engine/store/memory_account.h"

#include <string>

#include <doctest/doctest.h>

#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

uint64_t Total(TestEngine& redis) {
  redis.engine.state().UsedMemory();
  return redis.engine.state().store.memory.total();
}

// The same when everything is counted anew.
uint64_t Recounted(TestEngine& redis) {
  for (const auto& keys : redis.engine.state().databases) keys->CountAll();
  return redis.engine.state().store.memory.total();
}

// Changes of each kind, over values of each kind. `salt` makes other elements of the same keys.
void ChangeEverything(TestEngine& redis, int salt) {
  for (int i = 0; i < 700; ++i) {
    const std::string name = StrCat("element", i, "x", salt);
    redis.Run({"HSET", "hash", name, name});
    redis.Run({"SADD", "set", name});
    redis.Run({"ZADD", "zset", StrCat(i), name});
    redis.Run({"RPUSH", "list", name + std::string(100, 'y')});
    redis.Run({"SET", StrCat("key", i % 50, salt), name});
  }
  for (int i = 0; i < 300; ++i) {
    const std::string name = StrCat("element", 2 * i, "x", salt);
    redis.Run({"HDEL", "hash", name});
    redis.Run({"SREM", "set", name});
    redis.Run({"ZREM", "zset", name});
    redis.Run("LPOP list");
    redis.Run({"HSET", "hash", StrCat("element", 2 * i + 1, "x", salt), std::string(200, 'z')});
  }
  for (const char* command : {"SADD numbers 1 2 3",
                              "SADD numbers 100000",
                              "HSET small a b",
                              "HSET small c d",
                              "EXPIRE small 100",
                              "PEXPIRE key3 5000",
                              "PERSIST key3",
                              "APPEND key3 more",
                              "SETRANGE key4 300 tail",
                              "INCRBY number 20000",
                              "INCR number",
                              "COPY hash copied REPLACE",
                              "RENAME list renamed",
                              "RENAME renamed list",
                              "MOVE small 2",
                              "SWAPDB 3 2",
                              "SINTERSTORE joined set set",
                              "DEL numbers",
                              "HPEXPIRE copied 5000 FIELDS 1 element1x1",
                              "HPEXPIRE small 5000 FIELDS 1 a"}) {
    redis.Run(command);
  }
}

}  // namespace

TEST_CASE("the running total is what counting anew gives") {
  for (const char* target : {"redis-7.0", "redis-7.4", "valkey-8.0"}) {
    INFO(target);
    TestEngine redis(target);
    CHECK(Total(redis) == 0);
    ChangeEverything(redis, 1);
    const uint64_t total = Total(redis);
    CHECK(total > 250'000);
    CHECK(Recounted(redis) == total);
    redis.Run("FLUSHALL");
    CHECK(Total(redis) == 0);
  }
}

TEST_CASE("keys and fields whose time has come are counted out") {
  TestEngine redis("redis-7.4");
  redis.Run("HSET h a 1 b 2 c 3");
  const uint64_t before = Total(redis);
  redis.Run("HSET h d 4");
  redis.Run("HPEXPIRE h 1000 FIELDS 1 d");
  redis.Run("SET k v PX 1000");
  CHECK(Total(redis) > before + 100);
  redis.clock.Advance(2'000'000);
  redis.Run("PING");
  const uint64_t after = Total(redis);
  CHECK(after > before);  // it keeps tracking times
  CHECK(Recounted(redis) == after);
  redis.Run("DEL h");
  CHECK(Recounted(redis) == Total(redis));
}

TEST_CASE("a total that was first asked for late is the same") {
  TestEngine early;
  TestEngine late;
  Total(early);
  ChangeEverything(early, 1);
  ChangeEverything(late, 1);
  CHECK(Total(late) == Total(early));
}

TEST_CASE("going back takes the total back, whatever was done and however it is recorded") {
  for (const auto keep : {Journal::Keep::kChanges, Journal::Keep::kWholeValues}) {
    TestEngine redis;
    ChangeEverything(redis, 1);
    const uint64_t before = Total(redis);
    const Journal::Mark mark = redis.engine.Checkpoint(keep);
    for (int round = 2; round < 4; ++round) {
      ChangeEverything(redis, round);
      CHECK(Total(redis) != before);
      redis.engine.RollBack(mark);
      CHECK(Total(redis) == before);
      CHECK(Recounted(redis) == before);
    }
    redis.Run("FLUSHALL");
    redis.Run("SET new value");
    redis.engine.RollBack(mark);
    CHECK(Total(redis) == before);
  }
}

TEST_CASE("an account that is turned on between a mark and going back is right afterwards") {
  TestEngine redis;
  ChangeEverything(redis, 1);
  const Journal::Mark mark = redis.engine.Checkpoint();
  ChangeEverything(redis, 2);
  redis.Run("FLUSHALL");
  ChangeEverything(redis, 3);
  Total(redis);
  redis.engine.RollBack(mark);
  const uint64_t total = Total(redis);
  CHECK(Recounted(redis) == total);
  CHECK(total > 250'000);
}

}  // namespace luarig::test
