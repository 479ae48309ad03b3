#include "engine/server/key_event_hub.h"

#include "engine/base/bytes.h"
#include "engine/server/server_state.h"

namespace luarig {

void KeyEventHub::OnKeyChanged(int database, std::string_view key) {
  server_.watches.Touch(database, key);
  server_.waiters.NoteChange(database, key);
  if (server_.tracking.active()) server_.tracking.Invalidate(key);
}

void KeyEventHub::OnKeyEvent(EventClass kind, std::string_view event, int database,
                             std::string_view key) {
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
