#include "tests/unit/testing/lua_suite_rig.h"

namespace luarig::test {

TEST_CASE("replies are plain Lua") {
  CHECK(OutcomeOf(R"(
    assert.equal('OK', redis('SET', 'k', 5))
    assert.equal('5', redis('GET', 'k'))
    assert.equal(6, redis('INCR', 'k'))
    assert.is_nil(redis('GET', 'none'))
    assert.same({'6', null, '6'}, redis('MGET', 'k', 'none', 'k'))
    assert.same({}, redis('KEYS', 'x*'))
    assert.equal('9223372036854775807', redis('INCRBY', 'n', '9223372036854775807'))
    assert.equal('9007199254740993', redis('DECRBY', 'n', '9214364837600034814'))
    assert.equal(2^53, redis('DECRBY', 'n', 1))
    assert.same({{'a', 1}, 2}, eval_text('return {{ARGV[1], 1}, 2}', {}, {'a'})))") == "passed");
}

TEST_CASE("RESP3 has maps, sets, numbers and booleans") {
  LuaRig rig(R"(
    suite { resp = 3 }
    it('a', function()
      redis('HSET', 'h', 'f', 1)
      redis('ZADD', 'z', 1.5, 'm')
      redis('SADD', 's', 'x')
      assert.same({f = '1'}, redis('HGETALL', 'h'))
      assert.equal(1.5, redis('ZSCORE', 'z', 'm'))
      assert.same({'x'}, redis('SMEMBERS', 's'))
      assert.is_true(eval_text('redis.setresp(3) return true'))
      assert.is_nil(redis('GET', 'none'))
    end))");
  CHECK(rig.Outcome(0) == "passed");
}

TEST_CASE("numbers become words as people write them") {
  CHECK(OutcomeOf("assert.same({'1', '0.1', '100000000000000000', '-3'},\n"
                  "eval_text('return ARGV', {}, {1, 0.1, 1e17, -3}))") == "passed");
  CHECK(OutcomeOf("redis('SET', 'k', nil)") ==
        "shop_test.lua:2: error: word 3 of the command is a "
        "nil; commands take strings and numbers");
  CHECK(OutcomeOf("redis('SET', 'k', true)") ==
        "shop_test.lua:2: error: word 3 of the command is a boolean; commands take strings and "
        "numbers");
  CHECK(OutcomeOf("redis()") == "shop_test.lua:2: error: a command is missing: redis('GET', 'k')");
  CHECK(OutcomeOf("fcall('f', 'k')") ==
        "shop_test.lua:2: error: the keys must be a table like {'a', 'b'}, not a string");
  CHECK(OutcomeOf("eval_text(3)") ==
        "shop_test.lua:2: error: eval_text takes the text of a script, "
        "and got 3: eval_text('return 1')");
}

TEST_CASE("error replies are raised by call and returned by pcall") {
  CHECK(OutcomeOf(R"(
    local ok, raised = pcall(redis.call, 'HGET', 'k')
    assert.is_false(ok)
    assert.equal("ERR wrong number of arguments for 'hget' command", tostring(raised))
    assert.equal('ERR', raised.code)
    assert.matches('wrong number', raised)
    assert.is_truthy(raised:find('hget'))
    assert.same({err = raised.err}, redis.pcall('HGET', 'k'))
    assert.equal('ERR', redis.pcall('HGET', 'k').code)
    assert.has_error(function() redis('HGET', 'k') end, raised.err)
    assert.error_matches(function() redis('HGET', 'k') end, '^ERR wrong'))") == "passed");
}

TEST_CASE("an error that nobody expected is told with its step and the script's own place") {
  LuaRig rig(
      "it('a', function()\n  eval_text([[local x = 1\nreturn redis.call('INCR', 'k', 'x "
      "y')]])\nend)");
  const TestResult result = rig.Run(0);
  REQUIRE(result.failures.size() == 1);
  const TestFailure& failure = result.failures[0];
  CHECK(failure.what == "error");
  CHECK(failure.where.line == 2);
  CHECK(failure.message.starts_with("ERR Wrong number of args"));
  CHECK(failure.step.starts_with("EVAL \"local x = 1\\nreturn"));
  REQUIRE(failure.error.has_value());
  CHECK(failure.error->where.line == 2);
}

TEST_CASE("an assertion about an error of a script tells where the script failed") {
  LuaRig rig(
      "it('a', function()\nassert.has_error(function() eval_text('return x') end, 'y')\nend)");
  const TestResult result = rig.Run(0);
  REQUIRE(result.failures.size() == 1);
  CHECK(result.failures[0].what == "assert");
  REQUIRE(result.failures[0].error.has_value());
  CHECK(result.failures[0].error->where.line == 1);
}

TEST_CASE("functions, scripts and libraries are called with keys and arguments") {
  LuaRig rig;
  rig.files.Add("lib.lua", R"(#!lua name=lib
redis.register_function('put', function(keys, args) return redis.call('SET', keys[1], args[1]) end)
redis.register_function{function_name='read', callback=function(keys)
  return redis.call('GET', keys[1]) end, flags={'no-writes'}})");
  rig.files.Add("more.lua",
                "#!lua name=more\nredis.register_function('n', function() return 7 end)");
  rig.files.Add("bad.lua", "#!lua name=bad\nx = = 1");
  rig.files.Add("add.lua", "return redis.call('INCRBY', KEYS[1], ARGV[1])");
  rig.Read(R"(
    suite { libraries = 'lib.lua' }
    it('a', function()
      assert.equal('OK', fcall('put', {'k'}, {3}))
      assert.equal('3', fcall_ro('read', {'k'}))
      assert.equal(5, eval('add.lua', {'k'}, {2}))
      assert.equal(6, eval('add.lua', {'k'}, {1}))
      load_library('more.lua')
      assert.equal(7, fcall('n'))
    end)
    it('b', function() load_library('bad.lua') end)
    it('c', function() eval('none.lua') end))");
  CHECK(rig.Outcome(0) == "passed");
  CHECK(rig.Outcome(1).starts_with("shop_test.lua:11: error: "));
  CHECK(rig.Outcome(2) == "shop_test.lua:12: error: there is no file \"none.lua\"");
}

TEST_CASE("errors of scripts from files name these files") {
  LuaRig rig;
  rig.files.Add("bad.lua", "local x = 1\nreturn redis.call('INCR', x, x)");
  rig.Read("it('a', function()\n  eval('bad.lua')\nend)");
  const TestResult result = rig.Run(0);
  REQUIRE(result.failures.size() == 1);
  CHECK(result.failures[0].where.line == 2);
  REQUIRE(result.failures[0].error.has_value());
  CHECK(result.failures[0].error->where.file == "bad.lua");
  CHECK(result.failures[0].error->where.line == 2);
}

TEST_CASE("events() are the keyspace events of the last call") {
  CHECK(OutcomeOf("redis('HSET', 'h', 'f', 1)\n"
                  "assert.same({{event = 'hset', key = 'h', db = 0}}, events())") == "passed");
}

TEST_CASE("clients are sessions of their own") {
  CHECK(OutcomeOf(R"lua(
    local worker = client('worker')
    worker:call('SELECT', 1)
    worker('SET', 'k', 'there')
    redis('SET', 'k', 'here')
    assert.equal('there', client('worker'):call('GET', 'k'))
    assert.equal('there', worker:eval_text("return redis.call('GET', 'k')"))
    assert.equal('here', redis('GET', 'k'))
    assert.equal('ERR', worker:pcall('HGET').code))lua") == "passed");
}

TEST_CASE("a transaction of a client goes over several calls") {
  CHECK(OutcomeOf("redis('MULTI') redis('SET', 'k', 1) redis('HGET', 'k', 'f')\n"
                  "local replies = redis('EXEC')\nassert.equal('OK', replies[1])\n"
                  "assert.matches('^WRONGTYPE', replies[2].err)") == "passed");
}

TEST_CASE("time stands still until it is moved") {
  CHECK(OutcomeOf(R"(
    local start = clock.now()
    assert.equal(1704067200, start)
    redis('SET', 'k', 'v', 'EX', 20)
    clock.advance('10s')
    assert.equal(10, redis('TTL', 'k'))
    clock.advance(9.5)
    assert.equal(start + 19.5, clock.now())
    assert.near(0.5, key('k').ttl, 1e-6)
    clock.advance('1m')
    assert.is_nil(key('k')))") == "passed");
  CHECK(OutcomeOf("clock.advance('soon')") ==
        "shop_test.lua:2: error: clock.advance() takes seconds, or a text like '10s', '250ms', "
        "'1.5h', '3d'");
}

TEST_CASE("key() is a value in its natural form") {
  CHECK(OutcomeOf(R"(
    redis('SET', 's', 'text', 'EX', 90)
    redis('RPUSH', 'l', 'a', 'b')
    redis('SADD', 'set', 'y', 'x', '10')
    redis('HSET', 'h', 'f', 1)
    redis('ZADD', 'z', 1.5, 'm', 'inf', 'n')
    redis('XADD', 'x', '1-1', 'f', 'v')
    assert.same({type = 'string', value = 'text', ttl = 90}, key('s'))
    assert.same({type = 'list', value = {'a', 'b'}}, key('l'))
    assert.same({type = 'set', value = {'10', 'x', 'y'}}, key('set'))
    assert.same({type = 'hash', value = {f = '1'}}, key('h'))
    assert.same({type = 'zset', value = {m = 1.5, n = math.huge}}, key('z'))
    assert.same({type = 'stream', value = {{id = '1-1', fields = {f = 'v'}}}}, key('x'))
    assert.is_nil(key('none'))
    assert.is_nil(key('s', 1))
    assert.is_nil(key('s', 99))
    redis('HPEXPIRE', 'h', 1500, 'FIELDS', 1, 'f')
    assert.same({f = 1.5}, key('h').field_ttls))") == "passed");
}

TEST_CASE("keys() are all of them, or those that fit a pattern") {
  CHECK(OutcomeOf(R"(
    redis('MSET', 'stock:a', 1, 'stock:b', 2, 'other', 3)
    assert.same({['stock:a'] = {type = 'string', value = '1'},
                 ['stock:b'] = {type = 'string', value = '2'}}, keys('stock:*'))
    assert.equal('3', keys().other.value)
    assert.same({}, keys(nil, 1)))") == "passed");
}

TEST_CASE("diff() is what the last call changed") {
  CHECK(OutcomeOf(R"lua(
    redis('HSET', 'h', 'a', 1, 'b', 2)
    redis('SET', 'gone', 'x')
    eval_text([[redis.call('HSET', 'h', 'a', 5, 'c', 6)
                redis.call('HDEL', 'h', 'b')
                redis.call('DEL', 'gone')]])
    local changes = diff()
    assert.same({type = 'string', value = 'x'}, changes.gone.before)
    assert.is_nil(changes.gone.after)
    assert.same({a = {before = '1', after = '5'}, b = {before = '2'}, c = {after = '6'}},
      changes.h.changed)
    redis('PING')
    assert.same({}, diff()))lua") == "passed");
}

TEST_CASE("calls() and log() are what the last script did") {
  CHECK(OutcomeOf(R"lua(
    eval_text([[redis.log(redis.LOG_WARNING, 'low')
redis.call('SET', KEYS[1], 1)
return redis.call('GET', KEYS[1])]], {'k'})
    assert.same({{'SET', 'k', '1'}, {'GET', 'k'}}, calls())
    assert.equal('1', calls()[2].reply)
    assert.equal(3, calls()[2].line)
    assert.same({{level = 'warning', text = 'low'}}, log())
    assert.equal('warning: low', tostring(log()[1])))lua") == "passed");
  CHECK(OutcomeOf("calls()") ==
        "shop_test.lua:2: error: calls() tells of the last call, and there "
        "was none in this test");
  CHECK(OutcomeOf("redis('PING')\n_G['ca' .. 'lls']()").find("write its name in the suite") !=
        std::string::npos);
}

TEST_CASE("a test that asks for what its scene cannot see is skipped") {
  LuaRig rig(
      "it('a', function()\nredis('PING')\nevents()\nend)\nit('b', function() redis('PING') end)");
  rig.elsewhere = true;
  CHECK(rig.Outcome(0) == "skipped: this server does not tell events");
  CHECK(rig.Outcome(1) == "passed");
}

TEST_CASE("faults make commands of scripts fail") {
  LuaRig rig(R"(it('a', function()
    faults.fail('hset', 'OOM no room')
    redis('PING')
    faults.fail_call(2, 'ERR second')
    redis('PING')
    redis('PING')
    redis('PING')
    faults.clear()
    redis('PING')
  end)
  it('b', function() faults.fail('GET', 'ERR') end))");
  rig.elsewhere = true;
  CHECK(rig.Outcome(0) == "passed");
  CHECK(rig.planned ==
        "| HSET 0 OOM no room| HSET 0 OOM no room  2 ERR second| HSET 0 OOM no room|");
  rig.elsewhere = false;
  CHECK(rig.Outcome(1) == "passed");  // in the engine's own scene
  CHECK(OutcomeOf("faults.fail_call(0, 'x')") ==
        "shop_test.lua:2: error: faults.fail_call takes a number from 1 on, and got 0");
}

TEST_CASE("cjson and cmsgpack are those of scripts") {
  CHECK(OutcomeOf(R"(
    assert.equal('{"a":[1,null]}', cjson.encode({a = {1, cjson.null}}))
    assert.equal(json, cjson)
    assert.same({a = {1, null}}, json.decode('{"a":[1,null]}'))
    assert.same({1, 'x'}, cmsgpack.unpack(cmsgpack.pack({1, 'x'})))
    assert.equal('[[]]', cjson.encode(cjson.decode('[[]]')):gsub('{}', '[]')))") == "passed");
}

TEST_CASE("under a condition the server refuses as it would there") {
  LuaRig rig(R"(
    suite { under = 'replica' }
    it('a', function()
      assert.error_matches(function() redis('SET', 'k', 1) end, '^READONLY')
    end))");
  CHECK(rig.Outcome(0) == "passed");
}

}  // namespace luarig::test
