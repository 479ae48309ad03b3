// Our string.find, match, gmatch, gsub and rep against those of stock Lua 5.1, call by call.

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "engine/base/bytes.h"
#include "engine/script/base_library.h"
#include "engine/script/lua_state.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

// One Lua with both libraries, so that results can be compared as they are.
class Libraries {
 public:
  Libraries() {
    luaL_openlibs(lua());
    lua_newtable(lua());
    OpenStringOverrides(lua());
    lua_setglobal(lua(), "ours");
    Do("function replace(...) local a, b = ... if a == 'a' then return nil end "
       "if a == 'b' then return false end return select('#', ...) .. (b or '') end "
       "replacements = {a = 'A', b = false, ['0'] = 7}");
  }

  lua_State* lua() const { return state_.get(); }

  void Do(const char* code) const { REQUIRE(luaL_dostring(lua(), code) == 0); }

  // Calls function `name` of both with the values from `first` on, which stay. Returns how they
  // differ, or "". The results of ours are on the stack afterwards.
  std::string Compare(const char* name, int first) const {
    const int count = lua_gettop(lua()) - first + 1;
    const int base = lua_gettop(lua());
    const bool stock_ok = Call("string", name, first, count);
    const int between = lua_gettop(lua());
    const bool ok = Call("ours", name, first, count);
    const int stock_results = between - base;
    const int results = lua_gettop(lua()) - between;
    std::string difference;
    if (stock_ok != ok || stock_results != results) {
      difference = StrCat(stock_ok ? "results " : "error ", stock_results, " against ",
                          ok ? "results " : "error ", results);
    }
    for (int i = 1; i <= results && difference.empty(); ++i) {
      if (Same(base + i, between + i)) continue;
      difference = StrCat("value ", i, ": ", Text(base + i), " against ", Text(between + i));
    }
    return difference;
  }

 private:
  bool Call(const char* library, const char* name, int first, int count) const {
    lua_getglobal(lua(), library);
    lua_getfield(lua(), -1, name);
    lua_remove(lua(), -2);
    for (int i = 0; i < count; ++i) lua_pushvalue(lua(), first + i);
    return lua_pcall(lua(), count, LUA_MULTRET, 0) == 0;
  }

  bool Same(int a, int b) const {
    return lua_rawequal(lua(), a, b) != 0 ||
           (lua_isfunction(lua(), a) && lua_isfunction(lua(), b));  // iterators
  }

  std::string Text(int index) const {
    if (lua_isstring(lua(), index) == 0) return luaL_typename(lua(), index);
    lua_pushvalue(lua(), index);
    std::string text = Quote(StringAt(lua(), -1));
    lua_pop(lua(), 1);
    return text;
  }

  LuaState state_;
};

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  int Below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }

  std::string Subject() {
    using namespace std::string_view_literals;
    constexpr std::string_view kBytes = "aaabbb01 .-%[](A\0\xff\n"sv;
    std::string text;
    for (int size = Below(14); size > 0; --size)
      text += kBytes[static_cast<size_t>(Below(static_cast<int>(kBytes.size())))];
    return text;
  }

  std::string Pattern() {
    using namespace std::string_view_literals;
    static constexpr std::string_view kPieces[] = {
        "a",  "a",    "b",    "b",    "0",     ".",      "%a",   "%W",         "%s",   "%d",
        "%z", "%.",   "[ab]", "[^a]", "[a-z]", "[%a0]",  "[]a]", "[^]]",       "[a-]", "[%]",
        "[",  "]",    "(",    "(",    ")",     ")",      "()",   "(a*)",       "(.-)", "%1",
        "%2", "%bab", "%b()", "%b",   "%f[a]", "%f[%W]", "%f",   "*",          "+",    "-",
        "?",  "*",    "+",    "-",    "?",     "^",      "$",    "%",          "\0"sv, "%p",
        "%U", "%x",   "%c",   "%l",   "%q",    "[%z]",   "\xff", "[\x80-\xff]"};
    std::string text = Below(8) == 0 ? "^" : "";
    for (int pieces = 1 + Below(6); pieces > 0; --pieces)
      text += kPieces[static_cast<size_t>(Below(static_cast<int>(std::size(kPieces))))];
    if (Below(10) == 0) text += '$';
    return text;
  }

  std::string Template() {
    static constexpr std::string_view kPieces[] = {"x", "%0", "%1", "%2", "%%", "%", "%a", "-", ""};
    std::string text;
    for (int pieces = Below(4); pieces > 0; --pieces)
      text += kPieces[static_cast<size_t>(Below(static_cast<int>(std::size(kPieces))))];
    return text;
  }

 private:
  std::mt19937 random_;
};

