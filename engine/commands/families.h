#ifndef LUARIG_ENGINE_COMMANDS_FAMILIES_H_
#define LUARIG_ENGINE_COMMANDS_FAMILIES_H_

#include <span>
#include <vector>

#include "engine/dispatch/spec.h"

namespace luarig {

// Each family's rows stand at the bottom of the file of that name.
std::span<const CommandSpec> StringCommands();
std::span<const CommandSpec> KeyCommands();
std::span<const CommandSpec> ExpiryCommands();
std::span<const CommandSpec> ScanCommands();
std::span<const CommandSpec> SortCommands();
std::span<const CommandSpec> DumpCommands();
std::span<const CommandSpec> HashCommands();
std::span<const CommandSpec> ListCommands();
std::span<const CommandSpec> SetCommands();
std::span<const CommandSpec> ZSetCommands();
std::span<const CommandSpec> ZSetRangeCommands();
std::span<const CommandSpec> ZSetAlgebraCommands();
std::span<const CommandSpec> ConnectionCommands();
std::span<const CommandSpec> ServerCommands();
std::span<const CommandSpec> ConfigCommands();
std::span<const CommandSpec> InfoCommands();
std::span<const CommandSpec> IntrospectionCommands();

// All of them. An explicit list: linkers drop objects that register themselves.
std::vector<std::span<const CommandSpec>> AllFamilies();

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_FAMILIES_H_
