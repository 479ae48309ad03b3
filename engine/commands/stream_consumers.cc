#include "engine/commands/stream_consumers.h"

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

}  // namespace luarig
