#include "tests/differential/script_words.h"

#include <span>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/sha1.h"
#include "engine/engine.h"

namespace luarig::test {
namespace {

// `V` in a piece stands for a value; `K` for a key, as an expression.
constexpr std::string_view kStatements[] = {
    "local x = V",
    "x = V",
    "local x = {V, V, V}",
    "local t = {V, V} x = t[1]",
    "x = redis.call('GET', K)",
    "x = redis.call('SET', K, V)",
    "x = redis.call('INCR', K)",
    "x = redis.call('HSET', K, V, V)",
    "x = redis.call('HGETALL', K)",
    "x = redis.call('RPUSH', K, V, V)",
    "x = redis.call('LRANGE', K, 0, -1)",
    "x = redis.call('SADD', K, 1, 2, 3)",
    "x = redis.call('ZADD', K, 1.5, V)",
    "x = redis.call('ZSCORE', K, V)",
    "x = redis.call('DEL', K)",
    "x = redis.call('TYPE', K)",
    "x = redis.call('EXISTS', K, K)",
    "x = redis.call('MGET', K, K)",
    "x = redis.pcall('GET', K)",
    "x = redis.pcall('INCRBYFLOAT', K, V)",
    "x = redis.pcall('LPOP', K)",
    "x = redis.pcall('NOSUCH', V)",
    "x = redis.pcall('GET')",
    "x = redis.pcall('EXPIRE', K, 1000)",
    "x = redis.pcall('TTL', 'none')",
    "x = redis.call('PUBLISH', 'c', V)",
    "x = redis.call(V)",
    "x = redis.pcall()",
    "redis.setresp(3)",
    "redis.setresp(2)",
    "redis.setresp(V)",
    "x = redis.sha1hex(V)",
    "x = redis.error_reply(V)",
    "x = redis.status_reply('fine')",
    "for i = 1, 3 do redis.call('RPUSH', K, i * 1.5) end",
    "for i, v in ipairs(ARGV) do x = (x or '') .. v end",
    "for k, v in pairs({V, V}) do x = v end",
    "if x then x = V else x = {V} end",
    "local ok, e = pcall(redis.call, 'GET', K) x = type(e) == 'table' and e.err or e",
    "local ok, e = pcall(function() error('no') end) x = e",
    "x = {pcall(string.rep, V, 3)}",
    "error('no')",
    "error({err = 'MINE text'})",
    "error({err = 'MINE ' .. KEYS[1]})",
    "return V",
    "assert(V, 'none')",
    "local n = nil; n.x = 1",
    "undefined_global = 1",
    "x = undefined_name",
    "x = this is no lua",
    "redis.log(redis.LOG_WARNING, V)",
};

constexpr std::string_view kValues[] = {
    "1",
    "-7",
    "3.99",
    "-0.5",
    "1e300",
    "2^53",
    "0/0",
    "1/0",
    "'a'",
    "'b'",
    "''",
    "'10'",
    "'3.0e2'",
    "'\\0\\255'",
    "nil",
    "true",
    "false",
    "{}",
    "{1, 2, nil, 4}",
    "{1, {2, {3, 'x'}}}",
    "{ok = 'OK'}",
    "{err = 'MINE text'}",
    "{double = 3.25}",
    "{map = {a = 1}}",
    "{set = {a = true}}",
    "{big_number = '123456789012345678901234567890'}",
    "{verbatim_string = {format = 'txt', string = 'v'}}",
    "x",
    "x",
    "x",
    "KEYS[1]",
    "KEYS[2]",
    "ARGV[1]",
    "ARGV[2]",
    "#ARGV",
    "#KEYS",
    "tostring(12.5)",
    "tonumber(ARGV[1])",
    "tonumber('0x10')",
    "type(x)",
    "unpack({1, 2, 3})",
    "select('#', x, 1)",
    "math.floor(2.7)",
    "math.huge",
    "string.format('%5.2f|%d|%q|%x', 3.14159, 42, 'a\"b', 255)",
    "string.rep('ab', 3)",
    "('hello world'):gsub('o', '0')",
    "('key=val'):match('(%w+)=(%w+)')",
    "('abc'):byte(1, -1)",
    "('a,b,c'):find(',', 1, true)",
    "('x'):upper() .. ('Y'):lower()",
    "table.concat({1, 2, 'x'}, '-')",
    "cjson.encode({1, 2, {a = 'b'}})",
    "cjson.encode(x)",
    "cjson.encode({1.5, 1e20, true, cjson.null})",
    "cjson.decode('[1, 2.5, {\"a\": null}, \"x\\\\u00e9\"]')",
    "cjson.decode(ARGV[1])",
    "cmsgpack.pack(1, 'a', {1, 2}, 1.5, true)",
    "cmsgpack.pack(x)",
    "cmsgpack.unpack(cmsgpack.pack({1, 'x', -200, 70000}))",
    "struct.pack('>i4Hs', 1, 2, 'z')",
    "struct.unpack('<I2', 'ab')",
    "bit.band(255, 0x0f)",
    "bit.lshift(1, 31)",
    "bit.tohex(-1, 4)",
    "bit.bxor(2^31, 1)",
    "#tostring(1e15)",
    "1e15",
    "0.1 + 0.2 .. ''",
    "100000000000000000000 .. ''",
    "-2^63",
    "10 % 3 - -10 % 3",
};

constexpr std::string_view kKeys[] = {"'a'", "'b'", "'c'", "KEYS[1]", "KEYS[1] or 'b'", "ARGV[1]"};

constexpr std::string_view kDigested[] = {"return 1",
                                          "return KEYS",
                                          "return redis.call('GET', 'a')",
                                          "return {1, 2.5, 'x'}",
                                          "return redis.pcall('LPUSH', 'a', 1)",
                                          "error('no')"};

constexpr std::string_view kLibraryNames[] = {"one", "two", "three"};
// Libraries have one name in common: of several that collide the server names any.
constexpr std::string_view kFunctionNames[] = {"f", "h", "k"};
constexpr std::string_view kCommonName = "g";
constexpr std::string_view kFlags[] = {"'no-writes'",   "'allow-oom'",
                                       "'allow-stale'", "'no-cluster'",
                                       "'nonsense'",    "'no-writes', 'allow-stale'",
                                       "'no-writes'",   "'no-writes', 1"};
constexpr std::string_view kHeaders[] = {
    "#!lua name=NAME\n",  "#!lua name=NAME\n", "#!lua name=NAME\n", "#!lua name=NAME\n",
    "#!lua name=NAME\n",  "#!lua name=NAME\n", "#!lua\n",           "#!lua name=NAME name=x\n",
    "#!perl name=NAME\n", "#!lua name=a-b\n",  "#!LUA NAME=NAME\n", "#!lua name=NAME x=1\n",
    "#!lua name=NAME"};

template <size_t N>
std::string_view OneOf(const std::string_view (&words)[N], Random& random) {
  return words[random.Below(N)];
}

// `piece` with a value for each V and a key for each K that stands alone.
std::string Filled(std::string_view piece, Random& random) {
  std::string text;
  for (size_t i = 0; i < piece.size(); ++i) {
    const auto is_word = [&](size_t at) {
      return at < piece.size() && (std::isalnum(static_cast<unsigned char>(piece[at])) != 0 ||
                                   piece[at] == '_' || piece[at] == '\'');
    };
    const bool alone = !is_word(i + 1) && (i == 0 || !is_word(i - 1));
    if (piece[i] == 'V' && alone) {
      text += OneOf(kValues, random);
    } else if (piece[i] == 'K' && alone) {
      text += OneOf(kKeys, random);
    } else {
      text += piece[i];
    }
  }
  return text;
}

// Statements, one on each line or all on one.
std::string Body(Random& random) {
  std::string body = "local x\n";
  const std::string_view separator = random.Below(3) == 0 ? " " : "\n";
  for (uint64_t left = random.Below(4); left > 0; --left) {
    std::string statement = Filled(OneOf(kStatements, random), random);
    // Lua takes nothing behind a return.
    if (statement.starts_with("return")) statement = StrCat("do ", statement, " end");
    body += StrCat(statement, separator);
  }
  return body + Filled(random.Below(4) == 0 ? "return {V, V}" : "return V", random);
}

std::string Registration(std::string_view own_name, Random& random) {
  const std::string_view name = random.Below(2) == 0 ? own_name : kCommonName;
  const std::string function = StrCat("function(KEYS, ARGV) ", Body(random), " end");
  switch (random.Below(5)) {
    case 0:
      return StrCat("redis.register_function{function_name = '", name, "', callback = ", function,
                    ", flags = {", OneOf(kFlags, random), "}}\n");
    case 1:
      return StrCat("redis.register_function{function_name = '", name, "', callback = ", function,
                    ", description = 'what it does'}\n");
    default:
      return StrCat("redis.register_function('", name, "', ", function, ")\n");
  }
}

std::string Library(std::string_view header, Random& random) {
  std::string text(header);
  const uint64_t which = random.Below(std::size(kLibraryNames));
  const size_t at = text.find("NAME\n");
  if (at != std::string::npos) text.replace(at, 4, kLibraryNames[which]);
  text += Registration(kFunctionNames[which], random);
  if (random.Below(2) == 0) text += Registration(kFunctionNames[which], random);
  return text;
}

}  // namespace

std::string DrawScript(Random& random) {
  constexpr std::string_view kFirstLines[] = {"#!lua\n",
                                              "#!lua flags=no-writes\n",
                                              "#!lua flags=allow-oom,no-writes\n",
                                              "#!lua flags=nonsense\n",
                                              "#!python\n",
                                              "#!lua x=1\n"};
  if (random.Below(4) == 0) return std::string(OneOf(kDigested, random));
  const std::string first =
      random.Below(8) == 0 ? std::string(OneOf(kFirstLines, random)) : std::string();
  return first + Body(random);
}

std::string DrawDigest(Random& random) {
  if (random.Below(10) == 0) return std::string(random.Below(2) == 0 ? "x" : "deadbeef");
  std::string digest = Sha1Hex(OneOf(kDigested, random));
  return random.Below(8) == 0 ? ToUpper(digest) : digest;
}

std::string DrawLibrary(Random& random) { return Library(OneOf(kHeaders, random), random); }

std::string DrawLibraryDump(Random& random) {
  ManualClock clock(0);
  Engine engine({.target = FindTarget("redis-7.0"), .clock = &clock});
  const std::string library = Library("#!lua name=NAME\n", random);
  engine.Run(engine.default_session(), {{"FUNCTION", "LOAD", library}});
  const std::vector<std::string> dump = {"FUNCTION", "DUMP"};
  std::string bytes = engine.Run(engine.default_session(), dump).text;
  if (random.Below(8) == 0) bytes.back() ^= 1;
  return bytes;
}

}  // namespace luarig::test
