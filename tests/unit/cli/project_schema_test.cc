// The schema of luarig.json and the flags of the subcommands say the same.

#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "cli/app/command_line.h"
#include "cli/app/subcommand.h"

namespace luarig::test {
namespace {

using nlohmann::json;

json Schema() {
  std::ifstream in(LUARIG_SOURCE_DIR "/docs/schema/project-1.json");
  return json::parse(in);
}

std::vector<FileFlag> AllFlagsOf(const Subcommand& subcommand) {
  CommandLine line("", "");
  line.DeclareProject();
  std::vector<std::string> no_words;
  const auto run = subcommand.declare(line, no_words);
  return line.FileFlags();
}

// Those that may stand in a project file.
std::map<std::string, FileFlag> FlagsOf(const Subcommand& subcommand) {
  std::map<std::string, FileFlag> flags;
  for (const FileFlag& flag : AllFlagsOf(subcommand)) {
    if (flag.refusal.empty()) flags.emplace(flag.name, flag);
  }
  return flags;
}

std::set<std::string> NamesOf(const json& properties) {
  std::set<std::string> names;
  for (const auto& member : properties.items()) names.insert(member.key());
  return names;
}

// What "$ref" leads to, as far as it goes.
json Resolved(const json& schema, json node) {
  while (node.contains("$ref"))
    node = schema.at(json::json_pointer(node["$ref"].get<std::string>().substr(1)));
  return node;
}

// The kinds of values that a schema takes.
std::set<std::string> KindsOf(const json& schema, const json& node) {
  const json whole = Resolved(schema, node);
  std::set<std::string> kinds;
  for (const json& part : whole.value("anyOf", json::array())) kinds.merge(KindsOf(schema, part));
  for (const json& value : whole.value("enum", json::array()))
    kinds.insert(value.is_string() ? "string" : "integer");
  const json type = whole.value("type", json::array());
  if (type.is_string()) kinds.insert(type.get<std::string>());
  if (type.is_array()) {
    for (const json& one : type) kinds.insert(one.get<std::string>());
  }
  return kinds;
}

void CheckKinds(const FileFlag& flag, const std::set<std::string>& kinds) {
  CAPTURE(flag.name);
  const bool list = flag.kind == FileFlag::Kind::kTexts || flag.takes_list;
  CHECK(kinds.contains("array") == list);
  CHECK(kinds.contains("boolean") == (flag.kind == FileFlag::Kind::kSwitch));
  CHECK(kinds.contains("integer") == (flag.kind == FileFlag::Kind::kNumber));
  if (flag.is_path()) CHECK_FALSE(kinds.contains("number"));
}

}  // namespace

TEST_CASE("the schema of luarig.json has the flags of each subcommand, and no others") {
  const json schema = Schema();
  std::set<std::string> top{"$schema", "aliases"};
  for (const Subcommand& subcommand : Subcommands()) {
    CAPTURE(subcommand.name);
    CHECK(schema["properties"].contains(subcommand.name) == subcommand.has_project);
    if (!subcommand.has_project) continue;
    top.insert(subcommand.name);
    const json section = Resolved(schema, schema["properties"][subcommand.name]);
    CHECK(section["additionalProperties"] == false);
    std::set<std::string> names;
    for (const auto& [name, flag] : FlagsOf(subcommand)) {
      names.insert(name);
      if (section["properties"].contains(name))
        CheckKinds(flag, KindsOf(schema, section["properties"][name]));
    }
    CHECK(NamesOf(section["properties"]) == names);
    top.merge(names);
  }
  CHECK(NamesOf(schema["properties"]) == top);
}

TEST_CASE("no flag is called like a subcommand, nor like another member of luarig.json") {
  for (const Subcommand& subcommand : Subcommands()) {
    if (!subcommand.has_project) continue;
    const auto flags = FlagsOf(subcommand);
    CHECK_FALSE(flags.contains("aliases"));
    for (const Subcommand& other : Subcommands()) CHECK_FALSE(flags.contains(other.name));
  }
}

TEST_CASE("docs/project.md names every flag that must not come from a file") {
  std::ifstream in(LUARIG_SOURCE_DIR "/docs/project.md");
  const std::string page(std::istreambuf_iterator<char>(in), {});
  for (const Subcommand& subcommand : Subcommands()) {
    if (!subcommand.has_project) continue;
    for (const FileFlag& flag : AllFlagsOf(subcommand)) {
      if (flag.refusal.empty()) continue;
      CHECK_MESSAGE(page.find("`--" + flag.name + "`") != std::string::npos, flag.name);
      CHECK_FALSE(flag.refusal.ends_with('.'));  // the message ends the sentence
    }
  }
}

}  // namespace luarig::test
