#ifndef LUARIG_ENGINE_SCRIPT_LIBS_H_
#define LUARIG_ENGINE_SCRIPT_LIBS_H_

#include <lua.hpp>

namespace luarig {

// The libraries that scripts see besides Lua's own. Each leaves its table on top of the stack.
void OpenBit(lua_State* lua);
void OpenCjson(lua_State* lua);
void OpenCmsgpack(lua_State* lua);
void OpenStruct(lua_State* lua);

// Makes what scripts have set in an interpreter's libraries (cjson.encode_max_depth and the like)
// as at first. REQUIRES: cjson is open.
void ResetLibraryOptions(lua_State* lua);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_LIBS_H_
