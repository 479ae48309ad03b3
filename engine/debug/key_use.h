#ifndef LUARIG_ENGINE_DEBUG_KEY_USE_H_
#define LUARIG_ENGINE_DEBUG_KEY_USE_H_

#include <span>
#include <string_view>
#include <vector>

#include "engine/dispatch/registry.h"

namespace luarig {

// A key that a command names, and what it may do with it.
struct KeyUse {
  std::string_view key;
  bool reads = false;
  bool writes = false;
};

// The command that the words call, subcommand and all; null if there is none.
const Command* CommandOf(const CommandTable& commands, std::span<const std::string_view> words);

// The keys that a command of `words` would use.
std::vector<KeyUse> KeysUsed(const Command& command, std::span<const std::string_view> words);

// True if `what` names it: "hset", "CONFIG|GET", "*write" (a category).
bool IsNamedBy(const Command& command, std::string_view what);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DEBUG_KEY_USE_H_
