#ifndef LUARIG_ENGINE_COMMANDS_DUMP_H_
#define LUARIG_ENGINE_COMMANDS_DUMP_H_

#include <string_view>

#include "engine/rdb/value_bytes.h"
#include "engine/store/keyspace.h"

namespace luarig {

// Puts a value that was read from its bytes at `key`, whatever was there. It has no TTL then.
void PutValue(Keyspace& keys, std::string_view key, Value value);

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_DUMP_H_
