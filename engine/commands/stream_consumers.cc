#include "engine/commands/stream_consumers.h"

#include "engine/store/stream_id.h"

namespace luarig {

void SeeConsumer(const GroupOfKey& place, std::string_view consumer, int64_t now_ms) {
  const StreamConsumer* found = place.group.FindConsumer(consumer);
  if (found == nullptr) {
    place.stream.CreateConsumer(place.group, consumer, now_ms);
    place.keys.Announce(EventClass::kStream, "xgroup-createconsumer", place.key);
  } else if (found->seen_ms != now_ms) {
    place.stream.SetTimes(place.group, consumer, now_ms, found->active_ms);
  }
}

void NoteActive(const GroupOfKey& place, std::string_view consumer, int64_t now_ms) {
  const StreamConsumer& found = *place.group.FindConsumer(consumer);
  if (found.active_ms != now_ms) {
    place.stream.SetTimes(place.group, consumer, found.seen_ms, now_ms);
  }
}

void PropagateClaim(const Call& call, const GroupOfKey& place, const StreamId& id) {
  if (!call.propagates()) return;
  const PendingEntry& entry = *place.group.FindPending(id);
  call.AlsoPropagate("XCLAIM", place.key, place.group.name(), entry.consumer->name, 0,
                     FormatStreamId(id), "TIME", entry.delivered_ms, "RETRYCOUNT", entry.deliveries,
                     "FORCE", "JUSTID", "LASTID", FormatStreamId(place.group.last_id()));
}

void PropagatePosition(const Call& call, const GroupOfKey& place) {
  if (!call.propagates()) return;
  call.AlsoPropagate("XGROUP", "SETID", place.key, place.group.name(),
                     FormatStreamId(place.group.last_id()), "ENTRIESREAD",
                     place.group.entries_read());
}

void PropagateConsumer(const Call& call, const GroupOfKey& place, std::string_view consumer) {
  call.AlsoPropagate("XGROUP", "CREATECONSUMER", place.key, place.group.name(), consumer);
}

}  // namespace luarig
