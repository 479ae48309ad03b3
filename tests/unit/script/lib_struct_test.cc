#include "tests/unit/script/observed_facts.h"

namespace luarig::test {

TEST_CASE("struct answers every observed call as the server does") {
  CHECK(CheckFacts("struct") == 50);
}

TEST_CASE("a length before c0 is how long the string is") {
  TestEngine redis;
  CHECK(redis.Eval(R"(return struct.pack('>Bc0', 3, 'abc'))") == Bulk("\3abc"));
  CHECK(redis.Eval(R"(return {struct.unpack('>Bc0', '\3abcd')})") == Array({Bulk("abc"), Int(5)}));
  // A string of digits is a length as well.
  CHECK(redis.Eval(R"(return {struct.unpack('c1c0', '3abc')})") == Array({Bulk("abc"), Int(5)}));
}

TEST_CASE("nothing is written before there is room for anything") {
  TestEngine redis;  // its buffer is empty until something needs it
  CHECK(redis.Eval("return struct.pack('c0', '')") == Bulk(""));
  CHECK(redis.Eval("return struct.pack('s', '')") == Bulk(std::string_view("\0", 1)));
}

TEST_CASE("items are aligned once a format asks for it") {
  TestEngine redis;
  CHECK(redis.Eval("return {struct.size('bd'), struct.size('!bd'), struct.size('!4bd')}") ==
        Array({Int(9), Int(16), Int(12)}));
  // Odd sizes get the server's padding.
  CHECK(redis.Eval("return struct.size('!8bi3bi5bi6bi7b')") == Int(31));
}

TEST_CASE("integers wider than eight bytes") {
  TestEngine redis;
  CHECK(redis.Eval("return struct.pack('i10', -1)") ==
        Bulk(std::string_view("\377\377\377\377\377\377\377\377\0\0", 10)));
  // The ninth byte brings the sign bit down to bit 7.
  CHECK(redis.Eval(R"(return {struct.unpack('i9', '\0\1\0\0\0\0\0\0\0')})") ==
        Array({Int(-128), Int(10)}));
}

TEST_CASE("sizes that the data does not have are refused, however large") {
  TestEngine redis;
  const auto error_of = [&redis](std::string_view call) {
    return redis.Eval(StrCat("return select(2, pcall(struct.", call, "))"));
  };
  const Reply too_short = Bulk("bad argument #2 to '?' (data string too short)");
  CHECK(error_of("unpack, 'c2147483647', 'abc'") == too_short);
  CHECK(error_of("unpack, 'dc0', struct.pack('d', 2^63)") == too_short);
  CHECK(error_of("unpack, 'dc0', struct.pack('d', 0/0)") == too_short);
  CHECK(error_of("unpack, 'lc0', struct.pack('l', -1)") == too_short);
  CHECK(error_of("unpack, 'b', 'a', -2^63") == too_short);
  CHECK(error_of("pack, 'c2147483647', 'abc'") ==
        Bulk("bad argument #3 to '?' (string too short)"));
  CHECK(error_of("pack, 'c99999999999', 'abc'") == Bulk("integral size overflow"));
  CHECK(error_of("unpack, string.rep('b', 10000), string.rep('a', 10000)") ==
        Bulk("stack overflow (too many results)"));
}

}  // namespace luarig::test
