#include "tests/unit/script/observed_facts.h"

namespace luarig::test {

TEST_CASE("cmsgpack answers every observed call as the server does") {
  CHECK(CheckFacts("cmsgpack") == 57);
}

TEST_CASE("a table is an array only with the keys 1 to n") {
  TestEngine redis;
  CHECK(redis.Eval("return cmsgpack.pack({1, 2})") == Bulk("\x92\1\2"));
  CHECK(redis.Eval("return cmsgpack.pack({[2] = 1})") == Bulk("\x81\2\1"));
  CHECK(redis.Eval("return cmsgpack.pack({})") == Bulk("\x90"));
}

TEST_CASE("numbers take the shortest form that keeps them") {
  TestEngine redis;
  CHECK(redis.Eval("return cmsgpack.pack(127)") == Bulk("\x7f"));
  CHECK(redis.Eval("return cmsgpack.pack(128)") == Bulk("\xcc\x80"));
  CHECK(redis.Eval("return cmsgpack.pack(-33)") == Bulk("\xd0\xdf"));
  CHECK(redis.Eval("return cmsgpack.pack(-0.0)") == Bulk(std::string_view("\0", 1)));
  CHECK(redis.Eval("return #cmsgpack.pack(1.5)") == Int(5));
  CHECK(redis.Eval("return #cmsgpack.pack(0.1)") == Int(9));
}

TEST_CASE("tables below the 16th level become nil") {
  TestEngine redis;
  CHECK(redis.Eval("local t = {} t[1] = t return cmsgpack.pack(t)") ==
        Bulk(std::string(16, '\x91') + "\xc0"));
}

TEST_CASE("as many arguments as fit twice on Lua's stack are packed") {
  TestEngine redis;
  const auto pack = [&redis](int count, std::string_view last) {
    return redis.Eval(StrCat("local t = {} for i = 1, ", count, " do t[i] = 1 end t[", count,
                             "] = ", last, " local ok, text = pcall(cmsgpack.pack, unpack(t)) ",
                             "return ok and #text or text"));
  };
  CHECK(pack(4000, "1") == Int(4000));
  CHECK(pack(4001, "1") ==
        Bulk("bad argument #0 to '?' (Too many arguments for MessagePack pack.)"));
  CHECK(pack(4000, "{}") == Bulk("stack overflow (in function table_is_an_array)"));
  CHECK(pack(3999, "{a = 1}") == Bulk("stack overflow (in function mp_encode_lua_table_as_map)"));
}

TEST_CASE("unpack_one and unpack_limit walk through a text") {
  TestEngine redis;
  CHECK(redis.Eval("return {cmsgpack.unpack_one(cmsgpack.pack(1, 'a', 3), 1)}") ==
        Array({Int(3), Bulk("a")}));
  CHECK(redis.Eval(R"(return {cmsgpack.unpack_limit('\1\2\3\4', 3, 1)})") ==
        Array({Int(-1), Int(2), Int(3), Int(4)}));
  CHECK(redis.Eval(R"(return {cmsgpack.unpack_limit('\1\2\3\4', 0, 1)})") == Array({Int(1)}));
}

TEST_CASE("declared sizes and nesting that cannot be are refused") {
  TestEngine redis;
  const auto error_of = [&redis](std::string_view text) {
    return redis.Eval(StrCat("return select(2, pcall(cmsgpack.unpack, ", text, "))"));
  };
  for (const char* text :
       {R"('\221\255\255\255\255')", R"('\223\255\255\255\255\1')", R"('\219\255\255\255\255x')",
        R"('\220\255')", R"('\203\0\0')", R"('\146\1')", R"('\129\1')", R"('\217')"}) {
    CAPTURE(text);
    CHECK(error_of(text) == Bulk("Missing bytes in input."));
  }
  CHECK(error_of(R"(string.rep('\145', 100000))") ==
        Bulk("stack overflow (in function mp_decode_to_lua_array)"));
  const Reply too_many = Bulk(
      "stack overflow (too many return values at once; use unpack_one or unpack_limit instead.)");
  CHECK(error_of(R"(string.rep('\129', 100000))") == too_many);
  CHECK(error_of(R"(string.rep('\1', 100000))") == too_many);
  // The deepest texts that fit.
  CHECK(redis.Eval(R"(return type(cmsgpack.unpack(string.rep('\145', 3999) .. '\1')))") ==
        Bulk("table"));
}

}  // namespace luarig::test
