#include "tests/unit/testing/lua_suite_rig.h"

namespace luarig::test {
namespace {

// Says stop when it has been asked that often.
LuaSuiteOptions StopAfter(int questions) {
  auto left = std::make_shared<int>(questions);
  return {.should_stop = [left] { return --*left <= 0; }};
}

std::string StoppedOutcome(std::string_view body) {
  LuaRig rig(StrCat("it('t', function()\n", body, "\nend)"), StopAfter(20));
  return rig.Outcome(0);
}

constexpr const char* kStopped = "shop_test.lua:2: error: it took too long and was stopped";

}  // namespace

TEST_CASE("a test that never ends is stopped, whatever it does about it") {
  CHECK(StoppedOutcome("while true do end") == kStopped);
  CHECK(StoppedOutcome("while true do pcall(function() while true do end end) end") == kStopped);
  CHECK(StoppedOutcome("coroutine.wrap(function() while true do end end)()") == kStopped);
  CHECK(StoppedOutcome("while true do coroutine.resume(coroutine.create(function() while true do "
                       "end end)) end") == kStopped);
  CHECK(StoppedOutcome("local s = ('a'):rep(40) return s:match(('a*'):rep(40) .. 'b')") ==
        kStopped);
  CHECK(StoppedOutcome("setmetatable({}, {__tostring = 1}) repeat until false") == kStopped);
  CHECK(
      StoppedOutcome("error(setmetatable({}, {__tostring = function() while true do end end}))") ==
      "shop_test.lua:2: error: an error that is a table");
}

TEST_CASE("a suite that is stopped while it is read is a problem") {
  LuaRig rig("it('a', function() end)\nwhile true do end", StopAfter(3));
  CHECK(rig.read.suite == nullptr);
  CHECK(rig.Problems() == "shop_test.lua:2:1: it took too long and was stopped\n");
  CHECK(LuaRig("describe('a', function()\nwhile true do end end)", StopAfter(3)).read.suite ==
        nullptr);
}

TEST_CASE("after a test that was stopped others run") {
  auto stop = std::make_shared<bool>(true);
  LuaRig rig(
      "local co\nit('a', function() co = coroutine.create(function() while true do end end)\n"
      "coroutine.resume(co) while true do end end)\n"
      "it('b', function() for i = 1, 1e5 do end end)",
      {.should_stop = [stop] { return *stop; }});
  CHECK(rig.Outcome(0) == "shop_test.lua:3: error: it took too long and was stopped");
  *stop = false;
  CHECK(rig.Outcome(1) == "passed");
}

TEST_CASE("memory is bounded") {
  LuaRig rig(
      "it('a', function() local t = {} for i = 1, 1e9 do t[i] = {} end end)\n"
      "it('b', function() return ('x'):rep(1e9) end)\n"
      "it('c', function() assert.equal(1, 1) end)",
      {.should_stop = {}, .memory = size_t{32} << 20});
  CHECK(rig.Outcome(0).find("not enough memory") != std::string::npos);
  CHECK(rig.Outcome(1).find("not enough memory") != std::string::npos);
  CHECK(rig.Outcome(2) == "passed");
}

TEST_CASE("deep recursion is an error like others") {
  CHECK(OutcomeOf("local function f() return 1 + f() end f()").find("stack overflow") !=
        std::string::npos);
  CHECK(OutcomeOf("local t = {} for i = 1, 1e5 do t = {t} end\nassert.are.same(t, {})") !=
        "passed");
  CHECK(OutcomeOf("local a = {} a.a = a local b = {} b.a = b\nassert.are.same(a, b)") == "passed");
  CHECK(OutcomeOf("local s = ('('):rep(300) loadstring('return ' .. s)") == "passed");
}

TEST_CASE("groups without end are a problem, not a crash") {
  const LuaRig rig(
      "local function f(n) describe('x' .. n, function() f(n + 1) end) end f(1)\n"
      "it('a', function() end)");
  CHECK(rig.Problems().find("stack overflow") != std::string::npos);
  CHECK(rig.Names() == "a\n");
  CHECK(
      LuaRig(
          "coroutine.wrap(function() describe('g', function() it('a', function() end) end) end)()")
          .Names() == "g > a\n");
  CHECK(LuaRig("coroutine.wrap(function() describe('g', function() coroutine.yield() end) end)()")
            .Problems()
            .find("attempt to yield") != std::string::npos);
}

TEST_CASE("functions of suites take wrong arguments for errors") {
  for (const char* call : {"key()",
                           "key({})",
                           "key('k', 'x')",
                           "keys(1)",
                           "keys({})",
                           "client()",
                           "client('a'):fcall()",
                           "clock.advance()",
                           "clock.advance(-1)",
                           "clock.advance({})",
                           "clock.advance(0/0)",
                           "redis.call(nil)",
                           "redis.call({})",
                           "eval()",
                           "eval_text()",
                           "fcall()",
                           "load_library()",
                           "faults.fail()",
                           "faults.fail('x')",
                           "faults.fail_call()",
                           "spy.on()",
                           "spy.on({}, 'x')",
                           "spy.new(1)",
                           "stub(1)",
                           "stub(redis, 'call')",
                           "mock(1)",
                           "finally()",
                           "assert.same()",
                           "assert.are.near(1, 'x', {})",
                           "assert.unique(1)",
                           "assert.matches({}, 'x')",
                           "assert.spy(1).was.called()",
                           "assert:register('x', 'y', print)",
                           "assert:register()",
                           "require()",
                           "require('../x')",
                           "match.unheard()",
                           "match.is_near()",
                           "diff('x')",
                           "diff()"}) {
    const std::string shown = call;
    CAPTURE(shown);
    const std::string outcome = OutcomeOf(call);
    CHECK(outcome.starts_with("shop_test.lua:2: "));
    CHECK(outcome.find("luarig:") == std::string::npos);
  }
}

TEST_CASE("a suite sees nothing of the machine") {
  for (const char* name : {"os.remove", "os.rename", "os.exit", "os.tmpname", "io.popen",
                           "io.lines", "newproxy", "debug.sethook", "debug.getregistry",
                           "debug.setupvalue", "package.loadlib", "package.cpath"}) {
    CHECK(OutcomeOf(StrCat("assert.is_nil(", name, ")")) == "passed");
  }
  CHECK(OutcomeOf("os.time()") ==
        "shop_test.lua:2: error: os.time is not there: the time of a test "
        "is clock.now(), and moves by clock.advance()");
  CHECK(OutcomeOf("dofile('x')").find("is not there") != std::string::npos);
  CHECK(OutcomeOf("assert.is_nil((loadstring(string.dump(function() end))))") == "passed");
}

TEST_CASE("hostile hands on what tests share break the test only") {
  CHECK(OutcomeOf("getmetatable('').__index = nil\nassert.equal(1, 1)") == "passed");
  CHECK(OutcomeOf("string.gmatch = nil table.concat = nil tostring = nil\nassert.are.unheard(1)") !=
        "passed");
  CHECK(OutcomeOf("rig = nil cjson = nil redis = nil match = nil\nassert.same({1}, {1})") ==
        "passed");
  CHECK(OutcomeOf("setfenv(1, {})\nassert.equal(1, 1)") != "passed");
}

}  // namespace luarig::test