// One subject and pattern through every function. Returns the first difference.
std::string Round(const Libraries& both, Generator& draw) {
  lua_State* lua = both.lua();
  lua_settop(lua, 0);
  const std::string subject = draw.Subject();
  const std::string pattern = draw.Pattern();
  const auto told = [&](std::string_view function, const std::string& difference) {
    return StrCat(function, "(", Quote(subject), ", ", Quote(pattern), "): ", difference);
  };
  PushString(lua, subject);
  PushString(lua, pattern);
  for (const char* name : {"find", "match"}) {
    lua_settop(lua, 2);
    if (draw.Below(2) == 0) lua_pushinteger(lua, draw.Below(40) - 20);
    if (lua_gettop(lua) == 3 && draw.Below(4) == 0) lua_pushboolean(lua, 1);
    const std::string difference = both.Compare(name, 1);
    if (!difference.empty()) return told(name, difference);
  }

  lua_settop(lua, 2);
  switch (draw.Below(3)) {
    case 0:
      PushString(lua, draw.Template());
      break;
    case 1:
      lua_getglobal(lua, "replace");
      break;
    default:
      lua_getglobal(lua, "replacements");
      break;
  }
  if (draw.Below(4) == 0) lua_pushinteger(lua, draw.Below(5) - 1);
  std::string difference = both.Compare("gsub", 1);
  if (!difference.empty()) return told("gsub", difference);

  // The iterators are called side by side, past their end as well.
  lua_settop(lua, 2);
  difference = both.Compare("gmatch", 1);
  if (!difference.empty()) return told("gmatch", difference);
  lua_setglobal(lua, "our_next");
  lua_setglobal(lua, "stock_next");
  lua_settop(lua, 0);
  lua_getglobal(lua, "string");
  lua_getglobal(lua, "ours");
  lua_getglobal(lua, "stock_next");
  lua_setfield(lua, 1, "next");
  lua_getglobal(lua, "our_next");
  lua_setfield(lua, 2, "next");
  for (int i = 0; i < 4; ++i) {
    lua_settop(lua, 2);
    difference = both.Compare("next", 3);
    if (!difference.empty()) return told("gmatch", StrCat("match ", i, ": ", difference));
  }
  return "";
}

}  // namespace

TEST_CASE("patterns match as those of stock Lua do") {
  const Libraries both;
  Generator draw(20'220'607);
  constexpr int kRounds = 50'000;  // of seven calls or so
  for (int i = 0; i < kRounds; ++i) {
    const std::string difference = Round(both, draw);
    if (!difference.empty()) FAIL(difference);
  }
}

