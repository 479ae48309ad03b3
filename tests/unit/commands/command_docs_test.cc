// COMMAND DOCS against the tables of the servers, which tests/reference/commands holds.

#include <map>
#include <string>

#include <nlohmann/json.hpp>

#include "tests/unit/server_tables.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

using Json = nlohmann::json;

// The fields of a map, which RESP2 has as an array.
std::map<std::string, Reply> Fields(const Reply& map) {
  std::map<std::string, Reply> fields;
  for (size_t i = 0; i + 1 < map.elements.size(); i += 2)
    fields[map.elements[i].text] = map.elements[i + 1];
  return fields;
}

// Arguments in the notation of the tables.
Json ArgumentsOf(const Reply& reply) {
  Json arguments = Json::array();
  for (const Reply& one : reply.elements) {
    Json& argument = arguments.emplace_back(Json::object());
    for (const auto& [name, value] : Fields(one)) {
      if (name == "arguments") {
        argument[name] = ArgumentsOf(value);
      } else if (name == "flags") {
        for (const Reply& flag : value.elements) argument[name].push_back(flag.text);
      } else if (name == "key_spec_index") {
        argument[name] = value.integer;
      } else if (name != "display_text") {
        argument[name] = value.text;
      }
    }
  }
  return arguments;
}

void CheckDocs(const Json& row, const Reply& docs) {
  INFO(row.at("name").get<std::string>());
  std::map<std::string, Reply> fields = Fields(docs);
  CHECK(fields["summary"].text != "");
  for (const char* name : {"since", "group", "complexity", "deprecated_since", "replaced_by"})
    CHECK(fields[name].text == row.value(name, ""));
  CHECK(ArgumentsOf(fields["arguments"]) == row.value("arguments", Json::array()));
  std::map<std::string, Reply> parts = Fields(fields["subcommands"]);
  const Json subcommands = row.value("subcommands", Json::object());
  CHECK(parts.size() == subcommands.size());
  for (const auto& [word, part] : subcommands.items()) CheckDocs(part, parts[part.at("name")]);
}

}  // namespace

TEST_CASE("COMMAND DOCS tells what the tables of the servers tell") {
  for (const TableSource& server : kTableSources) {
    INFO(server.target);
    TestEngine redis(server.target);
    const Json table = TableOf(server);
    std::map<std::string, Reply> docs = Fields(redis.Run("COMMAND DOCS"));
    CHECK(docs.size() == table.size());
    for (const auto& [name, row] : table.items()) CheckDocs(row, docs[name]);
  }
}

TEST_CASE("since 7.2 COMMAND DOCS tells what an argument is shown as, but for groups of them") {
  const auto has = [](std::string_view target, std::string_view type) {
    TestEngine redis(target);
    const Reply docs = redis.Run("COMMAND DOCS set").elements.at(1);
    const Reply arguments = Fields(docs)["arguments"];
    for (const Reply& argument : arguments.elements) {
      std::map<std::string, Reply> fields = Fields(argument);
      if (fields["type"].text == type) return fields.contains("display_text");
    }
    return false;
  };
  CHECK(!has("redis-7.0", "key"));
  CHECK(has("redis-7.2", "key"));
  CHECK(has("redis-7.4", "pure-token"));
  CHECK(!has("redis-7.4", "oneof"));
}

}  // namespace luarig::test
