// The tables of commands against those of the servers, which tests/reference/commands holds. Of
// redis-7.0 luarig_rows asks a server, and more.

#include <fstream>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "engine/dispatch/registry.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

using Json = nlohmann::json;

Json TableOf(std::string_view file) {
  std::ifstream in(StrCat(LUARIG_SOURCE_DIR "/tests/reference/commands/", file));
  return Json::parse(in);
}

std::set<std::string> FlagsOf(const Command& command) {
  std::set<std::string> names;
  for (int i = 0; i <= static_cast<int>(CommandFlag::kAllowBusy); ++i) {
    const auto flag = static_cast<CommandFlag>(i);
    if (flag == CommandFlag::kMayReplicate) continue;  // COMMAND does not tell
    if (command.flags.Has(flag)) names.emplace(FlagName(flag));
  }
  return names;
}

std::set<std::string> CategoriesOf(const Command& command) {
  std::set<std::string> names;
  for (int i = 0; i < kAclCategoryCount; ++i) {
    const auto category = static_cast<AclCategory>(i);
    if (command.acl.Has(category)) names.insert(StrCat("@", CategoryName(category)));
  }
  return names;
}

void CheckRow(const Json& row, const Command* command) {
  const std::string name = row.at("name");
  INFO(name);
  REQUIRE(command != nullptr);
  CHECK(command->full_name == name);
  CHECK(command->spec->arity.words == row.at("arity").get<int>());
  CHECK(command->spec->since == row.at("since").get<std::string>());
  CHECK(FlagsOf(*command) == row.at("flags").get<std::set<std::string>>());
  CHECK(CategoriesOf(*command) == row.at("acl").get<std::set<std::string>>());
  const Json parts = row.value("subcommands", Json::object());
  CHECK(command->subcommands.size() == parts.size());
  for (const auto& [part, sub] : parts.items()) {
    const std::string word = sub.at("name").get<std::string>().substr(name.size() + 1);
    CheckRow(sub, command->FindSubcommand(word));
  }
}

}  // namespace

TEST_CASE("every command of a server is here, with its arity, flags and categories") {
  struct Server {
    std::string_view target;
    std::string_view file;
  };
  constexpr Server kServers[] = {{"redis-7.0", "redis-7.0.15.json"},
                                 {"redis-7.2", "redis-7.2.6.json"},
                                 {"redis-7.4", "redis-7.4.1.json"},
                                 {"valkey-8.0", "valkey-8.0.1.json"}};
  for (const Server& server : kServers) {
    INFO(server.target);
    TestEngine redis(server.target);
    const CommandTable& commands = redis.engine.commands();
    const Json table = TableOf(server.file);
    for (const auto& [name, row] : table.items()) CheckRow(row, commands.Find(name));
    CHECK(commands.all().size() == table.size());
  }
}

}  // namespace luarig::test
