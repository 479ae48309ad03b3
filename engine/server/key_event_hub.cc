#include "engine/server/key_event_hub.h"

#include "engine/base/bytes.h"
#include "engine/server/config.h"
#include "engine/server/server_state.h"

namespace luarig {

// What removes a key by itself is propagated as its removal.
void KeyEventHub::PropagateRemoval(EventClass kind, int database, std::string_view key) {
  const bool expired = kind == EventClass::kExpired;
  if (!expired && kind != EventClass::kEvicted) return;
  const std::string lazy =
      DirectiveValue(server_, expired ? "lazyfree-lazy-expire" : "lazyfree-lazy-eviction");
  server_.propagation.Add({database, {lazy == "yes" ? "UNLINK" : "DEL", std::string(key)}});
}

void KeyEventHub::OnFieldExpired(int database, std::string_view key, std::string_view field) {
  if (!server_.propagation.watched()) return;
  server_.propagation.Add({database, {"HDEL", std::string(key), std::string(field)}});
}

void KeyEventHub::OnKeyChanged(int database, std::string_view key) {
  server_.watches.Touch(database, key);
  server_.waiters.NoteChange(database, key);
  if (server_.tracking.active()) server_.tracking.Invalidate(key);
}

void KeyEventHub::OnKeyEvent(EventClass kind, std::string_view event, int database,
                             std::string_view key) {
  if (server_.propagation.watched()) PropagateRemoval(kind, database, key);
  const Notifications& wanted = server_.directives.notifications;
  if (!wanted.classes.Has(kind)) return;
  if (wanted.by_key) {
    server_.pubsub.Publish(StrCat("__keyspace@", database, "__:", key), event);
  }
  if (wanted.by_event) {
    server_.pubsub.Publish(StrCat("__keyevent@", database, "__:", event), key);
  }
}

}  // namespace luarig
