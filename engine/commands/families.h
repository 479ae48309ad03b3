#ifndef LUARIG_ENGINE_COMMANDS_FAMILIES_H_
#define LUARIG_ENGINE_COMMANDS_FAMILIES_H_

#include <span>
#include <vector>

#include "engine/dispatch/spec.h"

namespace luarig {

// Each family's rows stand at the bottom of the file of that name.
std::span<const CommandSpec> StringCommands();
std::span<const CommandSpec> BitmapCommands();
std::span<const CommandSpec> HyperLogLogCommands();
std::span<const CommandSpec> KeyCommands();
std::span<const CommandSpec> ExpiryCommands();
std::span<const CommandSpec> ScanCommands();
std::span<const CommandSpec> SortCommands();
std::span<const CommandSpec> DebugCommands();
std::span<const CommandSpec> DumpCommands();
std::span<const CommandSpec> HashCommands();
std::span<const CommandSpec> HashExpiryCommands();
std::span<const CommandSpec> ListCommands();
std::span<const CommandSpec> ListPopCommands();
std::span<const CommandSpec> SetCommands();
std::span<const CommandSpec> ZSetCommands();
std::span<const CommandSpec> ZSetPopCommands();
std::span<const CommandSpec> ZSetRangeCommands();
std::span<const CommandSpec> ZSetAlgebraCommands();
std::span<const CommandSpec> GeoCommands();
std::span<const CommandSpec> GeoSearchCommands();
std::span<const CommandSpec> TransactionCommands();
std::span<const CommandSpec> PubSubCommands();
std::span<const CommandSpec> StreamCommands();
std::span<const CommandSpec> StreamReadCommands();
std::span<const CommandSpec> StreamGroupCommands();
std::span<const CommandSpec> StreamPendingCommands();
std::span<const CommandSpec> StreamInfoCommands();
std::span<const CommandSpec> ConnectionCommands();
std::span<const CommandSpec> ClientCommands();
std::span<const CommandSpec> ServerCommands();
std::span<const CommandSpec> SlowLogCommands();
std::span<const CommandSpec> LatencyCommands();
std::span<const CommandSpec> ConfigCommands();
std::span<const CommandSpec> AclCommands();
std::span<const CommandSpec> InfoCommands();
std::span<const CommandSpec> MemoryCommands();
std::span<const CommandSpec> IntrospectionCommands();
std::span<const CommandSpec> ReplicationCommands();
std::span<const CommandSpec> ClusterCommands();
std::span<const CommandSpec> PersistenceCommands();
std::span<const CommandSpec> ModuleCommands();
std::span<const CommandSpec> LolWutCommands();

// All of them. An explicit list: linkers drop objects that register themselves.
std::vector<std::span<const CommandSpec>> AllFamilies();

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_FAMILIES_H_
