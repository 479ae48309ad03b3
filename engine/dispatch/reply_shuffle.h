#ifndef LUARIG_ENGINE_DISPATCH_REPLY_SHUFFLE_H_
#define LUARIG_ENGINE_DISPATCH_REPLY_SHUFFLE_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/reply/reply.h"

namespace luarig {

struct Command;

// Draws an order for what scripts get as replies to which no server promises one
// (ServerState::shuffle): HGETALL, SMEMBERS, KEYS, SINTER, SCAN, ... Scripts that rely on the order
// that small values have are found so. The order hangs on the seed and on how many elements there
// are, so HKEYS and HVALS agree.
class ReplyShuffle {
 public:
  explicit ReplyShuffle(uint64_t seed) : seed_(seed) {}

  // True if what the command answers has no order.
  static bool Wants(const Command& command);
  // REQUIRES: Wants(command).
  void Shuffle(const Command& command, std::span<const std::string_view> argv, Reply& reply) const;

 private:
  // Elements one by one, or as pairs of two.
  void Draw(std::vector<Reply>& elements, size_t together) const;

  uint64_t seed_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_REPLY_SHUFFLE_H_
