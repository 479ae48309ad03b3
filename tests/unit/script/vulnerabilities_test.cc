// What once broke servers through their Lua, by the name it was given. Here each is an ordinary
// answer.

#include <string>
#include <string_view>

#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

// The second result of pcall: the error, or the value.
Reply Try(TestEngine& redis, std::string_view call) {
  return redis.Eval(StrCat("return (select(2, pcall(", call, ")))"));
}

}  // namespace

TEST_CASE("CVE-2015-4335: bytecode is not loaded") {
  TestEngine redis;
  for (const char* script :
       {"return loadstring(string.dump(function() return 1 end)) == nil",
        "local code = string.dump(function() return 1 end) local left = code return "
        "load(function() local piece = left left = nil return piece end) == nil",
        "return loadstring('\\27Lua\\81\\0\\1\\4\\8\\4\\8\\0') == nil"}) {
    CAPTURE(script);
    CHECK(redis.Eval(script) == Int(1));
  }
  CHECK(redis.Run({"EVAL", "\033Lua", "0"}).text.find("unexpected symbol near 'char(27)'") !=
        std::string::npos);
}

TEST_CASE("CVE-2018-11218: cmsgpack packs and unpacks more values than a stack has slots") {
  TestEngine redis;
  CHECK(redis.Eval("local t = {} for i = 1, 200 do t[i] = i end return "
                   "#cmsgpack.pack(unpack(t))") == Int(273));
  CHECK(redis.Eval("local t = {} for i = 1, 7000 do t[i] = i end return "
                   "select(2, pcall(cmsgpack.pack, unpack(t)))") ==
        Bulk("bad argument #0 to '?' (Too many arguments for MessagePack pack.)"));
  CHECK(redis.Eval("return (select(2, pcall(cmsgpack.unpack, ('\\1'):rep(1e6)))) ~= nil") ==
        Int(1));
  CHECK(redis.Eval("local t = {} for i = 1, 100 do t = {t} end return #cmsgpack.pack(t)") ==
        Int(17));
  CHECK(redis.Eval("return pcall(cmsgpack.unpack, ('\\145'):rep(1e6))") == Nil());
}

TEST_CASE("CVE-2018-11219, CVE-2020-14147: sizes in struct formats do not overflow") {
  TestEngine redis;
  for (const char* call :
       {"struct.pack, 'c2147483647', 'x'", "struct.pack, 'c4294967297', 'x'",
        "struct.pack, 'i2147483648', 1", "struct.pack, '!4294967300', 1",
        "struct.unpack, 'c2147483647', 'x'", "struct.unpack, 'i33', ('x'):rep(40)",
        "struct.unpack, 'c1', 'x', 2147483647", "struct.unpack, 'I', 'xxxx', -2147483648",
        "struct.size, 'c99999999999999999999'"}) {
    CAPTURE(call);
    const Reply reply = Try(redis, call);
    CHECK(reply.kind == Reply::Kind::kBulk);  // an error's text
  }
}

TEST_CASE("CVE-2021-32626: replies and values that nest beyond the Lua stack") {
  TestEngine redis;
  const Reply deep = redis.Eval("local t = {} for i = 1, 20000 do t = {t} end return t");
  CHECK(deep.kind == Reply::Kind::kArray);
  CHECK(redis.Eval("local t = {} t[1] = t return t").kind == Reply::Kind::kArray);
  CHECK(redis.Eval("return pcall(cjson.decode, ('['):rep(1e6))") == Nil());
  CHECK(redis.Eval("local t = {} t[1] = t return pcall(cjson.encode, t)") == Nil());
}

TEST_CASE("CVE-2022-24735: what one user's script leaves, another's does not run") {
  TestEngine redis;
  redis.Eval("getmetatable('').__index = function() return 'trap' end");
  redis.Eval("string.len = function() return 'trap' end");
  redis.Eval("rawset(redis, 'call', function() return 'trap' end)");
  redis.Eval("setmetatable(_G, {__index = function() return 'trap' end})");
  redis.Run({"SET", "k", "value"});
  CHECK(redis.Eval("return {('abc'):len(), redis.call('GET', 'k')}") ==
        Array({Int(3), Bulk("value")}));
  CHECK(redis.Eval("return nothing").is_error());
}

TEST_CASE("CVE-2022-24736: scripts that are cut off anywhere do not compile") {
  TestEngine redis;
  constexpr std::string_view kScript =
      "local t, f = {a = 1, [2] = {}, 'x'; f = function(...) return ... end}, nil\n"
      "for i, v in ipairs({...}) do while i < 3 do repeat if v then break elseif t.a then\n"
      "t[i] = -v ^ 2 .. [==[ long ]==] else goto_ = not v end until i == #t end end\n"
      "return (function(a, b) return a and b or f(a), t:f{} end)(1, 0x10, '\\065\\z')";
  for (size_t size = 0; size < kScript.size(); ++size) {
    const Reply reply = redis.Run({"SCRIPT", "LOAD", kScript.substr(0, size)});
    const bool compiles = !reply.is_error();
    CAPTURE(size);
    CHECK((compiles || reply.text.starts_with("ERR Error compiling script (new function): ")));
  }
}

