#ifndef LUARIG_ENGINE_COMMANDS_CLIENT_H_
#define LUARIG_ENGINE_COMMANDS_CLIENT_H_

#include <string_view>

#include "engine/dispatch/call.h"

namespace luarig {

// The subcommands of CLIENT that need a file of their own; their rows are in client.cc.
void ClientInfo(Call& call);
void ClientList(Call& call);
void ClientKill(Call& call);
void ClientTrackingOf(Call& call);
void ClientTrackingInfo(Call& call);
void ClientCaching(Call& call);
void ClientGetRedir(Call& call);

// Takes a name as CLIENT SETNAME and HELLO do.
void SetClientName(Call& call, std::string_view name);

// ON or OFF; anything else is a syntax error.
bool OnOffArg(std::string_view word);

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_CLIENT_H_
