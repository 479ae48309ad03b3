#ifndef LUARIG_ENGINE_DISPATCH_ACL_PERMISSIONS_H_
#define LUARIG_ENGINE_DISPATCH_ACL_PERMISSIONS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/dispatch/registry.h"
#include "engine/server/server_state.h"

namespace luarig {

// What keeps a user from running a command, in the order of what is told: of the refusals of
// several selectors the last one here, and of those the one with the later word.
enum class AclDenied : uint8_t { kNothing, kCommand, kKey, kChannel };

struct AclVerdict {
  AclDenied denied = AclDenied::kNothing;
  size_t word = 0;  // the key or channel

  bool ok() const { return denied == AclDenied::kNothing; }
};

AclVerdict CheckPermissions(const User& user, const Command& command,
                            std::span<const std::string_view> argv);

// True if the user may run the command and read any key with it: SORT's patterns need that.
bool MayReadAnyKey(const User& user, const Command& command,
                   std::span<const std::string_view> argv);

// Where a command comes from; each has its own words.
enum class AclPlace : uint8_t { kClient, kQueue, kScript };

// Why the session's user may not run the command, as the error reply; "" if it may. A refusal is
// noted in ACL LOG.
std::string AclRefusal(AclPlace place, Session& session, const Command& command,
                       std::span<const std::string_view> argv);

// The same for ACL DRYRUN: what would be refused of `user`, which goes into no log.
std::string DryRunRefusal(const ServerState& server, const User& user, const Command& command,
                          std::span<const std::string_view> argv);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_ACL_PERMISSIONS_H_