TEST_CASE("rare calls of the string functions are those of stock Lua") {
  const Libraries both;
  lua_State* lua = both.lua();
  struct Row {
    const char* name;
    const char* arguments;
  };
  constexpr Row kRows[] = {
      {"find", ""},
      {"find", "'a'"},
      {"find", "nil, 'a'"},
      {"find", "'a', {}"},
      {"find", "'abc', 'b', 'x'"},
      {"find", "12345, 3"},
      {"find", "'', ''"},
      {"find", "'', '', 10"},
      {"find", "'abc', '', 10"},
      {"find", "'abc', '', -10"},
      {"find", "'abc', 'b', -1"},
      {"find", "'abc', 'b', 1e300"},
      {"find", "'abc', 'b', -1e300"},
      {"find", "'a.c', '.', 1, true"},
      {"find", "'a\\0b\\0c', 'b\\0c'"},
      {"find", "'a\\0b\\0c', '%z'"},
      {"find", "'aXb', 'X\\0%'"},
      {"find", "'a\\0b', '[a-\\0]'"},
      {"match", "'abc', '((((((((((((((((((((((((((((((((()))))))))))))))))))))))))))))))))'"},
      {"match", "'abc', ('()'):rep(32)"},
      {"match", "'abc', ('()'):rep(33)"},
      {"match", "'aa', '()%1'"},
      {"match", "'aa', '(a%1)'"},
      {"match", "'aa', '(a)%2'"},
      {"match", "'aa', '%0'"},
      {"match", "'aa', '(a'"},
      {"match", "'aa', 'a)'"},
      {"match", "'[[x]]', '%b[]'"},
      {"match", "'x', '%bx'"},
      {"match", "'THE (quick) fox', '%f[%a]%a+%f[%A]'"},
      {"match", "'THE (quick) fox', '%f(quick)'"},
      {"match", "'a-b', '[a%-]+'"},
      {"match", "'a^b', '[b^]'"},
      {"match", "'x', '[%'"},
      {"match", "'x', '[^'"},
      {"match", "'x', '['"},
      {"match", "'x', '[]'"},
      {"match", "'x', 'y%'"},
      {"match", "'x', 'x%'"},
      {"gmatch", "'a'"},
      {"gmatch", "{}, 'a'"},
      {"gsub", "'abc', 'b'"},
      {"gsub", "'abc', 'b', true"},
      {"gsub", "'abc', 'b', nil"},
      {"gsub", "'abc', 'b', 5"},
      {"gsub", "'abc', 'b', 1.5"},
      {"gsub", "'abc', 'b', '%'"},
      {"gsub", "'abc', 'b', '%1'"},
      {"gsub", "'abc', 'b', '%2'"},
      {"gsub", "'abc', '(b)', '%2'"},
      {"gsub", "'abc', '()', '%1'"},
      {"gsub", "'abc', '', '-'"},
      {"gsub", "'abc', '.', {a = {}, b = 1}"},
      {"gsub", "'abc', '.', function() return {} end"},
      {"gsub", "'abc', '.', function() error('inside') end"},
      {"gsub", "'abc', '.', function() return 1 end, 2"},
      {"gsub", "'abc', '^a', 'x'"},
      {"gsub", "'abc', '^b', 'x'"},
      {"gsub", "'abc', '.', 'x', 0"},
      {"gsub", "'abc', '.', 'x', -1"},
      {"gsub", "'abc', '.', 'x', 'y'"},
      {"gsub", "123, 2, 4"},
      {"gsub", "'a\\0b', '%z', 'x\\0y'"},
      {"gsub", "'abc', '.', setmetatable({}, {__index = function(_, k) return k .. k end})"},
      {"rep", ""},
      {"rep", "'x'"},
      {"rep", "'x', 'y'"},
      {"rep", "'x', 0"},
      {"rep", "'x', -5"},
      {"rep", "'', 1000"},
      {"rep", "'abc', 7"},
      {"rep", "'a', 8"},
      {"rep", "'ab', 3.9"},
      {"rep", "5, 3"},
  };
  for (const Row& row : kRows) {
    lua_settop(lua, 0);
    both.Do(StrCat("function arguments() return ", row.arguments, " end").c_str());
    lua_getglobal(lua, "arguments");
    lua_call(lua, 0, LUA_MULTRET);
    CAPTURE(row.name);
    CAPTURE(row.arguments);
    CHECK(both.Compare(row.name, 1) == "");
  }
}

TEST_CASE("a pattern of endless depth is an error") {
  TestEngine redis;
  const Reply deep = redis.Eval("return ('a'):rep(100000):find(('a?'):rep(50000))");
  CHECK(deep.text.find("pattern too complex") != std::string::npos);
  const Reply captures = redis.Eval("return ('a'):find(('a-'):rep(1000000) .. 'b')");
  CHECK(captures.text.find("pattern too complex") != std::string::npos);
  CHECK(redis.Eval("return ('a'):rep(2000):find(('a?'):rep(2000))") == Int(1));
}

}  // namespace luarig::test
