#ifndef LUARIG_ENGINE_SERVER_CLUSTER_NODE_H_
#define LUARIG_ENGINE_SERVER_CLUSTER_NODE_H_

#include <cstdint>
#include <string>

namespace luarig {

// The one node of a cluster (conditions.cluster), which owns all slots for good.
struct ClusterNode {
  std::string id;        // 40 hexadecimal digits
  std::string shard_id;  // the same
  int64_t current_epoch = 0;
  int64_t config_epoch = 0;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_CLUSTER_NODE_H_
