#ifndef LUARIG_CLI_DEBUG_KEYS_H_
#define LUARIG_CLI_DEBUG_KEYS_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/engine.h"

namespace luarig {

// A pattern that matches that key alone.
std::string LiteralPattern(std::string_view key);

// The value of a key in fixture notation, `{"hash": {"a": 1}}`, cut where it has more
// than `longest` bytes; "" if there is no such key. It counts as no use of the key.
std::string ValueText(Engine& engine, int database, std::string_view key, size_t longest);

}  // namespace luarig

#endif  // LUARIG_CLI_DEBUG_KEYS_H_
