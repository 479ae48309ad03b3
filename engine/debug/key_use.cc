#include "engine/debug/key_use.h"

#include "engine/base/bytes.h"
#include "engine/dispatch/command_keys.h"

namespace luarig {

const Command* CommandOf(const CommandTable& commands, std::span<const std::string_view> words) {
  const Command* command = commands.Find(words[0]);
  if (command == nullptr || command->subcommands.empty() || words.size() < 2) return command;
  return command->FindSubcommand(words[1]);
}

std::vector<KeyUse> KeysUsed(const Command& command, std::span<const std::string_view> words) {
  std::vector<KeyUse> uses;
  for (const KeyWord& word : ExactKeysOf(command, words)) {
    if (word.flags.Has(KeyFlag::kNotKey)) continue;
    uses.push_back(
        {.key = words[word.index],
         .reads = word.flags.HasAny(KeyFlag::kRO | KeyFlag::kAccess),
         .writes = word.flags.HasAny(KeyFlag::kRW | KeyFlag::kOW) || word.flags.Has(KeyFlag::kRM)});
  }
  return uses;
}

bool IsNamedBy(const Command& command, std::string_view what) {
  if (!what.starts_with('*') && !what.starts_with('@'))
    return EqualsIgnoreCase(command.full_name, what) || EqualsIgnoreCase(command.spec->name, what);
  what.remove_prefix(1);
  for (int i = 0; i < kAclCategoryCount; ++i) {
    const auto category = static_cast<AclCategory>(i);
    if (EqualsIgnoreCase(CategoryName(category), what)) return command.acl.Has(category);
  }
  return false;
}

}  // namespace luarig
