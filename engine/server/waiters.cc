#include "engine/server/waiters.h"

#include <algorithm>
#include <cassert>

#include "engine/server/session.h"

namespace luarig {

void Waiters::Add(Session& session, Wait wait) {
  assert(session.wait == nullptr);
  session.wait = std::make_unique<Wait>(std::move(wait));
  sessions_.push_back(&session);
  for (const std::string& key : session.wait->keys) {
    std::deque<Session*>& queue = by_key_[{session.wait->database, key}];
    // A key may be named twice.
    if (std::ranges::find(queue, &session) == queue.end()) queue.push_back(&session);
  }
  if (session.wait->deadline != INT64_MAX) by_deadline_.emplace(session.wait->deadline, &session);
}

void Waiters::Remove(Session& session) {
  if (session.wait == nullptr) return;
  for (const std::string& key : session.wait->keys) {
    const auto found = by_key_.find({session.wait->database, key});
    if (found == by_key_.end()) continue;
    std::erase(found->second, &session);
    if (found->second.empty()) by_key_.erase(found);
  }
  by_deadline_.erase({session.wait->deadline, &session});
  std::erase(sessions_, &session);
  session.wait.reset();
  session.TellOwner();
}

void Waiters::NoteChange(int database, std::string_view key) {
  Key changed{database, std::string(key)};
  if (!by_key_.contains(changed)) return;
  if (std::ranges::find(changed_, changed) == changed_.end())
    changed_.push_back(std::move(changed));
}

size_t Waiters::keys_on_loss() const {
  return static_cast<size_t>(std::ranges::count_if(by_key_, [](const auto& waited) {
    return std::ranges::any_of(waited.second,
                               [](const Session* session) { return session->wait->on_any_change; });
  }));
}

std::vector<Waiters::Key> Waiters::TakeChanged() { return std::exchange(changed_, {}); }

std::vector<Session*> Waiters::WaitingFor(const Key& key) const {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return {};
  return {found->second.begin(), found->second.end()};
}

std::optional<int64_t> Waiters::NextDeadline() const {
  if (by_deadline_.empty()) return std::nullopt;
  return by_deadline_.begin()->first;
}

Session* Waiters::TimedOut(int64_t now) const {
  if (by_deadline_.empty() || by_deadline_.begin()->first > now) return nullptr;
  return by_deadline_.begin()->second;
}

}  // namespace luarig
