#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>

#include <doctest/doctest.h>

namespace luarig::test {
namespace {

namespace fs = std::filesystem;

// Who may include whom, besides itself. The picture is in docs/design.md; this is its law.
// A folder that is not listed fails.
const std::set<std::string> kDispatch = {"engine/base", "engine/reply",  "engine/store",
                                         "engine/rdb",  "engine/server", "engine/dispatch"};

std::set<std::string> With(std::set<std::string> folders, std::initializer_list<std::string> more) {
  folders.insert(more.begin(), more.end());
  return folders;
}

const std::set<std::string> kFacade = With(kDispatch, {"engine"});

const std::map<std::string, std::set<std::string>> kMayInclude = {
    {"engine/base", {}},
    {"engine/reply", {"engine/base"}},
    {"engine/source", {"engine/base"}},
    {"engine/store", {"engine/base"}},
    {"engine/rdb", {"engine/base", "engine/store"}},
    {"engine/server", {"engine/base", "engine/reply", "engine/store", "engine/rdb"}},
    {"engine/dispatch",
     {"engine/base", "engine/reply", "engine/store", "engine/rdb", "engine/server"}},
    {"engine/commands", kDispatch},
    {"engine/script", kDispatch},
    {"engine", With(kDispatch, {"engine/commands", "engine/script"})},
    {"engine/fixture", kFacade},
    {"engine/trace", kFacade},
    // A suite in Lua gets the engine's own cjson, cmsgpack and string functions, and its bounds.
    {"engine/testing",
     With(kFacade, {"engine/fixture", "engine/source", "engine/trace", "engine/script"})},
    {"engine/testing/report", {"engine/base", "engine/testing"}},
    {"engine/debug",
     With(kFacade, {"engine/fixture", "engine/source", "engine/trace", "engine/script"})},
    {"cli", With(kFacade, {"engine/fixture", "engine/source", "engine/trace", "engine/testing",
                           "engine/testing/report", "engine/debug", "cli/app", "cli/debug",
                           "cli/explain", "cli/remote", "cli/serve", "cli/test"})},
    {"cli/debug",
     With(kFacade, {"engine/debug", "engine/fixture", "engine/source", "cli/app", "cli/serve"})},
    {"cli/explain", {"engine/base"}},
    {"cli/serve", With(kFacade, {"cli/app", "engine/debug"})},
    {"cli/remote", With(kFacade, {"engine/fixture", "engine/testing", "cli/app"})},
    {"cli/test", With(kFacade, {"engine/fixture", "engine/source", "engine/trace", "engine/testing",
                                "engine/testing/report", "cli/app", "cli/remote"})},
    {"cli/app", With(kFacade, {"engine/fixture", "engine/source", "engine/trace", "cli/explain"})},
};

// Which package headers a folder may include; every folder that is not named may not.
const std::map<std::string, std::set<std::string>> kPackages = {
    {"lua.hpp", {"engine/debug", "engine/script", "engine/testing"}},
    {"nlohmann/",
     {"engine/fixture", "engine/testing", "engine/testing/report", "cli", "cli/app", "cli/debug",
      "cli/test"}},
    {"re2/", {"engine/testing"}},
    {"CLI/", {"cli/app"}},
    {"histedit.h", {"cli", "cli/app"}},
    {"lzf.h", {"engine/rdb"}},
    {"unistd.h", {"cli", "cli/app", "cli/debug", "cli/remote", "cli/serve", "cli/test"}},
    {"sys/", {"cli", "cli/app", "cli/debug", "cli/remote", "cli/serve", "cli/test"}},
    {"fcntl.h", {"cli", "cli/app", "cli/debug", "cli/remote", "cli/serve", "cli/test"}},
    {"filesystem", {"cli", "cli/app", "cli/test"}},
    {"fstream", {"cli", "cli/app"}},
    {"iostream", {"cli", "cli/app"}},
    {"chrono", {"cli", "cli/app", "cli/remote", "cli/test"}},
    {"random", {"cli/test"}},
    {"thread", {"cli", "cli/app", "cli/remote", "cli/test"}},
};

std::string FolderOf(const std::string& path) { return path.substr(0, path.rfind('/')); }

// The file's text between the quotes or angle brackets of an #include line; "" for other lines.
std::string IncludedBy(const std::string& line, char open, char close) {
  const std::string start = std::string("#include ") + open;
  if (!line.starts_with(start)) return "";
  return line.substr(start.size(), line.find(close, start.size()) - start.size());
}

void CheckFile(const fs::path& path) {
  const std::string file = fs::relative(path, LUARIG_SOURCE_DIR).string();
  const std::string folder = FolderOf(file);
  const auto law = kMayInclude.find(folder);
  REQUIRE_MESSAGE(law != kMayInclude.end(), folder << " has no place in the layering law");

  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    if (const std::string ours = IncludedBy(line, '"', '"'); !ours.empty()) {
      const std::string from = FolderOf(ours);
      CHECK_MESSAGE((from == folder || law->second.contains(from)),
                    file << " must not include " << ours);
    }
    const std::string package = IncludedBy(line, '<', '>');
    for (const auto& [prefix, folders] : kPackages) {
      if (package.empty() || !package.starts_with(prefix)) continue;
      if (prefix.back() != '/' && package != prefix) continue;
      CHECK_MESSAGE(folders.contains(folder), file << " must not include <" << package << ">");
    }
  }
}

}  // namespace

TEST_CASE("every include points down the layers") {
  for (const char* root : {LUARIG_SOURCE_DIR "/engine", LUARIG_SOURCE_DIR "/cli"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
      const std::string extension = entry.path().extension().string();
      if (entry.is_regular_file() && (extension == ".cc" || extension == ".h"))
        CheckFile(entry.path());
    }
  }
}

}  // namespace luarig::test
