#ifndef LUARIG_ENGINE_DISPATCH_COMMAND_KEYS_H_
#define LUARIG_ENGINE_DISPATCH_COMMAND_KEYS_H_

#include <span>
#include <string_view>
#include <vector>

#include "engine/dispatch/registry.h"

namespace luarig {

// The words of argv that are keys, with what happens to each: what the key specs say, and for some
// commands (SET, SORT, MIGRATE, ...) what only the words themselves tell. What is no key of data
// (the channels of shards) is among them, with kNotKey.
std::vector<KeyWord> ExactKeysOf(const Command& command, std::span<const std::string_view> argv);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_COMMAND_KEYS_H_
