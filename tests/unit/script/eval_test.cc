#include "tests/unit/test_engine.h"

namespace luarig::test {

TEST_CASE("EVAL answers with what the script returns") {
  TestEngine redis;
  CHECK(redis.Eval("return 1") == Int(1));
  CHECK(redis.Eval("return 'text'") == Bulk("text"));
  CHECK(redis.Eval("return {1, 2, {3}}") == Array({Int(1), Int(2), Array({Int(3)})}));
  CHECK(redis.Eval("") == Nil());
  CHECK(redis.Run("EVAL 'return {KEYS[1], ARGV[1]}' 1 k a") == Array({Bulk("k"), Bulk("a")}));
}

TEST_CASE("a script's error tells the script and the line") {
  TestEngine redis;
  CHECK(redis.Eval("error('boom')") ==
        Error("ERR user_script:1: boom script: 82903a0434f1503e152f89c03c9acd881a0e8150, on "
              "@user_script:1."));
}

TEST_CASE("globals are read-only however approached") {
  TestEngine redis;
  for (const char* script :
       {"x = 1", "_G.x = 1", "redis.x = 1", "string.x = 1", "KEYS = {}", "rawset(_G, 'x', 1)",
        "rawset(redis, 'x', 1)", "setmetatable(_G, {})", "table.insert(_G, 1)",
        "getmetatable(_G).__index = nil", "getmetatable('').__index = nil"}) {
    const Reply reply = redis.Eval(script);
    CAPTURE(script);
    CHECK(reply.is_error());
    CHECK(reply.text.find("Attempt to modify a readonly table") != std::string::npos);
  }
}

TEST_CASE("FCALL runs a function of a library") {
  TestEngine redis;
  CHECK(
      redis.Run(
          {"FUNCTION", "LOAD",
           "#!lua name=l\nredis.register_function('f', function(k, a) return {k[1], a[1]} end)"}) ==
      Bulk("l"));
  CHECK(redis.Run("FCALL F 1 k a") == Array({Bulk("k"), Bulk("a")}));
  CHECK(redis.Run("FCALL g 0") == Error("ERR Function not found"));
}

TEST_CASE("numbers and texts reach a command however many there are") {
  TestEngine redis;
  for (const int count : {1, 4, 5, 15, 16, 17, 100}) {
    CAPTURE(count);
    const std::string code = StrCat(
        "local words, wanted = {}, {} for i = 1, ", count,
        " do words[i] = i % 3 == 0 and 'text' .. i or i + 0.5 wanted[i] = tostring(words[i]) end "
        "redis.call('DEL', 'k') redis.call('RPUSH', 'k', unpack(words)) "
        "return table.concat(redis.call('LRANGE', 'k', 0, -1), ' ') == table.concat(wanted, ' ')");
    CHECK(redis.Eval(code) == Int(1));
  }
}

}  // namespace luarig::test
