#include "engine/commands/families.h"

namespace luarig {

std::vector<std::span<const CommandSpec>> AllFamilies() {
  return {
      ConfigCommands(),        ConnectionCommands(), DumpCommands(),   InfoCommands(),
      IntrospectionCommands(), ExpiryCommands(),     HashCommands(),   KeyCommands(),
      ListCommands(),          ScanCommands(),       ServerCommands(), SetCommands(),
      SortCommands(),          StringCommands(),     ZSetCommands(),   ZSetRangeCommands(),
      ZSetAlgebraCommands(),
  };
}

}  // namespace luarig
