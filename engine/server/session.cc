#include "engine/server/session.h"

#include <utility>

#include "engine/server/server_state.h"

namespace luarig {

Session::Session(ServerState& server_state, uint64_t session_id)
    : server(server_state), id(session_id) {
  LogInByDefault();
  if (!is_client()) return;
  created = last_interaction = server.now_micros;
  server.sessions.emplace(id, this);
}

void Session::LogInByDefault() {
  user = &server.acl.default_user();
  authenticated = !server.acl.requires_login();
}

Session::~Session() { Leave(); }

void Session::Leave() {
  if (!is_client() || server.sessions.erase(id) == 0) return;
  server.waiters.Remove(*this);
  server.watches.Forget(*this);
  server.pubsub.UnsubscribeAll(*this);
  server.tracking.Disable(*this);
  std::erase(server.monitors, this);
  server.UpdateKeyEvents();
}

void Session::Send(const Reply& message) {
  if (outbox == nullptr) return;
  if (running && server.target.Has(Quirk::kPushesAfterReply)) {
    held_back_.push_back(message);
  } else {
    WriteReply(message, *outbox);
    TellOwner();
  }
}

void Session::SendHeldBack() {
  if (held_back_.empty()) return;
  for (const Reply& message : std::exchange(held_back_, {})) WriteReply(message, *outbox);
  TellOwner();
}

}  // namespace luarig
