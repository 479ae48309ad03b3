// Families that have not landed yet: no rows.

#include "engine/commands/families.h"

namespace luarig {

std::span<const CommandSpec> ZSetCommands() { return {}; }
std::span<const CommandSpec> ZSetRangeCommands() { return {}; }
std::span<const CommandSpec> ZSetAlgebraCommands() { return {}; }

}  // namespace luarig
