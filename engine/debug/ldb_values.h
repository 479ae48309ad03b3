#ifndef LUARIG_ENGINE_DEBUG_LDB_VALUES_H_
#define LUARIG_ENGINE_DEBUG_LDB_VALUES_H_

#include <string>
#include <string_view>

#include "engine/reply/reply.h"

struct lua_State;

namespace luarig {

// Values as the server's own debugger prints them, on one line.

// In double quotes, with C's escapes; what is not ASCII as \xff.
std::string LdbQuoted(std::string_view bytes);

// The Lua value at `index`: `{1; "two"; {["k"]=nil}}`. Tables are read raw, ten deep.
std::string LdbValue(lua_State* lua, int index);

// A command's reply: `["a",NULL,1]`. `resp` is the version that the script speaks.
std::string LdbReply(const Reply& reply, int resp);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DEBUG_LDB_VALUES_H_
