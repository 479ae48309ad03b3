#ifndef LUARIG_ENGINE_COMMANDS_DATABASE_ARG_H_
#define LUARIG_ENGINE_COMMANDS_DATABASE_ARG_H_

#include <string_view>

#include "engine/dispatch/call.h"

namespace luarig {

// The database that `word` numbers. Throws CommandError for what is no 32-bit integer, then for
// what is no database of this server.
Keyspace& DatabaseArg(const Call& call, std::string_view word);

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_DATABASE_ARG_H_
