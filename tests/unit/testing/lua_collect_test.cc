#include "tests/unit/testing/lua_suite_rig.h"

namespace luarig::test {

TEST_CASE("groups nest to any depth, and all their names are aliases") {
  const LuaRig rig(R"(
    describe('a', function()
      context('b', function()
        insulate('c', function() it('one', function() end) end)
      end)
      expose('d', function() spec('two', function() end) end)
    end)
    test('three', function() end))");
  CHECK(rig.Names() == "a > b > c > one\na > d > two\nthree\n");
  CHECK(rig.Problems().empty());
}

TEST_CASE("a test stands where it() is written, however it came there") {
  LuaRig rig;
  rig.files.Add("helpers.lua", "return function(name)\n  it(name, function() end)\nend");
  rig.Read("local add = require 'helpers'\n\nadd('one')\nit('two', function() end)");
  CHECK(rig.read.suite->tests().at(0).where.line == 3);
  CHECK(rig.read.suite->tests().at(0).where.file == "shop_test.lua");
  CHECK(rig.read.suite->tests().at(1).where.line == 4);
}

TEST_CASE("what has no body, or is pending, is listed with the reason why it is not run") {
  const LuaRig rig(R"(
    it('one')
    pending('two')
    pending('three', function() error('never') end)
    pending('four', 'waits for #12'))");
  const auto& tests = rig.read.suite->tests();
  CHECK(tests.at(0).skip == "it has no body");
  CHECK(tests.at(1).skip == "pending");
  CHECK(tests.at(2).skip == "pending");
  CHECK(tests.at(3).skip == "waits for #12");
}

TEST_CASE("of two tests of one name the second is a problem") {
  const LuaRig rig(
      "describe('a', function()\nit('x', function() end)\nit('x', function() end)\nend)");
  CHECK(rig.Names() == "a > x\n");
  CHECK(
      rig.Problems() ==
      "shop_test.lua:3:1: there are two tests \"a > x\"; the first is in line 2; give each test of "
      "a file a name of its own\n");
}

TEST_CASE("a syntax error has a place, and nothing can be read") {
  const LuaRig rig("local x = 1\nit('a', funktion() end)");
  CHECK(rig.read.suite == nullptr);
  CHECK(rig.Problems() == "shop_test.lua:2:20: ')' expected near 'end'\n");
  CHECK(rig.read.problems.at(0).code == "syntax");
}

TEST_CASE("bytecode is no text") {
  const LuaRig rig("\x1bLua");
  CHECK(rig.read.suite == nullptr);
  CHECK(rig.read.problems.at(0).where.line == 1);
}

TEST_CASE("a long path is told in full") {
  LuaRig rig;
  const std::string path(200, 'x');
  rig.read = ReadLuaSuite("x = = 1", path, rig.files, rig.defaults);  // which of the two?
  CHECK(rig.Problems() == path + ":1:1: unexpected symbol near '='\n");
}

TEST_CASE("an error of the file ends it; one of a group ends the group only") {
  CHECK(LuaRig("it('a', function() end)\nerror('boom')").Problems() == "shop_test.lua:2:1: boom\n");
  CHECK(LuaRig("it('a', function() end)\nerror('boom')").read.suite == nullptr);
  const LuaRig rig(R"(it('a', function() end)
describe('b', function()
  it('c', function() end)
  local x = nil + 1
end)
it('d', function() end))");
  CHECK(rig.Names() == "a\nd\n");
  CHECK(rig.Problems() ==
        "shop_test.lua:4:1: in describe \"b\": attempt to perform arithmetic on a "
        "nil value\n");
}

TEST_CASE("functions that make tests say what they take") {
  CHECK(LuaRig("it(3)").Problems() == "shop_test.lua:1:1: it() takes a name and a function\n");
  CHECK(LuaRig("describe('x')").Problems() ==
        "shop_test.lua:1:1: describe(\"x\") has no function\n");
  CHECK(LuaRig("it('x', 3)").Problems() ==
        "shop_test.lua:1:1: it(\"x\") takes a function, not a number\n");
  CHECK(LuaRig("before_each(3)").Problems() ==
        "shop_test.lua:1:1: before_each() takes a function, not a number\n");
  CHECK(LuaRig("suite(3)").Problems() ==
        "shop_test.lua:1:1: suite takes a table: suite { libraries = {...} }\n");
}

TEST_CASE("commands belong into tests") {
  CHECK(
      LuaRig("redis('PING')").Problems() ==
      "shop_test.lua:1:1: there is no server yet: commands belong into it(), before_each() and the "
      "like\n");
}

TEST_CASE("suite{} says where tests run") {
  LuaRig rig;
  rig.files.Add("stock.lua", "-- a library");
  rig.files.Add("stock.json", "{}");
  rig.Read(R"(suite { libraries = {'stock.lua'}, fixture = 'stock.json', target = 'redis-7.2',
      resp = 3, now = '2024-05-01T00:00:00Z', seed = 7 }
    it('a', function() end))");
  CHECK(rig.Problems().empty());
  const luarig::Setting& setting = rig.read.suite->tests().at(0).setting;
  CHECK(setting.libraries.at(0)->path == "stock.lua");
  CHECK(setting.fixtures.at(0)->path == "stock.json");
  CHECK(setting.target->name == "redis-7.2");
  CHECK(setting.resp == 3);
  CHECK(setting.now_micros == 1'714'521'600'000'000);
  CHECK(setting.seed == 7);
}

TEST_CASE("a group's suite{} holds for it and those inside, and leaves the rest as it is") {
  const LuaRig rig(R"(
    suite { resp = 3, seed = 5 }
    describe('a', function()
      suite { seed = 6 }
      describe('b', function() it('x', function() end) end)
    end)
    it('y', function() end))");
  CHECK(rig.read.suite->tests().at(0).setting.seed == 6);
  CHECK(rig.read.suite->tests().at(0).setting.resp == 3);
  CHECK(rig.read.suite->tests().at(1).setting.seed == 5);
}

TEST_CASE("lists of targets and conditions make a test for each cell, of one name") {
  const LuaRig rig(R"(
    suite { target = {'redis-7.0', 'valkey-8.0'}, under = {'primary', 'replica'} }
    it('a', function() end))");
  std::string cells;
  for (const TestCase& test : rig.read.suite->tests()) {
    cells += StrCat(test.name, " ", test.setting.target->name, " ", test.setting.under, "\n");
  }
  CHECK(cells ==
        "a redis-7.0 primary\na redis-7.0 replica\na valkey-8.0 primary\na valkey-8.0 replica\n");
  CHECK(rig.read.suite->tests().at(1).setting.deployment.role == Role::kReplica);
}

TEST_CASE("the flags of the command line come before what the suite says") {
  LuaRig rig;
  rig.defaults.targets = {FindTarget("redis-7.4")};
  rig.defaults.under = {"oom"};
  rig.Read("suite { target = 'redis-7.0', under = 'replica' }\nit('a', function() end)");
  REQUIRE(rig.read.suite->tests().size() == 1);
  CHECK(rig.read.suite->tests().at(0).setting.target->name == "redis-7.4");
  CHECK(rig.read.suite->tests().at(0).setting.under == "oom");
}

TEST_CASE("what suite{} says wrong is shown where it stands") {
  const char* rows[][2] = {
      {"suite { librarys = {} }",
       "shop_test.lua:1:9: suite: nothing is called \"librarys\"; did you mean \"libraries\"?\n"},
      {"suite { zzzzzzzz = {} }",
       "shop_test.lua:1:9: suite: nothing is called \"zzzzzzzz\"; it takes "
       "libraries, fixture, target, under, resp, now and seed\n"},
      {"suite {\n  target = 'redis-7.1' }",
       "shop_test.lua:2:13: suite: there is no redis-7.1; did you mean redis-7.0? (known: "
       "redis-7.0, "
       "redis-7.2, redis-7.4, valkey-8.0)\n"},
      {"suite { libraries = {'none.lua'} }", "shop_test.lua:1:23: there is no file \"none.lua\"\n"},
      {"suite { resp = 4 }", "shop_test.lua:1:9: suite: resp must be 2 or 3\n"},
      {"suite { seed = -1 }",
       "shop_test.lua:1:9: suite: seed must be a whole number that is not negative\n"},
      {"suite { now = 'today' }",
       "shop_test.lua:1:9: suite: now must be a time like "
       "'2024-05-01T00:00:00Z', or seconds since 1970\n"},
      {"suite { fixture = 3 }",
       "shop_test.lua:1:9: suite: fixture must be a string or a list of "
       "strings, not a number\n"},
      {"suite { under = 'replica+none' }",
       "shop_test.lua:1:18: suite: there is no none (known: primary, replica, stale-replica, oom, "
       "cluster, foreign-slots, disk-error, too-few-replicas, readonly-user, loading, write-pause, "
       "strict-keys)\n"},
      {"suite { under = { { maxmemory = 1 } } }",
       "shop_test.lua:1:9: suite: conditions need a name, for the reports: { name = 'small', ... "
       "}\n"},
      {"suite { under = { name = 'x', slots = '1' } }",
       "shop_test.lua:1:27: suite: slots without cluster: only a cluster has them\n"},
      {"suite { 'stock.lua' }",
       "shop_test.lua:1:1: suite: a value without a name; write libraries = "
       "{'stock.lua'}\n"},
  };
  for (const auto& [text, problems] : rows) CHECK(LuaRig(text).Problems() == problems);
}

TEST_CASE("a group's files come on top of those around it") {
  LuaRig rig;
  rig.files.Add("a.lua", "");
  rig.files.Add("b.lua", "");
  rig.Read(R"(
    suite { libraries = 'a.lua' }
    describe('g', function() suite { libraries = 'b.lua' } it('x', function() end) end))");
  CHECK(rig.read.suite->tests().at(0).setting.libraries.size() == 2);
}

TEST_CASE("conditions may be spelled out") {
  const LuaRig rig(R"(
    suite { under = { 'replica', { name = 'small', maxmemory = '10mb', cluster = true } } }
    it('a', function() end))");
  CHECK(rig.Problems().empty());
  const luarig::Setting& small = rig.read.suite->tests().at(1).setting;
  CHECK(small.under == "small");
  CHECK(small.deployment.maxmemory == 10 << 20);
  CHECK(small.deployment.cluster);
}

TEST_CASE("helpers are read once, and their errors name them") {
  LuaRig rig;
  rig.files.Add("lib/shop.lua", "loads = (loads or 0) + 1\nreturn { answer = 42 }");
  rig.Read(R"(local shop = require 'lib.shop'
    it('a', function()
      assert.equal(42, require('lib.shop').answer)
      assert.equal(1, loads)
    end))");
  CHECK(rig.Outcome(0) == "passed");
  CHECK(rig.files.reads == 1);

  rig.files.Add("bad.lua", "local x = 1\nx = = 2");
  rig.Read("\nrequire 'bad'");
  CHECK(rig.Problems() == "shop_test.lua:2:1: unexpected symbol near '=' (bad.lua:2)\n");
  rig.files.Add("raises.lua", "\n\nerror('boom')");
  rig.Read("\nrequire 'raises'");
  CHECK(rig.Problems() == "shop_test.lua:2:1: boom (raises.lua:3)\n");
  rig.files.Add("loop.lua", "require 'loop'");
  rig.Read("require 'loop'");
  CHECK(rig.Problems() ==
        "shop_test.lua:1:1: module \"loop\" needs itself, or could not be loaded "
        "before (loop.lua:1)\n");
  rig.Read("require 'none'");
  CHECK(rig.Problems() == "shop_test.lua:1:1: module \"none\": there is no file \"none.lua\"\n");
}

TEST_CASE("what busted's suites require is there") {
  CHECK(LuaRig(R"(
    require 'busted.runner'()
    local assert = require 'luassert'
    local match, spy, stub, mock = require 'luassert.match', require 'luassert.spy',
      require 'luassert.stub', require 'luassert.mock'
    local say, cjson, cmsgpack = require 'say', require 'cjson', require 'cmsgpack'
    it('a', function() assert.is_true(true) end))")
            .Names() == "a\n");
}

}  // namespace luarig::test
