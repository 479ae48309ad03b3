#ifndef LUARIG_ENGINE_COMMANDS_STREAM_CONSUMERS_H_
#define LUARIG_ENGINE_COMMANDS_STREAM_CONSUMERS_H_

#include <string_view>

#include "engine/dispatch/call.h"
#include "engine/store/keyspace.h"
#include "engine/store/stream.h"

namespace luarig {

// A stream's group that a command works on.
struct GroupOfKey {
  Keyspace& keys;
  std::string_view key;
  Stream& stream;
  StreamGroup& group;
};

// Makes sure that there is a consumer of that name, as seen now; a new one is announced.
void SeeConsumer(const GroupOfKey& place, std::string_view consumer, int64_t now_ms);

// What commands that read for a group or claim are propagated as, each by what it did: the entry as
// it is pending now, the group's position, a consumer that has nothing yet.
void PropagateClaim(const Call& call, const GroupOfKey& place, const StreamId& id);
void PropagatePosition(const Call& call, const GroupOfKey& place);
void PropagateConsumer(const Call& call, const GroupOfKey& place, std::string_view consumer);

// The consumer got something.
void NoteActive(const GroupOfKey& place, std::string_view consumer, int64_t now_ms);

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_STREAM_CONSUMERS_H_
