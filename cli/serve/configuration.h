#ifndef LUARIG_CLI_SERVE_CONFIGURATION_H_
#define LUARIG_CLI_SERVE_CONFIGURATION_H_

#include <string>
#include <vector>

#include "cli/app/subcommand.h"
#include "cli/serve/server_words.h"
#include "cli/serve/socket.h"
#include "engine/server/server_state.h"

namespace luarig {

// Applies the file and then the directives, and lets CONFIG REWRITE write the file. Draws what is
// wrong on `console` and throws UsageError; says there as well what has no effect here.
void Configure(ServerState& server, const ServerWords& words, Console& console);

// The sockets that the directives port, bind and unixsocket ask for; a server that was told none of
// them has the loopback interface to itself. `any_port`: on a free one, which the directive then
// says. Throws UsageError: where other machines could come in without a password, too.
std::vector<Socket> Listen(ServerState& server, bool any_port);

}  // namespace luarig

#endif  // LUARIG_CLI_SERVE_CONFIGURATION_H_
