// What scripts see of globals and libraries, whether their code could change one or not: the second
// kind reads them without proxies (Interpreter::ReadGlobalsDirectly), which must not show.

#include "engine/script/chunk_reader.h"
#include "engine/script/lua_state.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

// Before the same code: an assignment to a global, which is never reached.
constexpr const char* kAssigns = "if false then global = 1 end ";

constexpr const char* kNames = R"lua(
  local names = {}
  for name in pairs(_G) do names[#names + 1] = name end
  table.sort(names)
  return names)lua";

GlobalsUse UseOf(const char* code) {
  const LuaState state;
  REQUIRE(luaL_loadstring(state.get(), code) == 0);
  return UseOfGlobals(state.get());
}

}  // namespace

TEST_CASE("a script that assigns to a global is refused, one that reads a missing one as well") {
  TestEngine redis;
  CHECK(redis.Eval("x = 1").text.find("Attempt to modify a readonly table") != std::string::npos);
  CHECK(redis.Eval("local f = function() x = 1 end f()").text.find("readonly table") !=
        std::string::npos);
  CHECK(redis.Eval("redis = 1").text.find("readonly table") != std::string::npos);
  CHECK(redis.Eval("redis.call = 1").text.find("readonly table") != std::string::npos);
  CHECK(redis.Eval("_G.x = 1").text.find("readonly table") != std::string::npos);
  CHECK(redis.Eval("_G.redis = 1").text.find("readonly table") != std::string::npos);
  CHECK(redis.Eval("rawset(_G, 'x', 1)").text.find("readonly table") != std::string::npos);
  CHECK(redis.Eval("loadstring('x = 1')()").text.find("readonly table") != std::string::npos);
}

TEST_CASE(
    "the same replies and errors come of code that assigns to no global and of code that may") {
  TestEngine redis;
  for (const char* code :
       {"return {type(_G), tostring(_G) == tostring(_G._G), _G.redis == redis}",
        "return missing",
        "return _G.missing",
        "missing()",
        "return missing.field",
        "return pcall(missing)",
        "return redis.missing",
        "return {KEYS[1], ARGV[1], #KEYS, #ARGV}",
        kNames,
        "return loadstring('return missing')()",
        "return loadstring('return type(redis)')()",
        "return coroutine.wrap(function() return type(redis) end)()",
        "return (function() return missing end)()",
        "return redis.call.field",
        "redis.nothing()",
        "return redis.nothing.field",
        "return string.format + 1",
        "return cjson .. ''",
        "return (false or redis).sha1hex('')",
        "local r = redis return {type(r), r.sha1hex('')}",
        "for _, v in ipairs({'call', 'log'}) do if type(redis[v]) == 'nil' then return v end end",
        "local t = {} for k in pairs(redis) do t[#t + 1] = k end table.sort(t) return t",
        "return tostring(redis) == tostring(_G.redis)",
        "return rawget(cjson, 'encode') == cjson.encode",
        "return getmetatable(string)",
        "return redis:sha1hex()",
        "return #redis",
        "return redis == redis"}) {
    CAPTURE(code);
    Reply direct = redis.Eval(code);
    Reply proxied = redis.Eval(StrCat(kAssigns, code));
    // The name of a script is its sum, which the texts of errors have.
    for (Reply* reply : {&direct, &proxied})
      reply->text = reply->text.substr(0, reply->text.find(" script: "));
    CHECK(direct == proxied);
  }
}

TEST_CASE("a library is written to by no way that leads to it") {
  TestEngine redis;
  for (const char* code :
       {"redis.call = 1", "local r = redis r.call = 1", "local r = (nil or redis) r.call = 1",
        "local function f() return redis end f().call = 1", "local t = {redis} t[1].call = 1",
        "(function(r) r.call = 1 end)(redis)", "local r r = redis r.call = 1",
        "for _, r in pairs({redis}) do r.call = 1 end", "_G.redis.call = 1",
        "_G['redis']['call'] = 1", "rawset(redis, 'call', 1)", "table.insert(redis, 1)",
        "setmetatable(redis, {})", "local s = getmetatable('').__index s.rep = 1",
        "loadstring('redis.call = 1')()", "string.rep = 1", "cjson.null = 1", "math.pi = 3"}) {
    CAPTURE(code);
    CHECK(redis.Eval(code).text.find("readonly table") != std::string::npos);
    CHECK(redis.Eval("return {type(redis.call), ('x'):rep(2), math.pi > 3}") ==
          Array({Bulk("function"), Bulk("xx"), Int(1)}));
  }
}

TEST_CASE("code is direct where it takes fields of libraries, and nothing else of them") {
  CHECK(UseOf("return redis.call('GET', string.format('%d', 1))").direct());
  CHECK(UseOf("local call = redis.call return call").direct());
  CHECK(UseOf("local name = 'call' return redis[name]").direct());
  CHECK_FALSE(UseOf("local r = redis return r.call").direct());
  CHECK_FALSE(UseOf("return function() return function() return cjson end end").direct());
  CHECK_FALSE(UseOf("redis:call()").direct());
  CHECK_FALSE(UseOf("x = 1").direct());
  CHECK_FALSE(UseOf("return function() x = 1 end").direct());
}

TEST_CASE("KEYS and ARGV are known to be read wherever that could be") {
  CHECK(UseOf("return KEYS[1]").keys);
  CHECK_FALSE(UseOf("return KEYS[1]").argv);
  CHECK(UseOf("return function() return ARGV end").argv);
  CHECK(UseOf("return _G.KEYS").any);
  CHECK(UseOf("return load").any);
  CHECK(UseOf("return loadstring('return KEYS')()").any);
  CHECK_FALSE(UseOf("local KEYS = 1 return KEYS").keys);
}

TEST_CASE("a script has the keys and arguments of its own call by every way to them") {
  TestEngine redis;
  for (const char* code :
       {"return {KEYS[1], ARGV[1]}", "return {_G.KEYS[1], _G.ARGV[1]}",
        "local g = _G return {g.KEYS[1], ARGV[1]}",
        "return loadstring('return {KEYS[1], ARGV[1]}')()",
        "local r = redis return {KEYS[1], ARGV[1]}",
        "if false then x = 1 end return {KEYS[1], ARGV[1]}",
        "return coroutine.wrap(function() return {KEYS[1], ARGV[1]} end)()",
        "local t = {} for k, v in pairs(_G) do t[k] = v end return {t.KEYS[1], t.ARGV[1]}"}) {
    CAPTURE(code);
    for (const char* word : {"1", "2", "3"}) {
      redis.Run({"EVAL", "return 'of ' .. KEYS[1] .. ARGV[1]", "1", "another", "one"});
      CHECK(redis.Run({"EVAL", code, "1", word, word}) == Array({Bulk(word), Bulk(word)}));
      CHECK(redis.Eval("return {#KEYS, #ARGV, #_G.KEYS}") == Array({Int(0), Int(0), Int(0)}));
    }
  }
}

TEST_CASE("every table among the globals is known as a library, but for _G, KEYS and ARGV") {
  for (const char* target : {"redis-7.0", "redis-7.4", "valkey-8.0"}) {
    TestEngine redis(target);
    const Reply names = redis.Eval(
        "local t = {} for k, v in pairs(_G) do if type(v) == 'table' then t[#t + 1] = k end end "
        "return t");
    size_t libraries = 0;
    for (const Reply& name : names.elements) libraries += IsLibraryName(name.text) ? 1 : 0;
    CHECK(libraries + 3 == names.elements.size());
  }
}

}  // namespace luarig::test
