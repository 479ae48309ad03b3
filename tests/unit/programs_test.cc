// fixtures/ is for people to run by hand; tests/conformance/programs proves what it does. The cases
// hold the scripts in full, so the two copies must not drift apart.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "cli/app/sources.h"
#include "engine/base/bytes.h"
#include "engine/fixture/json_reader.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

namespace fs = std::filesystem;

std::string ReadAll(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Every file below `folder` (named from the root) with this extension.
std::vector<fs::path> FilesBelow(const std::string& folder, const std::string& extension) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(LUARIG_SOURCE_DIR) / folder)) {
    if (entry.path().extension() == extension) found.push_back(entry.path());
  }
  return found;
}

TEST_CASE("every library and script in fixtures/ stands in a conformance case as it is") {
  std::string cases;
  for (const fs::path& path : FilesBelow("tests/conformance/programs", ".case")) {
    cases += ReadAll(path);
  }
  std::vector<fs::path> programs = FilesBelow("fixtures/libraries", ".lua");
  for (const fs::path& path : FilesBelow("fixtures/scripts", ".lua")) programs.push_back(path);
  REQUIRE(programs.size() >= 50);

  for (const fs::path& path : programs) {
    CHECK_MESSAGE(cases.find(StrCat("\n", ReadAll(path), "END\n")) != std::string::npos,
                  path.string(), " is not in tests/conformance/programs; record its case again");
  }
}

TEST_CASE("the library of fixtures/orders stands in its conformance case as it is deployed") {
  std::istringstream in;
  std::ostringstream out;
  const Console console{.in = in, .out = out, .err = out};
  const SourceText library =
      LoadSource(LUARIG_SOURCE_DIR "/fixtures/orders/src/orders.lua", console, true);
  CHECK(library.files.size() >= 10);
  const std::string cases = ReadAll(LUARIG_SOURCE_DIR "/tests/conformance/programs/orders.case");
  CHECK_MESSAGE(cases.find(StrCat("\n", library.text, "END\n")) != std::string::npos,
                "bundle it into tests/conformance/programs/orders.case and record that again");
}

TEST_CASE("every keyspace in fixtures/ loads without a warning") {
  std::vector<fs::path> keyspaces = FilesBelow("fixtures/keyspaces", ".json");
  keyspaces.emplace_back(LUARIG_SOURCE_DIR "/fixtures/orders/orders.json");
  for (const fs::path& path : keyspaces) {
    TestEngine redis;
    const LoadReport report =
        LoadJson(ReadAll(path), {.file_name = path.filename().string(), .now_ms = 0}, redis.engine);
    CHECK_MESSAGE(report.ok(), path.string());
    CHECK_MESSAGE(report.warnings.empty(), path.string());
    CHECK_MESSAGE(report.keys > 0, path.string());
  }
}

}  // namespace
}  // namespace luarig::test
