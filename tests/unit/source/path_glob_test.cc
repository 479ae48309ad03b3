#include "engine/source/path_glob.h"

#include <doctest/doctest.h>

#include "tests/unit/source/memory_reader.h"

namespace luarig::test {
namespace {

using Files = std::map<std::string, std::string>;
using Paths = std::vector<std::string>;

MemoryReader SomeFiles() {
  return MemoryReader({{"src/b.lua", ""},
                       {"src/a.lua", ""},
                       {"src/.hidden.lua", ""},
                       {"src/notes.md", ""},
                       {"src/lib/money.lua", ""},
                       {"src/lib/deep/time.lua", ""},
                       {"top.lua", ""}});
}

Paths Found(std::string_view folder, std::string_view pattern) {
  MemoryReader reader = SomeFiles();
  return FindFiles(reader, folder, pattern).value();
}

}  // namespace

TEST_CASE("a pattern finds the files of one folder, in the order of their bytes") {
  CHECK(Found("src", "*.lua") == Paths{"src/.hidden.lua", "src/a.lua", "src/b.lua"});
  CHECK(Found("src", "?.lua") == Paths{"src/a.lua", "src/b.lua"});
  CHECK(Found("src", "[b-z].lua") == Paths{"src/b.lua"});
  CHECK(Found("src/lib", "../*.md") == Paths{"src/notes.md"});
  CHECK(Found("", "*.lua") == Paths{"top.lua"});
  CHECK(Found("src", "x*.lua").empty());
}

TEST_CASE("a pattern stands for folders too, two stars for any number of them") {
  CHECK(Found("src", "*/*.lua") == Paths{"src/lib/money.lua"});
  CHECK(Found("src", "**/[mt]*.lua") == Paths{"src/lib/deep/time.lua", "src/lib/money.lua"});
  CHECK(Found("src", "*/deep/time.lua") == Paths{"src/lib/deep/time.lua"});
  CHECK(Found("", "src/**/**/time.lua") == Paths{"src/lib/deep/time.lua"});
  CHECK(Found("src/lib", "**") == Paths{"src/lib/deep/time.lua", "src/lib/money.lua"});
}

TEST_CASE("a link back to a folder above ends the walk") {
  MemoryReader reader(Files{{"a/b/c.lua", ""}});
  reader.links = {{"a/b", "a"}};
  CHECK(FindFiles(reader, "", "**/c.lua").value().empty());
}

TEST_CASE("what a pattern is") {
  CHECK(IsPathPattern("lib/*"));
  CHECK(IsPathPattern("lib/?.lua"));
  CHECK(IsPathPattern("lib/[ab].lua"));
  CHECK_FALSE(IsPathPattern("lib/a.lua"));
  CHECK_FALSE(IsPathPattern("lib/[a.lua"));
}

}  // namespace luarig::test
