#include "engine/source/paths.h"

#include <doctest/doctest.h>

namespace luarig::test {

TEST_CASE("a path is made normal without asking anybody") {
  CHECK(NormalPath("a/./b//c/../d.lua") == "a/b/d.lua");
  CHECK(NormalPath("../../a") == "../../a");
  CHECK(NormalPath("a/../../b") == "../b");
  CHECK(NormalPath("/../a/") == "/a");
  CHECK(NormalPath("./") == "");
  CHECK(NormalPath("/") == "/");
}

TEST_CASE("a path is seen from a folder, unless it begins at the root") {
  CHECK(JoinPath("src", "lib/a.lua") == "src/lib/a.lua");
  CHECK(JoinPath("src", "../a.lua") == "a.lua");
  CHECK(JoinPath("", "a.lua") == "a.lua");
  CHECK(JoinPath("src", "/a.lua") == "/a.lua");
  CHECK(JoinPath("/", "a.lua") == "/a.lua");
}

TEST_CASE("the parts of a path") {
  CHECK(FolderOf("a/b/c.lua") == "a/b");
  CHECK(FolderOf("/c.lua") == "/");
  CHECK(FolderOf("c.lua") == "");
  CHECK(FileNameOf("a/b.c/d") == "d");
  CHECK(ExtensionOf("a.b/c.min.lua") == ".lua");
  CHECK(ExtensionOf("a.b/c") == "");
  CHECK(ExtensionOf("a/.lua") == "");
}

}  // namespace luarig::test
