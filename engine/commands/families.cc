#include "engine/commands/families.h"

namespace luarig {

std::vector<std::span<const CommandSpec>> AllFamilies() {
  return {
      // clang-format off
      AclCommands(),
      BitmapCommands(),
      ClientCommands(),
      ClusterCommands(),
      ConfigCommands(),
      ConnectionCommands(),
      DebugCommands(),
      DumpCommands(),
      ExpiryCommands(),
      GeoCommands(),
      GeoSearchCommands(),
      HashCommands(),
      HashExpiryCommands(),
      HyperLogLogCommands(),
      InfoCommands(),
      IntrospectionCommands(),
      KeyCommands(),
      LatencyCommands(),
      ListCommands(),
      ListPopCommands(),
      LolWutCommands(),
      MemoryCommands(),
      ModuleCommands(),
      PersistenceCommands(),
      PubSubCommands(),
      ReplicationCommands(),
      ScanCommands(),
      ServerCommands(),
      SetCommands(),
      SlowLogCommands(),
      SortCommands(),
      StreamCommands(),
      StreamGroupCommands(),
      StreamInfoCommands(),
      StreamPendingCommands(),
      StreamReadCommands(),
      StringCommands(),
      TransactionCommands(),
      ZSetAlgebraCommands(),
      ZSetCommands(),
      ZSetPopCommands(),
      ZSetRangeCommands(),
      // clang-format on
  };
}

}  // namespace luarig
