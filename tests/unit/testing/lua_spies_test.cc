#include "tests/unit/testing/lua_suite_rig.h"

namespace luarig::test {

TEST_CASE("a spy notes the calls of a function and lets them through") {
  CHECK(OutcomeOf(R"(
    local shop = { price = function(x) return x * 2 end }
    local s = spy.on(shop, 'price')
    assert.equal(6, shop.price(3))
    assert.spy(s).was.called(1)
    assert.spy(shop.price).was.called_with(3)
    assert.spy(s).was.returned_with(6)
    assert.equal(3, s.calls[1].vals[1])
    assert.same({{3, n = 1}}, s:calls())
    s:clear()
    assert.spy(s).was_not.called()
    s:revert()
    assert.is_false(spy.is_spy(shop.price)))") == "passed");
}

TEST_CASE("arguments are compared as they were when the call was made") {
  CHECK(OutcomeOf("local s = spy.new() local t = {1} s(t) t[1] = 2\n"
                  "assert.spy(s).was.called_with({1})\nassert.spy(s).was.called_with(t)") ==
        "passed");
}

TEST_CASE("what was called instead is told") {
  CHECK(OutcomeOf("local s = spy.new() s('a') s('b', nil)\nassert.spy(s).was.called_with('c')") ==
        "shop_test.lua:3: assert: expected a call with these arguments\nexpected (\"c\")\n"
        "got (\"a\")\n(\"b\", nil)");
  CHECK(OutcomeOf("local s = spy.new() s('a')\nassert.spy(s).was.called(2)") ==
        "shop_test.lua:3: assert: expected another number of calls\nexpected 2 calls\n"
        "got 1 call\n(\"a\")");
  CHECK(OutcomeOf("assert.was.called()").find("belongs behind a spy") != std::string::npos);
}

TEST_CASE("spies and stubs of a test are gone after it") {
  LuaRig rig(R"(
    local shop = { price = function() return 1 end }
    it('a', function() stub(shop, 'price', 5) print(shop.price()) end)
    it('b', function() print(shop.price()) end))");
  CHECK(rig.Run(0).output == std::vector<std::string>{"5"});
  CHECK(rig.Run(1).output == std::vector<std::string>{"1"});
}

TEST_CASE("stubs answer as they are told") {
  CHECK(OutcomeOf(R"(
    local t = { f = function() return 'real' end }
    local s = stub(t, 'f')
    assert.is_nil(t.f())
    s.returns('a')
    assert.equal('a', t.f())
    s.on_call_with(3, match.is_string()).returns('three')
    s.by_default.invokes(function(x) return x end)
    assert.equal('three', t.f(3, 'x'))
    assert.equal(4, t.f(4))
    assert.stub(s).was.called(4)
    s:revert()
    assert.equal('real', t.f())
    stub(t, 'new_one').returns(1)
    assert.equal(1, t.new_one()))") == "passed");
}

TEST_CASE("a mock has spies, or stubs, in place of all functions") {
  CHECK(OutcomeOf(R"(
    local t = { f = function() return 1 end, inner = { g = function() return 2 end } }
    local m = mock(t)
    assert.equal(1, m.f())
    assert.equal(2, m.inner.g())
    assert.spy(m.inner.g).was.called(1)
    mock.clear(m)
    assert.spy(m.f).was_not.called()
    mock.revert(m)
    assert.is_false(spy.is_spy(t.f))
    assert.is_nil(mock({ f = function() return 1 end }, true).f()))") == "passed");
}

TEST_CASE("a snapshot takes back the spies that came after it") {
  CHECK(OutcomeOf(R"(
    local t = { f = print }
    local snapshot = assert:snapshot()
    spy.on(t, 'f')
    snapshot:revert()
    assert.equal(print, t.f))") == "passed");
}

TEST_CASE("a spy on redis.call sees the commands of scripts, and only those") {
  CHECK(OutcomeOf(R"lua(
    local s = spy.on(redis, 'call')
    redis('SET', 'k', 'v')
    eval_text("redis.call('hset', 'h', 'f', 3) return redis.call('HGET', 'h', 'f')")
    assert.spy(s).was.called(2)
    assert.spy(s).was.called_with('HSET', 'h', 'f', 3)
    assert.spy(s).was.called_with('hset', match._, 'f', '3')
    assert.spy(s).was_not.called_with('HSET', 'h', 'f', 4)
    assert.spy(s).was.returned_with('3')
    assert.same({'HGET', 'h', 'f', n = 3}, s:calls()[2])
    s:revert()
    eval_text("return redis.call('PING')")
    assert.spy(s).was.called(2)
    assert.equal('PONG', redis.call('PING')))lua") == "passed");
}

TEST_CASE("a spy on redis.call lasts for one test") {
  LuaRig rig(R"lua(
    local s
    it('a', function() s = spy.on(redis, 'call') eval_text("return redis.call('PING')") end)
    it('b', function()
      eval_text("return redis.call('PING')")
      assert.spy(s).was.called(1)
    end))lua");
  CHECK(rig.Outcome(0) == "passed");
  CHECK(rig.Outcome(1) == "passed");
}

}  // namespace luarig::test
