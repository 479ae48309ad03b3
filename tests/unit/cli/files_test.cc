#include "cli/app/files.h"

#include <filesystem>
#include <string>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/app/subcommand.h"

namespace luarig::test {
namespace {

namespace fs = std::filesystem;

// A folder that goes away with the test.
struct Folder {
  Folder() {
    std::string name = (fs::temp_directory_path() / "luarig-files-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string File(const char* name) const { return (path / name).string(); }
  size_t entries() const {
    return static_cast<size_t>(
        std::distance(fs::directory_iterator(path), fs::directory_iterator()));
  }

  fs::path path;
};

}  // namespace

TEST_CASE("what is written can be read, and nothing stays beside it") {
  const Folder folder;
  WriteFile(folder.File("a"), std::string_view("x\0y", 3));
  CHECK(ReadFile(folder.File("a")) == std::string("x\0y", 3));
  WriteFile(folder.File("a"), "");
  CHECK(ReadFile(folder.File("a")).empty());
  CHECK(folder.entries() == 1);
}

TEST_CASE("a file that exists keeps its permissions, a link stays one") {
  const Folder folder;
  WriteFile(folder.File("a"), "old");
  REQUIRE(chmod(folder.File("a").c_str(), 0640) == 0);
  fs::create_symlink("a", folder.File("link"));
  WriteFile(folder.File("link"), "new");
  CHECK(fs::is_symlink(folder.File("link")));
  CHECK(ReadFile(folder.File("a")) == "new");
  struct stat info {};
  REQUIRE(stat(folder.File("a").c_str(), &info) == 0);
  CHECK((info.st_mode & 07777) == 0640);
}

TEST_CASE("what cannot be read or written says so") {
  const Folder folder;
  CHECK_THROWS_WITH_AS(ReadFile("/nowhere/x"), "cannot read /nowhere/x: No such file or directory",
                       UsageError);
  CHECK_THROWS_WITH_AS(WriteFile("/nowhere/x", "y"),
                       "cannot write /nowhere/x: No such file or directory", UsageError);
  CHECK_THROWS_AS(WriteFile(folder.path.string(), "y"), UsageError);
  CHECK(folder.entries() == 0);
}

}  // namespace luarig::test
