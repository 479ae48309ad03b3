// Functions of libraries see the globals of a running function, and those of a library that loads
// while theirs does; whether their code could change one or not, which must not show.

#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

// Before the same code: an assignment to a global, which is never reached.
constexpr const char* kAssigns = "if false then global = 1 end ";

// What FUNCTION LOAD replies, and then FCALL f twice.
Reply LoadAndCall(std::string_view code) {
  TestEngine redis;
  const Reply loaded = redis.Run({"FUNCTION", "LOAD", StrCat("#!lua name=l\n", code)});
  return Array({loaded, redis.Run("FCALL f 1 key arg"), redis.Run("FCALL f 1 key arg")});
}

}  // namespace

TEST_CASE("functions do the same if their code assigns to no global and if it may") {
  for (const char* code :
       {"redis.register_function('f', function(k, a) return redis.call('INCR', k[1]) end)",
        "local function help(k) return redis.call('INCR', k) end "
        "redis.register_function('f', function(k) return help(k[1]) end)",
        "local M = {} function M.deep() return {type(redis.call), type(redis.register_function)} "
        "end "
        "M.more = {M} redis.register_function('f', function() return M.more[1].deep() end)",
        "redis.register_function('f', function() return missing end)",
        "redis.register_function('f', function() return redis.missing end)",
        "redis.register_function('f', function() return redis.register_function('g', print) end)",
        "redis.register_function('f', function() return KEYS end)",
        "redis.register_function('f', function() return {type(_G), _G.redis == redis} end)",
        "redis.register_function('f', function() return cjson.encode({string.rep('x', 3)}) end)",
        "local function help() return redis.call('PING') end help() "
        "redis.register_function('f', help)",
        "local function help() return string.rep('x', 3) end local s = pcall(help) "
        "redis.register_function('f', function() return {s, help()} end)",
        "local f = coroutine.wrap(function() while true do coroutine.yield(type(redis.call)) end "
        "end) "
        "redis.register_function('f', function() return f() end)",
        "redis.register_function('f', function() return (function() return redis.sha1hex('') "
        "end)() end)",
        "local count = 0 redis.register_function('f', function() count = count + 1 return count "
        "end)",
        "redis.register_function('f', redis.log)",
        "local t = {} t.t = t t.f = function() return t.t.t ~= nil and type(redis.call) end "
        "redis.register_function('f', function() return t.f() end)"}) {
    CAPTURE(code);
    CHECK(LoadAndCall(code) == LoadAndCall(StrCat(kAssigns, code)));
  }
}

TEST_CASE("no function of a library changes what the next one sees") {
  for (const char* code :
       {"redis.register_function('f', function() x = 1 end)",
        "redis.register_function('f', function() redis.call = 1 end)",
        "local g = loadstring('x = 1') redis.register_function('f', function() g() end)",
        "local r = {redis} redis.register_function('f', function() r[1].call = 1 end)",
        "redis.register_function('f', function() loadstring('redis.call = 1')() end)"}) {
    CAPTURE(code);
    TestEngine redis;
    redis.Run({"FUNCTION", "LOAD", StrCat("#!lua name=l\n", code)});
    redis.Run("FCALL f 0");
    REQUIRE(redis.Run({"FUNCTION", "LOAD",
                       "#!lua name=m\nlocal function look() return {type(redis.call), "
                       "pcall(function() return x end)} end "
                       "redis.register_function('look', look)"}) == Bulk("m"));
    const Reply seen = redis.Run("FCALL look 0");
    REQUIRE(seen.elements.size() >= 2);
    CHECK(seen.elements[0] == Bulk("function"));
    CHECK(seen.elements[1] == Nil());
  }
}

TEST_CASE("functions see no less after the engine has gone back to its start") {
  TestEngine redis;
  redis.Run(
      {"FUNCTION", "LOAD",
       "#!lua name=l\nlocal n = 0 local function next() n = n + 1 return redis.call('ECHO', n) end "
       "redis.register_function('f', function() return next() end)"});
  redis.engine.state().scripts->MarkStart();
  for (int i = 0; i < 3; ++i) {
    CHECK(redis.Run("FCALL f 0") == Bulk("1"));
    CHECK(redis.Run("FCALL f 0") == Bulk("2"));
    redis.engine.state().scripts->Restart();
  }
}

TEST_CASE("a library that keeps much, or deep, loads and runs") {
  CHECK(LoadAndCall("local t = {} for i = 1, 1e5 do t[i] = {i} end "
                    "redis.register_function('f', function() return t[1e5][1] end)")
            .elements[2] == Int(100'000));
  CHECK(LoadAndCall("local f = function() return type(redis.call) end "
                    "for i = 1, 300 do local g = f f = function() return (g()) end end "
                    "redis.register_function('f', function() return f() end)")
            .elements[2] == Bulk("function"));
}

}  // namespace luarig::test
