#include "cli/app/script_words.h"

#include <doctest/doctest.h>

namespace luarig::test {
namespace {

using Words = std::vector<std::string>;

const std::vector<KnownFlag> kFlags = {{.name = "--fixture", .takes_value = true},
                                       {.name = "--json"},
                                       {.name = "-e", .takes_value = true, .replaces_name = true}};

ScriptWords Cut(const Words& argv, WordShape shape = WordShape::kScript) {
  Result<ScriptWords> words = CutWords(argv, kFlags, shape);
  REQUIRE_MESSAGE(words.ok(), (words.ok() ? "" : words.error()));
  return *words;
}

std::string Refusal(const Words& argv, WordShape shape = WordShape::kScript) {
  const Result<ScriptWords> words = CutWords(argv, kFlags, shape);
  return words.ok() ? "" : words.error();
}

}  // namespace

TEST_CASE("a lone comma parts keys from arguments") {
  const ScriptWords words = Cut({"x.lua", "a", "b", ",", "1", "2"});
  CHECK(words.name == "x.lua");
  CHECK(words.keys == Words{"a", "b"});
  CHECK(words.args == Words{"1", "2"});
  CHECK(Cut({"x.lua", ",", "1"}).keys.empty());
  CHECK(Cut({"x.lua", "a"}).args.empty());
}

TEST_CASE("arguments are verbatim") {
  const Words everyday = {"[a,b]", "[]", "", "-5", "--x", "-", ",", "-e", "a,"};
  Words argv = {"x.lua", ","};
  argv.insert(argv.end(), everyday.begin(), everyday.end());
  CHECK(Cut(argv).args == everyday);
}

TEST_CASE("known flags are taken out anywhere, with their values") {
  const ScriptWords words =
      Cut({"--json", "x.lua", "k", "--fixture", "f", ",", "1", "--fixture=g", "2"});
  CHECK(words.keys == Words{"k"});
  CHECK(words.args == Words{"1", "2"});
  CHECK(words.flags == Words{"--json", "--fixture", "f", "--fixture", "g"});
}

TEST_CASE("behind -- nothing is a flag") {
  const ScriptWords words = Cut({"x.lua", "--", "--json", ",", "--fixture", "--"});
  CHECK(words.keys == Words{"--json"});
  CHECK(words.args == Words{"--fixture", "--"});
  CHECK(words.flags.empty());
}

TEST_CASE("negative numbers may be keys, unknown flags may not") {
  CHECK(Cut({"x.lua", "-5", "-.5"}).keys == Words{"-5", "-.5"});
  CHECK(Refusal({"x.lua", "--fixtur", "f"}) == "unknown option --fixtur; did you mean --fixture?");
}

TEST_CASE("a flag that gives the script makes every word a key") {
  CHECK(Cut({"k", "-e", "return 1"}).keys == Words{"k"});
  CHECK_FALSE(Cut({"k", "-e", "return 1"}).has_name);
}

TEST_CASE("a glued comma is explained unless a lone one is there") {
  CHECK(Refusal({"x.lua", "user:1,", "10"}).find("\"user:1 , 10\"") != std::string::npos);
  CHECK(Refusal({"x.lua", "user:1", ",10"}).find("\", 10\"") != std::string::npos);
  CHECK(Cut({"x.lua", "a,", ",", "1"}).keys == Words{"a,"});
}

TEST_CASE("a command is verbatim from its name on") {
  const ScriptWords words = Cut({"SET", "k", "--x", ",", "-e", "--json"}, WordShape::kCommand);
  CHECK(words.args == Words{"SET", "k", "--x", ",", "-e"});
  CHECK(words.flags == Words{"--json"});
  CHECK(Refusal({"--x", "SET"}, WordShape::kCommand).find("--x") != std::string::npos);
}

TEST_CASE("a flag without its value is refused") {
  CHECK(Refusal({"x.lua", "--fixture"}) == "--fixture needs a value");
}

TEST_CASE("a switch takes true and false behind an equals sign, and nothing else") {
  CHECK(Cut({"x.lua", "--json=false", ",", "--json=true"}).flags ==
        Words{"--json=false", "--json=true"});
  CHECK(Refusal({"x.lua", "--json=1"}) == "--json takes no value but true and false");
}

}  // namespace luarig::test
