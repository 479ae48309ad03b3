#include "engine/source/include_line.h"

#include <doctest/doctest.h>

#include "tests/unit/source/memory_reader.h"

namespace luarig::test {
namespace {

std::string PathIn(std::string_view line) {
  const auto include = ReadIncludeLine(line);
  return include ? std::string(include->path) : "(none)";
}

}  // namespace

TEST_CASE("lines that include") {
  CHECK(PathIn("--- @include \"lib/a\"\n") == "lib/a");
  CHECK(PathIn("-- @include 'lib/a.lua'") == "lib/a.lua");
  CHECK(PathIn("---@include\t\"<base>/a\" ;; \t\r\n") == "<base>/a");
  CHECK(PathIn("-- @include \"a b's\"") == "a b's");
  CHECK(ReadIncludeLine("--- @include \"lib/a\"")->column == 15);
}

TEST_CASE("lines that are Lua comments to the loader as well") {
  for (const std::string_view line :
       {"", "-", "- @include \"a\"", "---- @include \"a\"", " --- @include \"a\"", "--- @include a",
        "--- @include <a>", "--- @include \"\"", "--- @include \"a", "--- @include \"a'",
        "--- @include\"a\"", "--- @include \"a\" -- why", "--- @includes \"a\"",
        "--- include \"a\"", "--- @include", "--- @include \""}) {
    CHECK_MESSAGE(PathIn(line) == "(none)", line);
  }
}

TEST_CASE("the nearest path has the first wrong name replaced") {
  MemoryReader reader(
      {{"src/lib/money.lua", ""}, {"src/lib/times.lua", ""}, {"src/stock.lua", ""}});
  CHECK(NearestPath(reader, "src", "lib/mony") == "lib/money");
  CHECK(NearestPath(reader, "src", "lib/time.lua") == "lib/times.lua");
  CHECK(NearestPath(reader, "src", "libs/money") == "lib/money");
  CHECK(NearestPath(reader, "src/lib", "../stok") == "../stock");
  CHECK(NearestPath(reader, "src", "lib/something") == "");
  CHECK(NearestPath(reader, "src", "nowhere/at/all") == "");
}

}  // namespace luarig::test
