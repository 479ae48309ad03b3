// What COMMANDS.md section 8 tabulates, and the facts of the topic `memory` for the newer targets.

#include "engine/store/memory_model.h"

#include <doctest/doctest.h>

#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

int64_t UsageOn(std::string_view target, std::initializer_list<std::string_view> commands) {
  TestEngine redis(target);
  for (const std::string_view command : commands) redis.Run(command);
  return redis.Run("MEMORY USAGE k SAMPLES 0").integer;
}

}  // namespace

TEST_CASE("blocks come in the steps of the target's allocator") {
  constexpr auto kOld = SizeClasses::kSixteens;
  constexpr auto kNew = SizeClasses::kEights;
  CHECK(BlockSize(1, kOld) == 8);
  CHECK(BlockSize(9, kOld) == 16);
  CHECK(BlockSize(17, kOld) == 32);
  CHECK(BlockSize(17, kNew) == 24);
  CHECK(BlockSize(57, kNew) == 64);
  CHECK(BlockSize(65, kNew) == 80);
  CHECK(BlockSize(128, kOld) == 128);
  CHECK(BlockSize(129, kOld) == 160);
  CHECK(BlockSize(256, kNew) == 256);
  CHECK(BlockSize(257, kNew) == 320);
  CHECK(BlockSize(16390, kOld) == 20480);
}

TEST_CASE("what a key takes depends on the target") {
  CHECK(UsageOn("redis-7.0", {"SET k x"}) == 64);
  CHECK(UsageOn("redis-7.2", {"SET k x"}) == 56);
  CHECK(UsageOn("redis-7.4", {"SET k x"}) == 56);
  CHECK(UsageOn("valkey-8.0", {"SET k x"}) == 48);
  CHECK(UsageOn("redis-7.0", {"RPUSH k a"}) == 144);
  CHECK(UsageOn("redis-7.4", {"RPUSH k a"}) == 64);
  CHECK(UsageOn("redis-7.4", {"SADD k 1 2"}) == 64);
  CHECK(UsageOn("valkey-8.0", {"HSET k f v"}) == 56);
  CHECK(UsageOn("redis-7.4", {"HSET k a 1 b 2 c 3", "HPEXPIREAT k 4102444800000 FIELDS 2 a b"}) ==
        128);
}

TEST_CASE("a text that grew keeps the room that the server gave it, also after going back") {
  TestEngine redis;
  redis.Run("SET k vvvvvvvvvv");
  redis.Run("APPEND k x");
  CHECK(redis.Run("MEMORY USAGE k").integer == 80);
  const Journal::Mark mark = redis.engine.Checkpoint();
  redis.Run({"APPEND", "k", std::string(36, 'x')});
  CHECK(redis.Run("MEMORY USAGE k").integer == 160);
  redis.engine.RollBack(mark);
  CHECK(redis.Run("MEMORY USAGE k").integer == 80);
}

}  // namespace luarig::test
