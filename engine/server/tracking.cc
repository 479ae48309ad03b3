#include "engine/server/tracking.h"

#include <memory>
#include <utility>

#include "engine/server/server_state.h"

namespace luarig {
namespace {

constexpr std::string_view kChannel = "__redis__:invalidate";

Reply Bulk(std::string_view text) {
  return {.kind = Reply::Kind::kBulk, .text = std::string(text)};
}

Reply OneKey(std::string_view key) {
  return {.kind = Reply::Kind::kArray, .elements = {Bulk(key)}};
}

Reply Push(std::vector<Reply> elements) {
  return {.kind = Reply::Kind::kPush, .elements = std::move(elements)};
}

Session* FindSession(ServerState& server, uint64_t id) {
  const auto found = server.sessions.find(id);
  return found == server.sessions.end() ? nullptr : found->second;
}

}  // namespace

void Tracking::Enable(Session& session, const ClientTracking& wanted) {
  if (session.tracking == nullptr) {
    ++clients_;
    session.tracking = std::make_unique<ClientTracking>();
  }
  ClientTracking& now = *session.tracking;
  std::set<std::string, std::less<>> prefixes = std::move(now.prefixes);
  now = wanted;
  if (now.broadcast && prefixes.empty() && wanted.prefixes.empty()) now.prefixes.emplace();
  for (const std::string& prefix : now.prefixes) broadcasts_[prefix].sessions.insert(&session);
  now.prefixes.merge(prefixes);
}

void Tracking::Disable(Session& session) {
  if (session.tracking == nullptr) return;
  for (const std::string& prefix : session.tracking->prefixes) {
    const auto found = broadcasts_.find(prefix);
    found->second.sessions.erase(&session);
    if (found->second.sessions.empty()) broadcasts_.erase(found);
  }
  session.tracking.reset();
  --clients_;
}

void Tracking::Remember(const Session& session, std::string_view key) {
  if (readers_[std::string(key)].insert(session.id).second) ++items_;
}

void Tracking::Forget(std::string_view key) {
  const auto found = readers_.find(key);
  items_ -= found->second.size();
  readers_.erase(found);
}

void Tracking::Invalidate(std::string_view key) {
  for (auto& [prefix, broadcast] : broadcasts_) {
    if (key.starts_with(prefix))
      broadcast.changed.insert_or_assign(std::string(key), server_.current.session);
  }
  const auto found = readers_.find(key);
  if (found == readers_.end()) return;
  const std::set<uint64_t> readers = found->second;
  Forget(key);
  for (const uint64_t id : readers) {
    Session* session = FindSession(server_, id);
    if (session == nullptr || session->tracking == nullptr || session->tracking->broadcast)
      continue;
    if (session != server_.current.session) {
      Tell(*session, OneKey(key));
    } else if (!session->tracking->no_loop) {
      own_.emplace_back(key);
    }
  }
}

void Tracking::InvalidateAll() {
  if (!active()) return;
  for (const auto& [id, session] : server_.sessions) {
    if (session->tracking == nullptr) continue;
    if (session == server_.current.session) {
      own_.emplace_back(std::nullopt);
    } else {
      Tell(*session, Reply());
    }
  }
  readers_.clear();
  items_ = 0;
}

// To itself if it can tell a push from a reply; to another by that client's subscription.
void Tracking::Tell(Session& session, const Reply& keys) {
  ClientTracking& tracking = *session.tracking;
  Session* to = &session;
  if (tracking.redirect != 0) {
    to = FindSession(server_, tracking.redirect);
    if (to == nullptr) {
      tracking.broken = true;
      const auto id = static_cast<int64_t>(tracking.redirect);
      if (session.resp == 3) {
        session.Send(
            Push({Bulk("tracking-redir-broken"), {.kind = Reply::Kind::kInteger, .integer = id}}));
      }
      return;
    }
  }
  if (to->resp == 3) {
    to->Send(Push({Bulk("invalidate"), keys}));
  } else if (to != &session && to->subscriptions.any()) {
    to->Send(Push({Bulk("message"), Bulk(kChannel), keys}));
  }
}

void Tracking::FlushBroadcast(Broadcast& broadcast) {
  const auto changed = std::exchange(broadcast.changed, {});
  for (Session* session : broadcast.sessions) {
    Reply keys{.kind = Reply::Kind::kArray};
    for (const auto& [key, by] : changed) {
      if (session->tracking->no_loop && by == session) continue;
      keys.elements.push_back(Bulk(key));
    }
    if (!keys.elements.empty()) Tell(*session, keys);
  }
}

void Tracking::Flush() {
  Session* session = server_.current.session;
  for (const std::optional<std::string>& key : std::exchange(own_, {})) {
    if (session == nullptr || session->tracking == nullptr) continue;
    Tell(*session, key ? OneKey(*key) : Reply());
  }
  for (auto& [prefix, broadcast] : broadcasts_) {
    if (!broadcast.changed.empty()) FlushBroadcast(broadcast);
  }
  const auto limit = static_cast<size_t>(server_.directives.tracking_table_max_keys);
  while (limit != 0 && readers_.size() > limit) {
    const std::string key = readers_.begin()->first;
    Invalidate(key);
  }
}

}  // namespace luarig
