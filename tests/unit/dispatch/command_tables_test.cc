// The tables of commands against those of the servers, which tests/reference/commands holds. Of
// redis-7.0 luarig_rows asks a server, and more.

#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "engine/dispatch/registry.h"
#include "tests/unit/server_tables.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

using Json = nlohmann::json;

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
  for (const TableSource& server : kTableSources) {
    INFO(server.target);
    TestEngine redis(server.target);
    const CommandTable& commands = redis.engine.commands();
    const Json table = TableOf(server);
    for (const auto& [name, row] : table.items()) CheckRow(row, commands.Find(name));
    CHECK(commands.all().size() == table.size());
  }
}

}  // namespace luarig::test
