#include "engine/script/cmsgpack.h"
#include "engine/script/libs.h"
#include "engine/script/lua_heap.h"

namespace luarig {
namespace {

constexpr luaL_Reg kFunctions[] = {
    {"pack", WithinMemory<cmsgpack::Pack>},
    {"unpack", cmsgpack::Unpack},
    {"unpack_one", cmsgpack::UnpackOne},
    {"unpack_limit", cmsgpack::UnpackLimit},
    {nullptr, nullptr},
};

void SetText(lua_State* lua, const char* name, const char* text) {
  lua_pushstring(lua, text);
  lua_setfield(lua, -2, name);
}

}  // namespace

void OpenCmsgpack(lua_State* lua) {
  lua_newtable(lua);
  luaL_register(lua, nullptr, kFunctions);
  // Scripts can read these, so they are the server's.
  SetText(lua, "_NAME", "cmsgpack");
  SetText(lua, "_VERSION", "lua-cmsgpack 0.4.0");
  SetText(lua, "_COPYRIGHT", "Copyright (C) 2012, Salvatore Sanfilippo");
  SetText(lua, "_DESCRIPTION", "MessagePack C implementation for Lua");
}

}  // namespace luarig
