#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <doctest/doctest.h>

#include "cli/app/subcommand.h"

namespace luarig::test {
namespace {

namespace fs = std::filesystem;

std::set<std::string> Names() {
  std::set<std::string> names;
  for (const Subcommand& subcommand : Subcommands()) names.insert(subcommand.name);
  return names;
}

struct Said {
  ExitCode exit;
  std::string out;
  std::string err;
};

Said Luarig(std::vector<std::string> argv) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  Console console{.in = in, .out = out, .err = err};
  const ExitCode exit = RunLuarig(std::move(argv), console);
  return {exit, out.str(), err.str()};
}

}  // namespace

TEST_CASE("every subcommand has a page, a help golden, and nothing else has") {
  std::set<std::string> pages;
  for (const auto& entry : fs::directory_iterator(LUARIG_SOURCE_DIR "/docs/cli")) {
    pages.insert(entry.path().stem().string());
  }
  CHECK(pages == Names());

  std::set<std::string> goldens;
  for (const auto& entry : fs::directory_iterator(LUARIG_SOURCE_DIR "/tests/cli")) {
    if (fs::exists(entry.path() / "help.txt")) goldens.insert(entry.path().filename().string());
  }
  std::set<std::string> expected = Names();
  expected.insert("luarig");  // the list of them all
  CHECK(goldens == expected);
}

TEST_CASE("the page of a subcommand names every flag of its help") {
  for (const std::string& name : Names()) {
    std::ifstream in(LUARIG_SOURCE_DIR "/docs/cli/" + name + ".md");
    const std::string page(std::istreambuf_iterator<char>(in), {});
    const std::string help = Luarig({name, "--help"}).out;
    for (size_t at = help.find(" --"); at != std::string::npos; at = help.find(" --", at + 1)) {
      const size_t end = help.find_first_of(" ,\n", at + 1);
      const std::string flag = help.substr(at + 1, end - at - 1);
      if (flag == "--help" || flag.size() < 4) continue;
      CHECK_MESSAGE(page.find(flag) != std::string::npos, name << ".md does not mention " << flag);
    }
  }
}

TEST_CASE("subcommands run in process") {
  const Said said = Luarig({"eval", "-e", "return ARGV[1]", ",", "-5"});
  CHECK(said.exit == ExitCode::kOk);
  CHECK(said.out == "\"-5\"\n");
  CHECK(said.err.empty());
  CHECK(Luarig({"eval", "-e", "error('x')"}).exit == ExitCode::kFindings);
  CHECK(Luarig({"eval", "-e", "return 1", "--seed", "x"}).exit == ExitCode::kFailure);
}

}  // namespace luarig::test
