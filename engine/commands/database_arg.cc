#include "engine/commands/database_arg.h"

#include "engine/dispatch/arg_reader.h"

namespace luarig {

Keyspace& DatabaseArg(const Call& call, std::string_view word) {
  const int64_t index = IntegerArg(word);
  if (index < INT32_MIN || index > INT32_MAX) {
    throw CommandError("ERR value is out of range, value must between -2147483648 and 2147483647");
  }
  const auto& databases = call.server.databases;
  if (index < 0 || index >= static_cast<int64_t>(databases.size()))
    throw CommandError("ERR DB index is out of range");
  return *databases[static_cast<size_t>(index)];
}

}  // namespace luarig
