// Families that have not landed yet: no rows.

#include "engine/commands/families.h"

namespace luarig {

std::span<const CommandSpec> DumpCommands() { return {}; }
std::span<const CommandSpec> ZSetAlgebraCommands() { return {}; }

}  // namespace luarig
