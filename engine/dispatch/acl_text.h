#ifndef LUARIG_ENGINE_DISPATCH_ACL_TEXT_H_
#define LUARIG_ENGINE_DISPATCH_ACL_TEXT_H_

#include <string>

#include "engine/server/server_state.h"

namespace luarig {

// Users in the words of their rules, as ACL GETUSER and ACL LIST show them.

// "~a* %R~b*", "&news.*", "-@all +get"; a selector without keys or channels says "".
std::string AclKeysText(const Selector& selector);
std::string AclChannelsText(const Selector& selector);
// As the rules were given, or (7.0) worked out from what they came to.
std::string AclCommandsText(const ServerState& server, const Selector& selector);

// "user alice on nopass ~* resetchannels +@all": what would make the user.
std::string AclUserLine(const ServerState& server, const User& user);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_ACL_TEXT_H_
