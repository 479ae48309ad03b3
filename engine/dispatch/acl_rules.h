#ifndef LUARIG_ENGINE_DISPATCH_ACL_RULES_H_
#define LUARIG_ENGINE_DISPATCH_ACL_RULES_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/dispatch/registry.h"
#include "engine/server/server_state.h"

namespace luarig {

// Applies the words of ACL SETUSER to `user`, one after the other. What is wrong with one of them
// is returned as the error reply; the user is then of no more use. Give the server what became of
// it with PutUser.
std::optional<std::string> ApplyAclRules(const ServerState& server,
                                         std::span<const std::string_view> words, User& user);

// True if names of users may not have this in them.
bool HasBlank(std::string_view text);

// Allows or forbids a command together with its subcommands, or a whole category.
void AllowCommand(Selector& selector, const Command& command, bool allow);
void AllowCategory(const CommandTable& commands, Selector& selector, AclCategory category,
                   bool allow);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_ACL_RULES_H_
