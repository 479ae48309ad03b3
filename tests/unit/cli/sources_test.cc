#include "cli/app/sources.h"

#include <filesystem>
#include <sstream>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "tests/unit/cli/folder.h"

namespace luarig::test {
namespace {

namespace fs = std::filesystem;

struct Loaded {
  SourceText source;
  std::string err;
  std::string refusal;
};

Loaded Load(const std::string& path) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  const Console console{.in = in, .out = out, .err = err};
  try {
    return {LoadSource(path, console, true), err.str(), ""};
  } catch (const UsageError& error) {
    return {{}, err.str(), error.what()};
  }
}

}  // namespace

TEST_CASE("a source is put together from the disk") {
  const Folder folder;
  folder.Write("lib/money.lua", "local money\n");
  folder.Write("lib/deep/time.lua", "local time\n");
  const std::string root = folder.Write("a.lua", "--- @include 'lib/**/*'\nuse()\n");
  const Loaded loaded = Load(root);
  CHECK(loaded.source.text == "local time\nlocal money\nuse()\n");
  const SourcePlace place = loaded.source.Located({.file = "", .line = 2, .column = 7});
  CHECK(place.file == (folder.path / "lib/money.lua").string());
  CHECK(place.line == 1);
  CHECK(place.column == 7);
  CHECK(loaded.source.TextOf(place.file) == "local money\n");
}

TEST_CASE("a plain file is its own text") {
  const Folder folder;
  const Loaded loaded = Load(folder.Write("a.lua", "return 1\n"));
  CHECK(loaded.source.files.empty());
  CHECK(loaded.source.map.is_identity());
  CHECK(loaded.source.Located({.file = "@user_script", .line = 1}).file == loaded.source.name);
}

TEST_CASE("a link to a file, or to a folder, is what it leads to") {
  const Folder folder;
  folder.Write("lib/b.lua", "b()\n");
  fs::create_symlink("b.lua", folder.path / "lib/link.lua");
  fs::create_directory_symlink(".", folder.path / "lib/loop");
  folder.Write("lib/c.lua", "-- @include 'loop/loop/link'\nc()\n");
  CHECK(Load(folder.Write("a.lua", "-- @include 'lib/b'\n-- @include 'lib/c'\n")).source.text ==
        "b()\nc()\n");
  CHECK(Load(folder.Write("d.lua", "-- @include 'lib/**/c'\n")).source.text == "b()\nc()\n");
}

TEST_CASE("what is no file, or may not be read, is told and not waited for") {
  const Folder folder;
  fs::create_directory(folder.path / "folder.lua");
  REQUIRE(mkfifo((folder.path / "pipe.lua").c_str(), 0600) == 0);
  const Loaded loaded =
      Load(folder.Write("a.lua", "-- @include 'folder'\n-- @include 'pipe'\n-- @include 'x'\n"));
  CHECK(loaded.refusal.ends_with("a.lua: 3 errors in its includes"));
  CHECK(loaded.err.find("folder.lua: it is no file") != std::string::npos);
  CHECK(loaded.err.find("pipe.lua: it is no file") != std::string::npos);
  CHECK(loaded.err.find("x.lua: No such file or directory") != std::string::npos);
}

}  // namespace luarig::test
