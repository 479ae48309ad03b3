// Libraries that have not landed yet: empty tables.

#include "engine/script/libs.h"

namespace luarig {

void OpenCmsgpack(lua_State* lua) { lua_newtable(lua); }
void OpenStruct(lua_State* lua) { lua_newtable(lua); }

}  // namespace luarig
