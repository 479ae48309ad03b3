#ifndef LUARIG_ENGINE_COMMANDS_ZSET_ADD_H_
#define LUARIG_ENGINE_COMMANDS_ZSET_ADD_H_

#include <span>
#include <string_view>

#include "engine/dispatch/call.h"

namespace luarig {

// What ZADD, ZINCRBY and GEOADD end with.

struct ZAddOptions {
  bool if_absent = false;   // NX
  bool if_present = false;  // XX
  bool if_greater = false;  // GT
  bool if_less = false;     // LT
  bool changed = false;     // CH: count changed scores too
  bool increment = false;   // INCR: the number is added to the score
};

struct ScoredMember {
  double number;  // the score, or what is added to it
  std::string_view member;
};

// Adds `items` to the sorted set at argv[1] and replies as ZADD does. REQUIRES: items is not empty.
void AddScores(Call& call, const ZAddOptions& options, std::span<const ScoredMember> items);

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_ZSET_ADD_H_
