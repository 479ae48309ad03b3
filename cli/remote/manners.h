#ifndef LUARIG_CLI_REMOTE_MANNERS_H_
#define LUARIG_CLI_REMOTE_MANNERS_H_

#include <string>
#include <vector>

#include "cli/remote/server.h"

namespace luarig {

// Why tests may not use a command on a server that others use too, or over a connection that still
// has to serve; "" if they may. Claims the databases that its words name, and turns their numbers
// into the server's.
std::string KeepManners(std::vector<std::string>& words, RemoteServer& server);

}  // namespace luarig

#endif  // LUARIG_CLI_REMOTE_MANNERS_H_
