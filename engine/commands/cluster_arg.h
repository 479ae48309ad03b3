#ifndef LUARIG_ENGINE_COMMANDS_CLUSTER_ARG_H_
#define LUARIG_ENGINE_COMMANDS_CLUSTER_ARG_H_

#include <cstdint>
#include <string_view>

#include "engine/base/crc.h"
#include "engine/dispatch/call.h"

namespace luarig {

inline constexpr int64_t kSlots = kSlotCount;

// The node of the cluster; throws where there is no cluster.
ClusterNode& NodeOf(const Call& call);
// The same, and throws if `id` is not its name.
ClusterNode& NodeArg(const Call& call, std::string_view id);

// The handlers that would change who owns what: cluster_change.cc.
void ClusterAddSlots(Call& call);
void ClusterAddSlotsRange(Call& call);
void ClusterBumpEpoch(Call& call);
void ClusterDelSlots(Call& call);
void ClusterDelSlotsRange(Call& call);
void ClusterFailover(Call& call);
void ClusterFlushSlots(Call& call);
void ClusterForget(Call& call);
void ClusterMeet(Call& call);
void ClusterReplicate(Call& call);
void ClusterReset(Call& call);
void ClusterSaveConfig(Call& call);
void ClusterSetConfigEpoch(Call& call);
void ClusterSetSlot(Call& call);

// cluster_slot_stats.cc
void ClusterSlotStats(Call& call);

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_CLUSTER_ARG_H_
