#ifndef LUARIG_ENGINE_SCRIPT_LINE_EVENTS_H_
#define LUARIG_ENGINE_SCRIPT_LINE_EVENTS_H_

#include "engine/server/server_state.h"

struct lua_State;
struct lua_Debug;

namespace luarig {

// LUA_MASKLINE if anybody wants to be told of lines, else 0: what a hook must be set for.
int LineMask(const ServerState& server);

// Tells them that `source` comes to the line of `where`, which a line hook got. Lines of chunks
// that the code itself compiled are no lines of `source`.
void TellLine(const ServerState& server, const ScriptSource& source, lua_State* lua,
              lua_Debug* where);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_LINE_EVENTS_H_
