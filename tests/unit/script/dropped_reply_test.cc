// A command that a script calls as a statement: its reply is not made, and nothing else is
// different.

#include "engine/script/call_frame.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {

TEST_CASE("the Lua that this is linked with tells whether a result is wanted") {
  CHECK(KnowsCallFrames());
}

TEST_CASE("a command that is called as a statement does what it does") {
  TestEngine redis;
  CHECK(redis.Eval(
            "redis.call('SET', 'k', 'v') redis.pcall('APPEND', 'k', 'w') redis.call('GET', 'k')"
            "return redis.call('GET', 'k')") == Bulk("vw"));
  CHECK(redis.Eval("redis.setresp(3) redis.call('HSET', 'h', 'f', 'v') redis.call('HGETALL', 'h') "
                   "redis.call('GET', 'missing') return redis.call('HGETALL', 'h')['map']['f']") ==
        Bulk("v"));
}

TEST_CASE("an error ends the script though nobody takes the reply") {
  TestEngine redis;
  const Reply refused =
      redis.Eval("redis.call('SET', 'k', 'v') redis.call('INCR', 'k') return 'not here'");
  CHECK(refused.text.starts_with("ERR value is not an integer or out of range script: "));
  CHECK(redis.Eval("redis.call('LPUSH', 'k', 1) return 'not here'").text.starts_with("WRONGTYPE "));
  CHECK(redis.Eval("redis.call('NOSUCH') return 'not here'")
            .text.starts_with("ERR Unknown Redis command"));
  CHECK(redis.Eval("redis.call() return 'not here'").text.starts_with("ERR Please specify"));
}

TEST_CASE("pcall as a statement swallows the error, which is counted") {
  TestEngine redis;
  CHECK(redis.Eval("redis.pcall('NOSUCH') redis.pcall('SET', 'k') return 'here'") == Bulk("here"));
  CHECK(redis.Run("INFO errorstats").text.find("errorstat_ERR:count=2") != std::string::npos);
}

TEST_CASE("what is around a statement keeps its values") {
  TestEngine redis;
  CHECK(redis.Eval("local a, b = 1, 2 redis.call('SET', 'k', 'v') redis.call('MGET', 'k', 'k') "
                   "local t = {a, redis.call('GET', 'k'), b} redis.call('GET', 'k') return t") ==
        Array({Int(1), Bulk("v"), Int(2)}));
  CHECK(redis.Eval(
            "local f = redis.call f('SET', 'k', 'w') return {f('GET', 'k'), (f('GET', 'k'))}") ==
        Array({Bulk("w"), Bulk("w")}));
  CHECK(redis.Eval("local co = coroutine.wrap(function() redis.call('SET', 'k', 'x') "
                   "coroutine.yield(redis.call('GET', 'k')) end) return co()") == Bulk("x"));
}

}  // namespace luarig::test
