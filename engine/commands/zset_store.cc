#include "engine/commands/zset_store.h"

#include <utility>

namespace luarig {

ZSet NewZSet(const Call& call, size_t members, size_t longest) {
  const EncodingLimits& limits = call.server.store.limits;
  ZSet zset(limits);
  // Not every target converts by the number of members announced, but all do by their length.
  const bool too_many = static_cast<int64_t>(members) > limits.zset_max_listpack_entries;
  zset.Expect(members, too_many ? SIZE_MAX : longest);
  return zset;
}

void StoreZSet(Call& call, std::string_view key, ZSet result, std::string_view event,
               uint64_t changes) {
  const size_t size = result.size();
  if (size > 0) {
    call.keys.Put(key, std::move(result));
    call.keys.Changed(EventClass::kZSet, event, key, changes);
  } else if (call.keys.Erase(key)) {
    call.keys.Changed(EventClass::kGeneric, "del", key);
  }
  call.reply.Integer(static_cast<int64_t>(size));
}

}  // namespace luarig
