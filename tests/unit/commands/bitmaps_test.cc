#include "tests/unit/commands/event_log.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

TEST_CASE("BITCOUNT and BITPOS look at their arguments before the key since 7.4") {
  const Reply no_number = Error("ERR value is not an integer or out of range");
  const Reply syntax = Error("ERR syntax error");
  for (const char* name : {"redis-7.0", "redis-7.2"}) {
    TestEngine old(name);
    CHECK(old.Run("BITCOUNT missing 0") == Int(0));
    CHECK(old.Run("BITCOUNT missing x 1") == Int(0));
    CHECK(old.Run("BITPOS missing 1 x") == Int(-1));
    CHECK(old.Run("BITPOS missing 0 0 1 BAD") == Int(0));
    old.Run("SET k foobar");
    // Nothing is in the range, so nobody asks for its unit.
    CHECK(old.Run("BITCOUNT k -1 -2 BAD") == Int(0));
  }
  for (const char* name : {"redis-7.4", "valkey-8.0"}) {
    TestEngine redis(name);
    redis.Run("RPUSH l a");
    for (const char* key : {"missing", "l"}) {
      CHECK(redis.Run({"BITCOUNT", key, "x", "1"}) == no_number);
      CHECK(redis.Run({"BITCOUNT", key, "0", "1", "BAD"}) == syntax);
      CHECK(redis.Run({"BITPOS", key, "1", "x"}) == no_number);
      CHECK(redis.Run({"BITPOS", key, "1", "0", "1", "BAD"}) == syntax);
    }
    redis.Run("SET k foobar");
    CHECK(redis.Run("BITCOUNT k -1 -2 BAD") == syntax);
    CHECK(redis.Run("BITCOUNT k -1 -2 BIT") == Int(0));
  }
}

TEST_CASE("only Valkey counts from a start without an end") {
  TestEngine redis("redis-7.4");
  redis.Run("SET k foobar");
  CHECK(redis.Run("BITCOUNT k 5") == Error("ERR syntax error"));
  TestEngine valkey("valkey-8.0");
  valkey.Run("SET k foobar");
  CHECK(valkey.Run("BITCOUNT k 0") == Int(26));
  CHECK(valkey.Run("BITCOUNT k 5") == Int(4));
  CHECK(valkey.Run("BITCOUNT k -1") == Int(4));
  CHECK(valkey.Run("BITCOUNT k x") == Error("ERR value is not an integer or out of range"));
  CHECK(valkey.Run("BITCOUNT missing 0") == Int(0));
}

TEST_CASE("a bit that was so already is no event and no change") {
  TestEngine redis;
  EventLog log(redis);
  CHECK(log.Of("SETBIT k 7 0") == "1 | setbit k");
  CHECK(log.Of("SETBIT k 7 0") == "0 | ");
  CHECK(log.Of("SETBIT k 7 1") == "1 | setbit k");
  CHECK(log.Of("SETBIT k 8 0") == "1 | setbit k");
}

TEST_CASE("BITFIELD is one event, and counts the fields it changes") {
  TestEngine redis;
  EventLog log(redis);
  redis.Run("SETBIT k 15 0");
  CHECK(log.Of("BITFIELD k SET u8 0 1 SET u8 0 1 SET u8 8 2 INCRBY u8 8 256") == "2 | setbit k");
  CHECK(log.Of("BITFIELD k GET u8 0 SET u8 0 1") == "0 | ");
  CHECK(log.Of("BITFIELD new OVERFLOW FAIL INCRBY u8 0 256") == "0 | ");
  CHECK(redis.Run("STRLEN new") == Int(1));
  // A string that grows has changed with each field that is written.
  CHECK(log.Of("BITFIELD k SET u8 16 0 SET u8 0 1") == "2 | setbit k");
}

TEST_CASE("BITOP sets its target or removes it") {
  TestEngine redis;
  EventLog log(redis);
  redis.Run("SET a x");
  CHECK(log.Of("BITOP NOT d a") == "1 | set d");
  CHECK(log.Of("BITOP AND d missing") == "1 | del d");
  CHECK(log.Of("BITOP AND d missing") == "0 | ");
}

}  // namespace
}  // namespace luarig::test