TEST_CASE("CVE-2022-24834: cjson and cmsgpack grow by what they write") {
  TestEngine redis;
  CHECK(redis.Eval("return #cjson.encode(('\\1'):rep(1e6))") == Int(6'000'002));
  CHECK(redis.Eval("return #cjson.encode({[('\\1'):rep(1e6)] = ('\\127'):rep(1e6)})") ==
        Int(12'000'007));
  CHECK(redis.Eval("return #cmsgpack.pack(('x'):rep(1e6), ('y'):rep(70000))") == Int(1'070'010));
  CHECK(redis.Eval("local s = ('\\\\u00e9'):rep(1e5) return #cjson.decode('\"' .. s .. '\"')") ==
        Int(200'000));
}

TEST_CASE("CVE-2024-31449: bit.tohex takes any number of digits") {
  TestEngine redis;
  CHECK(redis
            .Eval("return {bit.tohex(65535, -2147483648), bit.tohex(-1, 2147483647), "
                  "bit.tohex(-1, -2^53), bit.tohex(2^53, 1e300)}")
            .kind == Reply::Kind::kArray);
  CHECK(redis.Eval("return bit.tohex(65535, -2147483648)") == Bulk("0000FFFF"));
}

TEST_CASE("CVE-2024-46981: an interpreter may go in the middle of a collection") {
  TestEngine redis;
  for (int i = 0; i < 20; ++i) {
    redis.Eval(
        "local t = {} for i = 1, 2000 do t[i] = coroutine.create(function() return t end) end "
        "collectgarbage('step', 1) collectgarbage('stop')");
    redis.Run("SCRIPT FLUSH");
    redis.Run({"FUNCTION", "LOAD", "REPLACE",
               "#!lua name=l\nredis.register_function('f', function() local t = {} for i = 1, 2000 "
               "do t[i] = {t} end collectgarbage('step', 1) end)"});
    redis.Run("FCALL f 0");
    redis.Run("FUNCTION FLUSH");
  }
  CHECK(redis.Eval("return 1") == Int(1));
}

TEST_CASE("CVE-2025-46817: unpack's range does not overflow") {
  TestEngine redis;
  for (const char* range :
       {"-2147483648, 2147483647", "0, 2147483647", "-1, 2147483647", "1, 2147483647",
        "-2147483648, 0", "-2147483648, -1", "1, 8001", "-4000, 4001"}) {
    CAPTURE(range);
    CHECK(Try(redis, StrCat("unpack, {}, ", range)) == Bulk("too many results to unpack"));
  }
  CHECK(redis.Eval("return select('#', unpack({}, 2147483647, 2147483647))") == Int(1));
  CHECK(redis.Eval("return select('#', unpack({}, -2147483648, -2147483648))") == Int(1));
  CHECK(redis.Eval("return select('#', unpack({}, 2147483647, -2147483648))") == Int(0));
  CHECK(redis.Eval("return {unpack({1, 2, 3}, 2)}") == Array({Int(2), Int(3)}));
  CHECK(redis.Eval("return {unpack({1, 2, 3}, nil, 2)}") == Array({Int(1), Int(2)}));
}

TEST_CASE("CVE-2025-46818: the metatables of basic types are nobody's to change") {
  TestEngine redis;
  for (const char* value : {"''", "1", "true", "print_", "pairs", "cjson.null",
                            "coroutine.create(function() end)", "KEYS", "redis.call('TIME')"}) {
    CAPTURE(value);
    redis.Eval(StrCat("local m = getmetatable(", value,
                      ") if m then m.__index = {leaked = 1} m.__call = 1 end"));
    CHECK(Try(redis, StrCat("function() return (", value, ").leaked end")) != Int(1));
  }
}

TEST_CASE("CVE-2025-46819: long brackets of any level, ended or not") {
  TestEngine redis;
  for (const char* code :
       {"'return [' .. ('='):rep(1e6)", "'return [' .. ('='):rep(1e6) .. '['",
        "'--[' .. ('='):rep(1e6) .. '[ ]' .. ('='):rep(999999) .. ']'", "'return [=[ ]'",
        "'return [=[ ]=' .. ('='):rep(1e5)", "'[' .. ('='):rep(1e6) .. ']'"}) {
    CAPTURE(code);
    CHECK(redis.Eval(StrCat("return loadstring(", code, ") == nil")) == Int(1));
  }
  CHECK(redis.Eval("local e = ('='):rep(1e5) return loadstring('return [' .. e .. '[x]' .. e .. "
                   "']')()") == Bulk("x"));
}

TEST_CASE("CVE-2025-49844: nothing is collected while a chunk is compiled") {
  TestEngine redis;
  CHECK(redis.Eval(R"lua(
    local count = 0
    for i = 1, 200 do
      local piece = 0
      local name = ('n'):rep(60) .. i
      local f = load(function()
        collectgarbage()
        collectgarbage('step', 100)
        collectgarbage('restart')
        for j = 1, 20 do local garbage = ('g'):rep(100) .. j end
        piece = piece + 1
        return ({'local ', 'x' .. i, ' = {"', ('s'):rep(50) .. i, '"} ', 'return function() return x' .. i,
                 '[1] ', 'end'})[piece]
      end, '=' .. name)
      name = nil
      count = count + #f()()
    end
    return count
  )lua") == Int(10'492));
  CHECK(redis.Eval("collectgarbage('stop') loadstring('return 1') local before = "
                   "collectgarbage('count') for i = 1, 1e5 do local t = {} end return "
                   "collectgarbage('count') - before > 3000") == Int(1));
  CHECK(redis.Eval("collectgarbage() collectgarbage('restart') local before = "
                   "collectgarbage('count') for i = 1, 1e5 do local t = {} end return "
                   "collectgarbage('count') - before < 3000") == Int(1));
}

}  // namespace luarig::test
