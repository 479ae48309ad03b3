#ifndef LUARIG_ENGINE_SERVER_NOTIFICATIONS_H_
#define LUARIG_ENGINE_SERVER_NOTIFICATIONS_H_

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/flags.h"
#include "engine/store/keyspace.h"

namespace luarig {

// Which keyspace events are published: the directive notify-keyspace-events.
struct Notifications {
  bool by_key = false;    // K: to __keyspace@N__:key
  bool by_event = false;  // E: to __keyevent@N__:event
  Flags<EventClass> classes;

  bool any() const { return (by_key || by_event) && !classes.empty(); }
};

// The letters of the directive ("KEA", "Kx$"); nothing if one is unknown.
std::optional<Notifications> ParseNotifications(std::string_view letters);
// As CONFIG GET shows them: A for all classes it stands for, then K and E, then what is left.
std::string FormatNotifications(const Notifications& notifications);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_NOTIFICATIONS_H_
