#include "tests/unit/script/observed_facts.h"

namespace luarig::test {

TEST_CASE("cjson answers every observed call as the server does") {
  CHECK(CheckFacts("cjson") == 123);
}

TEST_CASE("tables with the keys 1 to n are arrays, all others objects") {
  TestEngine redis;
  CHECK(redis.Eval("return cjson.encode({1, 'a', true, cjson.null})") ==
        Bulk("[1,\"a\",true,null]"));
  CHECK(redis.Eval("return cjson.encode({a = {}})") == Bulk("{\"a\":{}}"));
  CHECK(redis.Eval("return cjson.encode({[1] = 1, [3] = 3})") == Bulk("[1,null,3]"));
  CHECK(redis.Eval("return cjson.encode({[1.5] = 1})") == Bulk("{\"1.5\":1}"));
  CHECK(redis.Eval("return cjson.encode({{1, {2}}, {x = 'y'}})") ==
        Bulk("[[1,[2]],{\"x\":\"y\"}]"));
}

TEST_CASE("keys that JSON cannot have are refused") {
  TestEngine redis;
  CHECK(redis.Eval("return select(2, pcall(cjson.encode, {[true] = 1}))") ==
        Bulk("Cannot serialise boolean: table key must be a number or string"));
  CHECK(redis.Eval("return select(2, pcall(cjson.encode, {1, [true] = 1}))") ==
        Bulk("Cannot serialise boolean: table key must be a number or string"));
}

TEST_CASE("an index that no int holds does not count as one") {
  TestEngine redis;
  CHECK(redis.Eval("return cjson.encode({[2^40] = 1})") == Bulk("{\"1099511627776\":1}"));
  CHECK(redis.Eval("return select(2, pcall(cjson.encode, {[2^31 - 1] = 1}))") ==
        Bulk("Cannot serialise table: excessively sparse array"));
}

TEST_CASE("numbers are written as %.14g writes them") {
  TestEngine redis;
  CHECK(redis.Eval("return cjson.encode({0.1, 12.5, -0.25, 1/3, 1e-5, 123456.789, 2^53, 1e14})") ==
        Bulk("[0.1,12.5,-0.25,0.33333333333333,1e-05,123456.789,9.007199254741e+15,1e+14]"));
  CHECK(
      redis.Eval("cjson.encode_number_precision(3) return cjson.encode({3.14159, 1000, 999.5})") ==
      Bulk("[3.14,1e+03,1e+03]"));
}

TEST_CASE("strings are escaped wherever in a word of eight bytes the character is") {
  TestEngine redis;
  for (int before = 0; before < 18; ++before) {
    const std::string text(static_cast<size_t>(before), 'x');
    CAPTURE(before);
    CHECK(redis.Eval(StrCat("return cjson.encode('", text, "\"/\\127\\0", text, "')")) ==
          Bulk(StrCat("\"", text, "\\\"\\/\\u007f\\u0000", text, "\"")));
  }
}

TEST_CASE("decoded tables list their pairs in the order of tables that grew") {
  // A table made at its final size would list them otherwise; so many sizes, on either side of each
  // power of two.
  TestEngine redis;
  CHECK(redis.Eval(R"(
    for count = 1, 70 do
      local text, grown = {}, {}
      for i = 1, count do
        local key = 'k' .. i * 7919 % 1000
        text[i] = '"' .. key .. '":' .. i
        grown[key] = i
      end
      local decoded = cjson.decode('{' .. table.concat(text, ',') .. '}')
      local key = nil
      for expected in pairs(grown) do
        key = next(decoded, key)
        if key ~= expected or decoded[key] ~= grown[key] then return {count, key, expected} end
      end
      if next(decoded, key) ~= nil then return count end
    end
    return 'same'
  )") == Bulk("same"));
}

TEST_CASE("decode reads what encode wrote") {
  TestEngine redis;
  CHECK(redis.Eval(R"(
    local long = {}
    for i = 1, 100 do long[i] = {n = i, s = string.rep('é"', i)} end
    local text = cjson.encode(long)
    local back = cjson.decode(text)
    return {#back, back[100].n, tostring(cjson.encode(back) == text)}
  )") == Array({Int(100), Int(100), Bulk("true")}));
}

TEST_CASE("nesting ends at the limits, and at Lua's stack when those are raised") {
  TestEngine redis;
  CHECK(redis.Eval("return select(2, pcall(cjson.decode, string.rep('{\"a\":', 5000)))") ==
        Bulk("Found too many nested data structures (1001) at character 5001"));
  CHECK(redis.Eval(R"(
    cjson.decode_max_depth(2147483647)
    return (select(2, pcall(cjson.decode, string.rep('[', 1000000))):gsub('%d+', 'N'))
  )") == Bulk("Found too many nested data structures (N) at character N"));
  CHECK(redis.Eval(R"(
    cjson.encode_max_depth(2147483647)
    local t = {} t[1] = t
    return (select(2, pcall(cjson.encode, t)):gsub('%d+', 'N'))
  )") == Bulk("Cannot serialise, excessive nesting (N)"));
}

TEST_CASE("cut-off texts are errors, never read past") {
  TestEngine redis;
  CHECK(redis.Eval(R"(
    local text = '{"a":[1,-2.5e3,true,false,null,"x\\u00e9\\ud83d\\ude00\\n"],"b":{"c":nan}}'
    for size = 0, #text - 1 do
      if pcall(cjson.decode, text:sub(1, size)) then return size end
    end
    return cjson.decode(text).a[2]
  )") == Int(-2500));
}

}  // namespace luarig::test
