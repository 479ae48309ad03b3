#ifndef LUARIG_TESTS_UNIT_CLI_FOLDER_H_
#define LUARIG_TESTS_UNIT_CLI_FOLDER_H_

#include <filesystem>
#include <string>
#include <string_view>

#include <doctest/doctest.h>
#include <unistd.h>

#include "cli/app/files.h"

namespace luarig::test {

// A folder that goes away with the test.
struct Folder {
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "luarig-unit-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = std::filesystem::canonical(name);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string Write(const char* name, std::string_view text) const {
    std::filesystem::create_directories((path / name).parent_path());
    WriteFile((path / name).string(), text);
    return (path / name).string();
  }

  std::filesystem::path path;
};

// While it lives, a folder is the current one.
class Inside {
 public:
  explicit Inside(const std::filesystem::path& folder) : before_(std::filesystem::current_path()) {
    std::filesystem::create_directories(folder);
    std::filesystem::current_path(folder);
  }
  ~Inside() { std::filesystem::current_path(before_); }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

 private:
  std::filesystem::path before_;
};

}  // namespace luarig::test

#endif  // LUARIG_TESTS_UNIT_CLI_FOLDER_H_
