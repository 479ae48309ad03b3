// What scripts see of globals, whether their code could assign to one or not: the second kind reads
// them without the proxy (Interpreter::ReadGlobalsDirectly), which must not show.

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
       {"return {type(_G), tostring(_G) == tostring(_G._G), _G.redis == redis}", "return missing",
        "return _G.missing", "missing()", "return missing.field", "return pcall(missing)",
        "return redis.missing", "return {KEYS[1], ARGV[1], #KEYS, #ARGV}", kNames,
        "return loadstring('return missing')()", "return loadstring('return type(redis)')()",
        "return coroutine.wrap(function() return type(redis) end)()",
        "return (function() return missing end)()"}) {
    CAPTURE(code);
    Reply direct = redis.Eval(code);
    Reply proxied = redis.Eval(StrCat(kAssigns, code));
    // The name of a script is its sum, which the texts of errors have.
    for (Reply* reply : {&direct, &proxied})
      reply->text = reply->text.substr(0, reply->text.find(" script: "));
    CHECK(direct == proxied);
  }
}

}  // namespace luarig::test
