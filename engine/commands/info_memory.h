#ifndef LUARIG_ENGINE_COMMANDS_INFO_MEMORY_H_
#define LUARIG_ENGINE_COMMANDS_INFO_MEMORY_H_

#include <string>

#include "engine/server/server_state.h"

namespace luarig {

// INFO's section Memory, appended to `out`.
void WriteMemorySection(ServerState& server, std::string& out);

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_INFO_MEMORY_H_
