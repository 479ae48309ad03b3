#ifndef LUARIG_ENGINE_SERVER_CLUSTER_NODE_H_
#define LUARIG_ENGINE_SERVER_CLUSTER_NODE_H_

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/crc.h"

namespace luarig {

// Where the other node would be reached.
inline constexpr std::string_view kOtherNodeIp = "127.0.0.1";
constexpr int64_t OtherNodePort(int64_t own_port) { return own_port + 1; }

using SlotSet = std::bitset<kSlotCount>;

// The node of a cluster (conditions.cluster). It owns all slots for good, but for those that were
// given to the one other node there is, which answers nothing.
struct ClusterNode {
  std::string id;        // 40 hexadecimal digits
  std::string shard_id;  // the same
  int64_t current_epoch = 0;
  int64_t config_epoch = 0;

  SlotSet elsewhere;  // what the other node owns; if nothing, it does not exist
  std::string other_id;
  std::string other_shard_id;

  bool Owns(unsigned slot) const { return !elsewhere[slot]; }
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_CLUSTER_NODE_H_
