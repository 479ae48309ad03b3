#ifndef LUARIG_ENGINE_SCRIPT_FROM_LUA_H_
#define LUARIG_ENGINE_SCRIPT_FROM_LUA_H_

#include <lua.hpp>

#include "engine/reply/sink.h"
#include "engine/server/server_state.h"

namespace luarig {

// Whether the value on top, which stays there, takes no more than `bytes` as a reply, an element
// counted as 64 and its text. The server has no such bound: a table of tables that are all the same
// one takes its memory.
bool ReplyFits(lua_State* lua, size_t bytes);

// Writes the value on top of the stack as a script's reply and pops it: SCRIPTING.md section 6.2.
// `script_resp` is what the script last gave redis.setresp(): booleans depend on it. Tables are
// read raw; their array part ends at the first nil. Nesting past the Lua stack is an error element.
// Errors in it are counted in the server's statistics, unless a command has done so already.
// Returns true if the reply is an error, or has one in it.
bool ReplyFromLua(lua_State* lua, int script_resp, ServerState& server, ReplySink& reply);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_FROM_LUA_H_
