#include "cli/test/signatures.h"

#include <string>

#include <doctest/doctest.h>

namespace luarig::test {
namespace {

// "2 TN": two keys, a text and a number.
std::string Text(const Signature& signature) {
  std::string text = std::to_string(signature.keys) + " ";
  for (const ArgumentKind kind : signature.arguments)
    text += kind == ArgumentKind::kText ? 'T' : kind == ArgumentKind::kNumber ? 'N' : 'J';
  return text;
}

std::string Of(std::string_view library) { return Text(SignatureOfFunction(library, "f")); }

}  // namespace

TEST_CASE("keys and arguments are counted where the callback stands") {
  CHECK(Of("redis.register_function('f', function(k, a) return k[2] .. a[1] end)") == "2 T");
  CHECK(Of("redis.register_function(\"f\", function(keys) return keys[1] end)") == "1 ");
  CHECK(Of("redis.register_function('f', function() return 1 end)") == "0 ");
  CHECK(Of("redis.register_function{function_name='f', callback=function(k, a) return a[3] end}") ==
        "0 TTT");
  CHECK(Of("redis.register_function({callback=function(k) return k[4] end, flags={'no-writes'},"
           "function_name='f'})") == "4 ");
}

TEST_CASE("a callback is found by its name") {
  CHECK(Of("local function g(k, a) return k[3] end redis.register_function('f', g)") == "3 ");
  CHECK(Of("local g = function(k, a) return a[2] end redis.register_function('f', g)") == "0 TT");
  CHECK(Of("local m = {} function m.g(k) return k[2] end redis.register_function('f', m.g)") ==
        "2 ");
  CHECK(Of("local m = {} m.g = function(k) return k[2] end redis.register_function('f', m.g)") ==
        "2 ");
  CHECK(Of("local function g(k) return k[2] end redis.register_function('f', checked(g, 1))") ==
        "2 ");
}

TEST_CASE("another function's keys do not count") {
  const std::string_view library =
      "redis.register_function('e', function(k) return k[9] end)\n"
      "redis.register_function('f', function(k)\n"
      "  if k[1] then for i = 1, 2 do repeat local x = function() return 1 end until x end end\n"
      "  return k[2]\n"
      "end)\n"
      "redis.register_function('g', function(k) return k[8] end)\n";
  CHECK(Of(library) == "2 ");
}

TEST_CASE("comments and strings are no code") {
  CHECK(Of("redis.register_function('f', function(k, a)\n"
           "  -- k[5], end\n"
           "  --[[ k[6] ]]\n"
           "  local s = 'k[7] end \\' k[8]' .. [[ k[9] ]] .. [==[ ]] k[9] ]==]\n"
           "  return x.k[4], k[1]\n"
           "end)") == "1 ");
}

TEST_CASE("an argument is what it is made into") {
  CHECK(Of("redis.register_function('f', function(k, a)\n"
           "  local n, t = tonumber(a[1]), cjson.decode(a[2])\n"
           "  local m = a[4]\n"
           "  m = tonumber(m)\n"
           "end)") == "0 NJTN");
}

TEST_CASE("a use of all keys is one key, and what cannot be seen is one key as well") {
  CHECK(Of("redis.register_function('f', function(k) for _, one in ipairs(k) do end end)") == "1 ");
  CHECK(Of("redis.register_function('f', function(k) return k[i] end)") == "1 ");
  CHECK(Of("redis.register_function('f', made_elsewhere)") == "1 ");
  CHECK(Of("local f = g local g = f redis.register_function('f', f)") == "1 ");
  CHECK(Of("for _, n in pairs(names) do redis.register_function(n, callbacks[n]) end") == "1 ");
  CHECK(Of("redis.register_function('f', function(k) return k[1000000] end)") == "16 ");
}

TEST_CASE("of a text that is no Lua something comes out too") {
  for (const char* text : {"", "redis.register_function(", "register_function('f',", "'", "[[",
                           "--[[", "register_function('f', function(", "register_function{{{",
                           "#!lua", "register_function('f', function(a, b) if a[", "\\", "'\\"}) {
    CAPTURE(text);
    CHECK(Of(text).size() >= 2);
  }
}

TEST_CASE("a plain script has KEYS and ARGV") {
  CHECK(Text(SignatureOfScript("#!lua flags=no-writes\n"
                               "return redis.call('GET', KEYS[1]) + tonumber(ARGV[1])")) == "1 N");
  CHECK(Text(SignatureOfScript("return 1")) == "0 ");
}

}  // namespace luarig::test
