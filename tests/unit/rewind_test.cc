#include "engine/rewind.h"

#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

constexpr const char* kCounter =
    "#!lua name=counter\nlocal calls = 0\n"
    "redis.register_function('count', function() calls = calls + 1 return calls end)\n"
    "redis.register_function('depth', function(keys, args) "
    "cjson.encode_max_depth(tonumber(args[1])) "
    "return pcall(cjson.encode, {{{}}}) end)\n";

}  // namespace

TEST_CASE("keys, scripts, libraries and their locals go back to where they were") {
  TestEngine redis;
  REQUIRE(redis.Run({"FUNCTION", "LOAD", kCounter}) == Bulk("counter"));
  redis.Run("SET k 1");
  Rewind rewind(redis.engine);
  for (int round = 0; round < 3; ++round) {
    CHECK(redis.Run("FCALL count 0") == Int(1));
    CHECK(redis.Run("FCALL count 0") == Int(2));
    CHECK(redis.Run("INCR k") == Int(2));
    CHECK(redis.Run("EVALSHA e0e1f9fabfc9d4800c877a703b823ac0578ff8db 0").is_error());
    CHECK(redis.Eval("return 1") == Int(1));
    CHECK(redis.Run("EVALSHA e0e1f9fabfc9d4800c877a703b823ac0578ff8db 0") == Int(1));
    CHECK_FALSE(rewind.stained());
    rewind.Back();
  }
}

TEST_CASE("libraries that were loaded, replaced, deleted or flushed are as at the start") {
  TestEngine redis;
  REQUIRE(redis.Run({"FUNCTION", "LOAD", kCounter}) == Bulk("counter"));
  Rewind rewind(redis.engine);
  const Reply before = redis.Run("FUNCTION LIST WITHCODE");
  redis.Run({"FUNCTION", "LOAD", "#!lua name=b\nredis.register_function('b', function() end)"});
  rewind.Back();
  CHECK(redis.Run("FUNCTION LIST WITHCODE") == before);
  redis.Run("FUNCTION FLUSH");
  rewind.Back();
  CHECK(redis.Run("FUNCTION LIST WITHCODE") == before);
  CHECK(redis.Run("FCALL count 0") == Int(1));
}

TEST_CASE("options that a script sets in a library of Lua's do not last") {
  TestEngine redis;
  Rewind rewind(redis.engine);
  constexpr const char* kScript =
      "local ok = pcall(cjson.encode, {{{}}}) cjson.encode_max_depth(1) return ok and 1 or 0";
  CHECK(redis.Eval(kScript) == Int(1));
  CHECK(redis.Eval(kScript) == Int(0));
  rewind.Back();
  CHECK(redis.Eval(kScript) == Int(1));
}

TEST_CASE("random numbers come again, those of Lua and those of the server") {
  TestEngine redis;
  redis.Run("SADD s a b c d e f g h i j");
  Rewind rewind(redis.engine);
  const auto draw = [&] {
    return Array({redis.Eval("return tostring(math.random())"), redis.Run("SRANDMEMBER s 5"),
                  redis.Run("SPOP s 3")});
  };
  const Reply first = draw();
  rewind.Back();
  CHECK(draw() == first);
}

TEST_CASE("commands that change or show what stays stain the engine") {
  for (const char* command : {"CONFIG SET maxmemory 1mb", "ACL SETUSER eve", "INFO", "SLOWLOG GET",
                              "OBJECT FREQ k", "CLIENT LIST", "DEBUG SLEEP 0", "LATENCY RESET"}) {
    TestEngine redis;
    Rewind rewind(redis.engine);
    redis.Run("SET k v");
    redis.Run("MULTI");
    redis.Run("EXEC");
    CHECK_FALSE(rewind.stained());
    redis.Run(command);
    CAPTURE(command);
    CHECK(rewind.stained());
  }
}

}  // namespace luarig::test
