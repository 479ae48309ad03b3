#include <fstream>
#include <sstream>

#include "tests/unit/testing/lua_suite_rig.h"

namespace luarig::test {
namespace {

std::string TextOf(const std::string& path) {
  std::ifstream in(LUARIG_SOURCE_DIR "/" + path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("hooks run around a test, the outer ones outside") {
  LuaRig rig(R"(
    local function say(what) return function() print(what) end end
    setup(say 'S1') before_each(say 'b1') after_each(say 'a1') teardown(say 'T1')
    describe('g', function()
      lazy_setup(say 'S2') before_each(say 'b2') before_each(say 'b3') after_each(say 'a2')
      strict_teardown(say 'T2')
      it('t', function() finally(say 'f') print('t') end)
    end))");
  CHECK(rig.Run(0).output ==
        std::vector<std::string>{"S1", "S2", "b1", "b2", "b3", "t", "f", "a2", "a1", "T2", "T1"});
}

TEST_CASE("what cleans up runs after failures too, and its own are told beside them") {
  LuaRig rig(R"(
    after_each(function() print('after') error('two') end)
    it('a', function() finally(function() print('last') end) error('one') end)
    describe('g', function()
      before_each(function() error('zero') end)
      it('b', function() print('never') end)
    end))");
  const TestResult a = rig.Run(0);
  CHECK(a.output == std::vector<std::string>{"last", "after"});
  REQUIRE(a.failures.size() == 2);
  CHECK(a.failures[0].message == "one");
  CHECK(a.failures[1].message == "two");
  const TestResult b = rig.Run(1);
  CHECK(b.output == std::vector<std::string>{"after"});
  CHECK(b.failures.at(0).message == "zero");
}

TEST_CASE("a test may end itself as pending") {
  LuaRig rig("it('a', function() pending('needs a cluster') error('never') end)");
  CHECK(rig.Outcome(0) == "skipped: needs a cluster");
}

TEST_CASE("a failure stands where the suite asserts, not in a helper or in assert itself") {
  LuaRig rig;
  rig.files.Add("helpers.lua", "return function(x)\n  assert.equal(1, x)\nend");
  rig.Read(R"(local is_one = require 'helpers'
it('a', function()
  is_one(1)
  is_one(2)
end))");
  CHECK(rig.Outcome(0) ==
        "shop_test.lua:4: assert: expected equal values (helpers.lua:2)\nexpected 1\ngot 2");
}

TEST_CASE("errors of a test have the place where they were raised") {
  CHECK(OutcomeOf("error('boom')") == "shop_test.lua:2: error: boom");
  CHECK(OutcomeOf("local function f() error('boom', 2) end\nf()") ==
        "shop_test.lua:3: error: boom");
  CHECK(OutcomeOf("local x\nx.y = 1") ==
        "shop_test.lua:3: error: attempt to index local 'x' (a nil value)");
  CHECK(OutcomeOf("string.rep()") ==
        "shop_test.lua:2: error: bad argument #1 to 'rep' (string expected, got no value)");
  CHECK(OutcomeOf("coroutine.wrap(function()\nerror('boom')\nend)()") ==
        "shop_test.lua:3: error: boom");
}

TEST_CASE("errors that are no strings are shown") {
  CHECK(OutcomeOf("error({code = 3})") == "shop_test.lua:2: error: { code = 3 }");
  CHECK(OutcomeOf("error(nil)") == "shop_test.lua:2: error: nil was raised");
  CHECK(OutcomeOf("error(setmetatable({}, {__tostring = function() return 'me' end}))") ==
        "shop_test.lua:2: error: me");
  CHECK(OutcomeOf("error(setmetatable({}, {__tostring = function() error('no') end}))") ==
        "shop_test.lua:2: error: an error that is a table");
}

TEST_CASE("makers of tests cannot be used inside of one") {
  CHECK(OutcomeOf("it('x', function() end)") ==
        "shop_test.lua:2: error: it() cannot be used inside of a test");
  CHECK(OutcomeOf("describe('x', function() end)") ==
        "shop_test.lua:2: error: describe() cannot be used inside of a test");
  CHECK(OutcomeOf("before_each(function() end)") ==
        "shop_test.lua:2: error: before_each() cannot be used inside of a test");
}

TEST_CASE("print and io.write go to the test's output") {
  LuaRig rig("it('a', function() print('x', 1, nil) io.write('y', 2) end)");
  CHECK(rig.Run(0).output == std::vector<std::string>{"x\t1\tnil", "y2"});
}

TEST_CASE("log lines of scripts go there too") {
  LuaRig rig(R"lua(it('a', function()
    eval_text("redis.log(redis.LOG_NOTICE, 'low')") print('x')
  end))lua");
  CHECK(rig.Run(0).output == std::vector<std::string>{"[notice] low", "x"});
}

TEST_CASE("a test knows where it runs") {
  LuaRig rig(R"(
    suite { target = 'valkey-8.0', under = 'replica', resp = 3 }
    it('a', function() print(rig.target, rig.under, rig.resp) end))");
  CHECK(rig.Run(0).output == std::vector<std::string>{"valkey-8.0\treplica\t3"});
}

TEST_CASE("random numbers are the same in each run of a test") {
  LuaRig rig(
      "suite { seed = 3 }\nit('a', function() print(math.random(1000), math.random(1000)) end)");
  CHECK(rig.Run(0).output == rig.Run(0).output);
}

TEST_CASE("the variables of a suite live on from test to test, the keys do not") {
  LuaRig rig(R"(
    local runs = 0
    before_each(function() redis('INCR', 'n') end)
    it('a', function() runs = runs + 1 print(runs, redis('GET', 'n')) end))");
  CHECK(rig.Run(0).output == std::vector<std::string>{"1\t1"});
  CHECK(rig.Run(0).output == std::vector<std::string>{"2\t1"});
}

TEST_CASE("the example of the documentation passes") {
  LuaRig rig;
  rig.files.Add("../../libraries/stock.lua", TextOf("fixtures/libraries/stock.lua"));
  rig.files.Add("../../keyspaces/stock.json", TextOf("fixtures/keyspaces/stock.json"));
  rig.Read(TextOf("fixtures/suites/lua/stock_test.lua"));
  CHECK(rig.Problems().empty());
  REQUIRE(rig.read.suite->tests().size() == 6);
  for (size_t i = 0; i < rig.read.suite->tests().size(); ++i) CHECK(rig.Outcome(i) == "passed");
}

}  // namespace luarig::test
