#include "engine/script/function_names.h"

#include <doctest/doctest.h>

#include "engine/base/bytes.h"

namespace luarig::test {
namespace {

// The names, with "?" for none.
std::string Names(std::string_view text) {
  std::string out;
  for (const std::string& name : FunctionNames(text))
    out += StrCat(out.empty() ? "" : " ", name.empty() ? "?" : name);
  return out;
}

}  // namespace

TEST_CASE("a function has the name that it is declared with") {
  CHECK(Names("local function total() end function all() end") == "total all");
  CHECK(Names("function M.total() end function M.a.b:c() end") == "M.total M.a.b:c");
}

TEST_CASE("a function without a name has that of what it is assigned to") {
  CHECK(Names("local total = function() end all = function() end") == "total all");
  CHECK(Names("M.total = function() end M['all'] = function() end") == "M.total M.all");
  CHECK(Names("local M = {total = function() end, ['all'] = function() end}") == "total all");
  CHECK(Names("M['what is this'] = function() end M[1] = function() end") == "? ?");
  CHECK(Names("local a, b = function() end, function() end") == "a ?");
  CHECK(Names("t = {1, f = function() local a, b = function() end end}") == "f a");
}

TEST_CASE("a callback has the name that it is registered with") {
  CHECK(Names("redis.register_function('total', function(keys, args) end)") == "total");
  CHECK(Names("server.register_function(\"total\", function() end)") == "total");
  CHECK(Names("redis.register_function{function_name = 'total', callback = function() end}") ==
        "total");
  CHECK(Names("redis.register_function({callback = function() end, function_name = 'total'})") ==
        "total");
  CHECK(Names("other{callback = function() end, function_name = 'total'}") == "callback");
}

TEST_CASE("others have none") {
  CHECK(Names("pcall(function() end) return function() return function() end end") == "? ? ?");
}

TEST_CASE("comments, strings and headers hold no functions") {
  CHECK(
      Names("#!lua name=function\n-- function a()\n--[[ function\nb() ]] local function c() end") ==
      "c");
  CHECK(Names("local s = 'function' .. \"\\\" function\" .. [==[ ]] function ]==]\nf = function() "
              "end") == "f");
  CHECK(Names("local t = {['function'] = function() end}") == "function");
}

TEST_CASE("texts that do not compile do no harm") {
  for (const char* text : {"function", "= function", "[ = function", "'", "[==[", "--[[", "\"\\",
                           "end end until } ] ) function", "] = function", "x , = function"})
    CHECK_NOTHROW(FunctionNames(text));
}

}  // namespace luarig::test
