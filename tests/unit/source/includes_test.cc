#include "engine/source/includes.h"

#include <doctest/doctest.h>

#include "engine/base/bytes.h"
#include "tests/unit/source/memory_reader.h"

namespace luarig::test {
namespace {

using Files = std::map<std::string, std::string>;

AssembledSource Assembled(const Files& files, const std::string& root,
                          const IncludeOptions& options = {}) {
  MemoryReader reader(files);
  return AssembleSource({root, files.at(root)}, reader, options);
}

// The first error as "file:line:column+length: message | help".
std::string ErrorOf(const Files& files, const std::string& root,
                    const IncludeOptions& options = {}) {
  const AssembledSource whole = Assembled(files, root, options);
  if (whole.ok()) return "none";
  const Diagnostic& error = whole.errors.front();
  return StrCat(error.where.file, ":", error.where.line, ":", error.where.column, "+",
                error.where.length, ": ", error.message, " | ", error.help);
}

// "file:line" of a line of the text.
std::string PlaceOf(const AssembledSource& whole, int line) {
  const SourceMap::Position place = whole.map.Place(line);
  return StrCat(whole.files.at(place.file).name, ":", place.line);
}

}  // namespace

TEST_CASE("a text without includes comes out as it is") {
  for (const std::string text : {"", "return 1", "return 1\r\n\r\n", "-- @include nothing\n\0x"}) {
    const AssembledSource whole = Assembled({{"a.lua", text}}, "a.lua");
    CHECK(whole.ok());
    CHECK(whole.text == text);
    CHECK(whole.map.is_identity());
    CHECK(whole.files.size() == 1);
  }
}

TEST_CASE("a file stands where it is included, the shebang first of all") {
  const AssembledSource whole =
      Assembled({{"src/orders.lua", "#!lua name=orders\n--- @include \"lib/money\"\nuse()\n"},
                 {"src/lib/money.lua", "-- @include '../base.lua'\nlocal money\n"},
                 {"src/base.lua", "local base\n"}},
                "src/orders.lua");
  REQUIRE(whole.ok());
  CHECK(whole.text == "#!lua name=orders\nlocal base\nlocal money\nuse()\n");
  CHECK(PlaceOf(whole, 1) == "src/orders.lua:1");
  CHECK(PlaceOf(whole, 2) == "src/base.lua:1");
  CHECK(PlaceOf(whole, 3) == "src/lib/money.lua:2");
  CHECK(PlaceOf(whole, 4) == "src/orders.lua:3");
}

TEST_CASE("a file comes once, where it is first asked for") {
  Files files{{"a.lua", "--- @include \"b\"\n--- @include \"c\"\na()\n"},
              {"b.lua", "--- @include \"d\"\nb()\n"},
              {"c.lua", "--- @include \"d\"\nc()\n"},
              {"d.lua", "d()\n"}};
  CHECK(Assembled(files, "a.lua").text == "d()\nb()\nc()\na()\n");

  MemoryReader reader(files);
  AssembleSource({"a.lua", files["a.lua"]}, reader);
  CHECK(reader.reads == 3);
}

TEST_CASE("another way to the same file is the same file") {
  MemoryReader reader(
      {{"b.lua", "b()\n"}, {"link.lua", "b()\n"}, {"c.lua", "--- @include 'link'\n"}});
  reader.links = {{"link.lua", "b.lua"}};
  const AssembledSource whole =
      AssembleSource({"a.lua", "--- @include 'b'\n--- @include 'c'\na()"}, reader);
  CHECK(whole.text == "b()\na()");
}

TEST_CASE("lines stay apart whatever a file ends with") {
  const auto text = [](const std::string& root, const std::string& included) {
    return Assembled({{"a.lua", root}, {"b.lua", included}}, "a.lua").text;
  };
  CHECK(text("--- @include 'b'\na()", "b()") == "b()\na()");
  CHECK(text("--- @include 'b'\r\na()\r\n", "b()") == "b()\r\na()\r\n");
  CHECK(text("a()\n--- @include 'b'", "b()") == "a()\nb()");
  CHECK(text("a()\n--- @include 'b'\nc()\n", "") == "a()\nc()\n");
  CHECK(text("--- @include 'b'\n", "b()\n\n") == "b()\n\n");
}

TEST_CASE("a pattern includes what it matches, sorted, but Lua files only") {
  CHECK(Assembled({{"a.lua", "--- @include 'lib/*'\na()\n"},
                   {"lib/z.lua", "z()"},
                   {"lib/b.lua", "b()"},
                   {"lib/notes.md", "#"}},
                  "a.lua")
            .text == "b()\nz()\na()\n");
  CHECK(ErrorOf({{"a.lua", "--- @include 'lib/*'\n"}}, "a.lua") ==
        "a.lua:1:15+5: cannot include lib/*: no .lua file matches it | "
        "The pattern is relative to the file that it stands in.");
}

TEST_CASE("aliases stand for folders") {
  const Files files{{"src/a.lua", "-- @include '<lib>/b'\n-- @include '~/top'\n"},
                    {"shared/b.lua", "b()\n"},
                    {"root/top.lua", "top()\n"}};
  CHECK(Assembled(files, "src/a.lua", {.aliases = {{"lib", "shared"}, {"~", "root"}}}).text ==
        "b()\ntop()\n");
  CHECK(ErrorOf(files, "src/a.lua", {.aliases = {{"libs", "shared"}}}) ==
        "src/a.lua:1:14+7: cannot include <lib>/b: nothing is known of the path alias lib | "
        "Did you mean libs?");
  CHECK(ErrorOf({{"a.lua", "-- @include '<lib/b'"}}, "a.lua") ==
        "a.lua:1:14+6: cannot include <lib/b: the alias does not end | "
        "Write ~/path or <name>/path.");
  CHECK(ErrorOf({{"a.lua", "-- @include '<lib>/mony'"}, {"shared/money.lua", ""}}, "a.lua",
                {.aliases = {{"lib", "shared"}}}) ==
        "a.lua:1:14+10: cannot include shared/mony.lua: No such file or directory | "
        "Did you mean \"<lib>/money\"?");
}

TEST_CASE("a file that is missing is named with what was probably meant") {
  const Files files{{"src/a.lua", "\n--- @include \"lib/mony\"\n"}, {"src/lib/money.lua", ""}};
  CHECK(ErrorOf(files, "src/a.lua") ==
        "src/a.lua:2:15+8: cannot include src/lib/mony.lua: No such file or directory | "
        "Did you mean \"lib/money\"?");
  CHECK(ErrorOf({{"a.lua", "--- @include 'x.txt'"}}, "a.lua") ==
        "a.lua:1:15+5: cannot include x.txt: it is no .lua file | "
        "Only files that end in .lua are included; the ending may be left out.");
}

TEST_CASE("every error is told, up to a number") {
  CHECK(Assembled({{"a.lua", "--- @include 'x'\n--- @include 'b'\n"}, {"b.lua", "-- @include 'y'"}},
                  "a.lua")
            .errors.size() == 2);
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "--- @include 'x'\n";
  CHECK(Assembled({{"a.lua", many}}, "a.lua").errors.size() == kMostIncludeErrors);
}

TEST_CASE("a circle is named with every file of it") {
  CHECK(ErrorOf({{"a.lua", "--- @include 'b'"},
                 {"b.lua", "\n--- @include 'c'"},
                 {"c.lua", "--- @include './b.lua'"}},
                "a.lua") ==
        "c.lua:1:15+7: the includes go in a circle: b.lua:2 -> c.lua:1 -> b.lua | "
        "Put what both sides need into a file of its own, which includes neither.");
  CHECK(ErrorOf({{"a.lua", "--- @include '*'"}}, "a.lua")
            .starts_with("a.lua:1:15+1: the includes go in a circle: a.lua:1 -> a.lua"));
}

TEST_CASE("one file may not include another twice") {
  CHECK(ErrorOf({{"a.lua", "--- @include 'b'\n\n--- @include 'b.lua'"}, {"b.lua", ""}}, "a.lua") ==
        "a.lua:3:15+5: b.lua is already included, in line 1 | "
        "The loader of scripts refuses that within one file; remove one of the two.");
}

TEST_CASE("only the root may have a shebang") {
  CHECK(
      ErrorOf({{"a.lua", "#!lua name=a\n--- @include 'b'\n"}, {"b.lua", "#!lua name=b\n"}}, "a.lua")
          .starts_with("b.lua:1:1+12: b.lua begins with #! and is included by a.lua:2 | Only"));
}

TEST_CASE("a chain of includes has an end") {
  Files files;
  for (int i = 0; i < 1000; ++i)
    files[StrCat("f", i, ".lua")] = StrCat("--- @include 'f", i + 1, "'\n");
  CHECK(ErrorOf(files, "f0.lua").starts_with("f99.lua:1:15+4: cannot include f100.lua: files"));
}

}  // namespace luarig::test
