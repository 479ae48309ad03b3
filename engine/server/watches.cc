#include "engine/server/watches.h"

#include <algorithm>

#include "engine/server/session.h"

namespace luarig {

void Watches::Add(Session& session, int database, std::string_view key) {
  std::vector<Session*>& watchers = by_key_[{database, std::string(key)}];
  if (std::ranges::find(watchers, &session) != watchers.end()) return;
  watchers.push_back(&session);
  session.transaction.watched.emplace_back(database, key);
}

void Watches::Forget(Session& session) {
  for (const Key& key : session.transaction.watched) {
    const auto found = by_key_.find(key);
    std::erase(found->second, &session);
    if (found->second.empty()) by_key_.erase(found);
  }
  session.transaction.watched.clear();
  session.transaction.touched = false;
}

void Watches::Touch(int database, std::string_view key) {
  const auto found = by_key_.find({database, std::string(key)});
  if (found == by_key_.end()) return;
  for (Session* session : found->second) session->transaction.touched = true;
}

}  // namespace luarig
