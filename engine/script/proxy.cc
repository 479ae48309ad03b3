#include "engine/script/proxy.h"

namespace luarig {
namespace {

// Its address is the registry key of the table that maps each proxy to its real table.
const char kRegistryKey = 0;

// Pushes the map, or nil before the first proxy.
void PushProxies(lua_State* lua) {
  lua_pushlightuserdata(lua, const_cast<char*>(&kRegistryKey));
  lua_rawget(lua, LUA_REGISTRYINDEX);
}

int Absolute(lua_State* lua, int index) {
  return index < 0 && index > LUA_REGISTRYINDEX ? lua_gettop(lua) + index + 1 : index;
}

}  // namespace

void RegisterProxy(lua_State* lua, int proxy_index, int real_index) {
  const int proxy = Absolute(lua, proxy_index);
  const int real = Absolute(lua, real_index);
  luaL_checkstack(lua, 3, "registering a proxy");
  PushProxies(lua);
  if (lua_isnil(lua, -1)) {
    lua_pop(lua, 1);
    lua_newtable(lua);
    lua_pushlightuserdata(lua, const_cast<char*>(&kRegistryKey));
    lua_pushvalue(lua, -2);
    lua_rawset(lua, LUA_REGISTRYINDEX);
  }
  lua_pushvalue(lua, proxy);
  lua_pushvalue(lua, real);
  lua_rawset(lua, -3);
  lua_pop(lua, 1);
}

namespace proxy_internal {

void ReplaceRegistered(lua_State* lua, int index) {
  const int slot = Absolute(lua, index);
  PushProxies(lua);
  if (lua_isnil(lua, -1)) return lua_pop(lua, 1);

  lua_pushvalue(lua, slot);
  lua_rawget(lua, -2);
  if (lua_isnil(lua, -1)) {
    lua_pop(lua, 2);
  } else {
    lua_replace(lua, slot);
    lua_pop(lua, 1);
  }
}

}  // namespace proxy_internal
}  // namespace luarig
