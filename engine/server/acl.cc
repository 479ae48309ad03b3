#include "engine/server/acl.h"

#include <algorithm>
#include <utility>

#include "engine/base/glob.h"
#include "engine/base/sha256.h"
#include "engine/server/server_state.h"

namespace luarig {
namespace {

bool Hears(const Selector& selector, std::string_view channel, bool is_pattern) {
  if (selector.all_channels) return true;
  return std::ranges::any_of(selector.channels, [&](const std::string& allowed) {
    return is_pattern ? allowed == channel : GlobMatch(allowed, channel, false);
  });
}

bool MayHearAllOf(const User& user, const Subscriptions& subscriptions) {
  const auto hears = [&](const auto& names, bool patterns) {
    return std::ranges::all_of(
        names, [&](const std::string& name) { return user.MayListen(name, patterns); });
  };
  return hears(subscriptions.channels, false) && hears(subscriptions.patterns, true) &&
         hears(subscriptions.shard_channels, false);
}

// Ends a connection whose user has lost what it rests on.
void LogOut(Session& session, const Session* caller) {
  session.user = &session.server.acl.default_user();
  session.authenticated = false;
  session.Close(&session == caller ? Closing::kAfterReply : Closing::kNow);
}

}  // namespace

bool User::LetsIn(std::string_view password) const {
  if (!enabled) return false;
  return no_password || std::ranges::find(passwords, Sha256Hex(password)) != passwords.end();
}

bool User::MayListen(std::string_view channel, bool is_pattern) const {
  return Hears(root, channel, is_pattern) || std::ranges::any_of(more, [&](const Selector& one) {
           return Hears(one, channel, is_pattern);
         });
}

Acl::Acl(const Target& target) : always_sanitizes_(target.Has(Quirk::kUsersSanitize)) {
  auto user = std::make_unique<User>(NewUser("default"));
  user->enabled = user->no_password = user->unrestricted = true;
  user->root.commands.set();
  user->root.later_commands = user->root.all_keys = user->root.all_channels = true;
  default_user_ = user.get();
  users_.emplace(user->name, std::move(user));
}

User* Acl::Find(std::string_view name) {
  const auto found = users_.find(name);
  return found == users_.end() ? nullptr : found->second.get();
}

User Acl::NewUser(std::string_view name) const {
  User user;
  user.name = name;
  user.root.all_channels = new_users_hear_all;
  if (always_sanitizes_) user.sanitize = User::Sanitize::kYes;
  return user;
}

void PutUser(ServerState& server, User user, const Session* caller) {
  user.unrestricted = user.root.allows_everything();
  User* known = server.acl.Find(user.name);
  if (known == nullptr) {
    auto owned = std::make_unique<User>(std::move(user));
    server.acl.users_.emplace(owned->name, std::move(owned));
    return;
  }
  *known = std::move(user);
  for (const auto& [id, session] : server.sessions) {
    if (session->user == known && !MayHearAllOf(*known, session->subscriptions))
      LogOut(*session, caller);
  }
}

void RemoveUser(ServerState& server, User& user, const Session* caller) {
  for (const auto& [id, session] : server.sessions) {
    if (session->user == &user) LogOut(*session, caller);
  }
  server.acl.users_.erase(server.acl.users_.find(user.name));
}

void SetRequirePass(ServerState& server, std::string_view password) {
  User& user = server.acl.default_user();
  user.passwords.clear();
  user.no_password = password.empty();
  if (!password.empty()) user.passwords.push_back(Sha256Hex(password));
  server.acl.require_pass = password;
}

}  // namespace luarig
