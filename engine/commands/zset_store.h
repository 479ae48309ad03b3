#ifndef LUARIG_ENGINE_COMMANDS_ZSET_STORE_H_
#define LUARIG_ENGINE_COMMANDS_ZSET_STORE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/dispatch/call.h"
#include "engine/store/zset.h"

namespace luarig {

// What ZRANGESTORE, ZUNIONSTORE and their kin end with.

// An empty sorted set that will get `members` members of up to `longest` bytes: large from the
// start if it will be large in the end, so that no score passes through a listpack, where -0 is
// lost.
ZSet NewZSet(const Call& call, size_t members, size_t longest = 0);

// Puts `result` at `key` whatever was there, or removes the key if it is empty; replies its size.
// `changes` is what the server adds to its dirty counter for a set that is not empty.
void StoreZSet(Call& call, std::string_view key, ZSet result, std::string_view event,
               uint64_t changes = 1);

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_ZSET_STORE_H_
