#ifndef LUARIG_ENGINE_SERVER_KEY_EVENT_HUB_H_
#define LUARIG_ENGINE_SERVER_KEY_EVENT_HUB_H_

#include <string_view>

#include "engine/store/keyspace.h"

namespace luarig {

struct ServerState;

// Tells those who want to know of changed keys: WATCH, commands that wait, keyspace notifications.
// The keyspaces call it only while ServerState::UpdateKeyEvents() found somebody who does.
class KeyEventHub final : public KeyEvents {
 public:
  explicit KeyEventHub(ServerState& server) : server_(server) {}

  void OnKeyEvent(EventClass kind, std::string_view event, int database,
                  std::string_view key) override;
  void OnFieldExpired(int database, std::string_view key, std::string_view field) override;
  void OnKeyChanged(int database, std::string_view key) override;

 private:
  void PropagateRemoval(EventClass kind, int database, std::string_view key);

  ServerState& server_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_KEY_EVENT_HUB_H_
