#ifndef LUARIG_ENGINE_SERVER_ACL_H_
#define LUARIG_ENGINE_SERVER_ACL_H_

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/flags.h"
#include "engine/base/target.h"
#include "engine/server/acl_log.h"

namespace luarig {

class Session;
struct ServerState;

// Who may do what. The rules' grammar stands in dispatch/acl_rules.h, their text in
// dispatch/acl_text.h, and what they mean for a command in dispatch/acl_permissions.h.

// A set of commands and subcommands, by Command::id.
inline constexpr size_t kMostCommands = 1024;
using CommandBits = std::bitset<kMostCommands>;

enum class KeyAccess : uint8_t { kRead, kWrite };
using KeyAccesses = Flags<KeyAccess>;
constexpr KeyAccesses operator|(KeyAccess a, KeyAccess b) { return KeyAccesses(a) | b; }

struct KeyPattern {
  std::string glob;
  KeyAccesses accesses;
};

// One set of permissions: what it allows, it allows together (these commands, on these keys).
struct Selector {
  CommandBits commands;
  bool later_commands = false;  // also those that a server may learn some day: +@all came last
  // Of commands that are not allowed as such, the first words with which they are ("+select|0").
  std::map<size_t, std::vector<std::string>> first_words;
  // The rules on commands since the last +@all or -@all, those that took back others left out:
  // "+get", "-@dangerous".
  std::vector<std::string> rules;

  bool all_keys = false;
  std::vector<KeyPattern> keys;
  bool all_channels = false;
  std::vector<std::string> channels;

  bool allows_everything() const { return all_keys && all_channels && commands.all(); }
};

struct User {
  enum class Sanitize : uint8_t { kUnsaid, kYes, kNo };  // payloads of RESTORE; shown, not obeyed

  std::string name;
  bool enabled = false;
  bool no_password = false;  // any word is one
  Sanitize sanitize = Sanitize::kUnsaid;
  std::vector<std::string> passwords;  // SHA-256 in hexadecimal, in the order in which they came
  Selector root;
  std::vector<Selector> more;  // a command is allowed if one of all selectors allows it

  // Everything is allowed, so nothing need be looked at; Acl keeps it.
  bool unrestricted = false;

  // True if somebody who says this may come in.
  bool LetsIn(std::string_view password) const;
  // True if one of the selectors lets one listen; a pattern must be allowed by its very words.
  bool MayListen(std::string_view channel, bool is_pattern) const;
};

// The users of a server, by name. A User stays where it is until it is removed.
class Acl {
 public:
  using Users = std::map<std::string, std::unique_ptr<User>, std::less<>>;

  explicit Acl(const Target& target);

  User& default_user() { return *default_user_; }
  User* Find(std::string_view name);
  const Users& users() const { return users_; }

  // What `reset` leaves and what a new user starts with, under that name: nothing is allowed.
  User NewUser(std::string_view name) const;

  // True if a connection must log in before anything else.
  bool requires_login() const { return !default_user_->enabled || !default_user_->no_password; }

  AclLog log;
  std::string require_pass;         // the directive requirepass, as it was set
  bool new_users_hear_all = false;  // acl-pubsub-default is allchannels

 private:
  friend void PutUser(ServerState&, User, const Session*);
  friend void RemoveUser(ServerState&, User&, const Session*);

  bool always_sanitizes_;
  Users users_;
  User* default_user_;
};

// Adds the user, or replaces the one of that name. Connections of its that listen to what it no
// longer may are ended; `caller`, whose command this is, after its reply.
void PutUser(ServerState& server, User user, const Session* caller);

// Removes the user and ends its connections. REQUIRES: it is not the default user.
void RemoveUser(ServerState& server, User& user, const Session* caller);

// Makes `password` the only one of the default user; "" lets everybody in again. Who is logged in
// stays so.
void SetRequirePass(ServerState& server, std::string_view password);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_ACL_H_
