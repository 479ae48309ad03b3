// Families that have not landed yet: no rows.

#include "engine/commands/families.h"

namespace luarig {

std::span<const CommandSpec> DumpCommands() { return {}; }

}  // namespace luarig
