#include "engine/dispatch/command_keys.h"

#include <algorithm>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

bool HasWord(std::span<const std::string_view> words, std::string_view word) {
  return std::ranges::any_of(words,
                             [&](std::string_view other) { return EqualsIgnoreCase(other, word); });
}

}  // namespace

std::vector<KeyWord> ExactKeysOf(const Command& command, std::span<const std::string_view> argv) {
  std::vector<KeyWord> keys = KeysOf(*command.spec, argv);
  if (keys.empty()) return keys;
  const std::string_view name = command.spec->name;
  if (name == "set") {
    const bool gets = argv.size() > 3 && HasWord(argv.subspan(3), "GET");
    if (!gets) keys[0].flags = KeyFlag::kOW | KeyFlag::kUpdate;
  } else if (name == "bitfield") {
    const auto operations = argv.subspan(2);
    if (!HasWord(operations, "SET") && !HasWord(operations, "INCRBY"))
      keys[0].flags = KeyFlag::kRO | KeyFlag::kAccess;
  } else if (name == "sort") {
    // The last STORE counts.
    for (size_t i = argv.size() - 1; i > 2; --i) {
      if (!EqualsIgnoreCase(argv[i - 1], "STORE")) continue;
      keys.push_back({i, KeyFlag::kOW | KeyFlag::kUpdate});
      break;
    }
  } else if (name == "migrate" && keys.size() > 1) {
    keys.erase(keys.begin());  // the empty word that KEYS asks for
  }
  for (KeyWord& key : keys) {
    key.flags = key.flags.Without(KeyFlag::kIncomplete | KeyFlag::kVariableFlags);
  }
  return keys;
}

}  // namespace luarig
