#include "engine/script/proxy.h"

namespace luarig {
namespace {

// Keys of the registry: addresses that nothing else uses.
const char kRealByProxy = 0;
const char kProxyByReal = 0;
const char kViewByProxy = 0;

// Pushes the map at `key` of the registry, making it at first.
void PushMap(lua_State* lua, const char* key) {
  lua_pushlightuserdata(lua, const_cast<char*>(key));
  lua_rawget(lua, LUA_REGISTRYINDEX);
  if (!lua_isnil(lua, -1)) return;
  lua_pop(lua, 1);
  lua_newtable(lua);
  lua_pushlightuserdata(lua, const_cast<char*>(key));
  lua_pushvalue(lua, -2);
  lua_rawset(lua, LUA_REGISTRYINDEX);
}

// Pushes map[value at index], nil if there is none.
void PushMapped(lua_State* lua, const char* map, int index) {
  lua_pushvalue(lua, index);
  PushMap(lua, map);
  lua_insert(lua, -2);
  lua_rawget(lua, -2);
  lua_remove(lua, -2);
}

// map[value at key_index] = value at value_index
void Associate(lua_State* lua, const char* map, int key_index, int value_index) {
  lua_pushvalue(lua, key_index);
  lua_pushvalue(lua, value_index);
  PushMap(lua, map);
  lua_insert(lua, -3);
  lua_rawset(lua, -3);
  lua_pop(lua, 1);
}

int RefuseWrite(lua_State* lua) { return luaL_error(lua, kReadOnlyTable); }

int Absolute(lua_State* lua, int index) { return index > 0 ? index : lua_gettop(lua) + index + 1; }

}  // namespace

void MakeProxy(lua_State* lua) {
  const int real = lua_gettop(lua);
  const int view = real - 1;
  lua_newtable(lua);
  const int proxy = lua_gettop(lua);
  lua_createtable(lua, 0, 2);
  lua_pushvalue(lua, real);
  lua_setfield(lua, -2, "__index");
  lua_pushcfunction(lua, RefuseWrite);
  lua_setfield(lua, -2, "__newindex");
  lua_setmetatable(lua, proxy);

  Associate(lua, &kRealByProxy, proxy, real);
  Associate(lua, &kProxyByReal, real, proxy);
  if (!lua_isnil(lua, view)) Associate(lua, &kViewByProxy, proxy, view);
  lua_replace(lua, view);
  lua_settop(lua, view);
}

bool RealTable(lua_State* lua, int index) {
  // Ordinary tables mostly have no metatable, and proxies always have one.
  if (!lua_istable(lua, index) || lua_getmetatable(lua, index) == 0) return false;
  lua_pop(lua, 1);
  const int slot = Absolute(lua, index);
  PushMapped(lua, &kRealByProxy, slot);
  if (lua_isnil(lua, -1)) {
    lua_pop(lua, 1);
    return false;
  }
  lua_replace(lua, slot);
  return true;
}

bool IsProxy(lua_State* lua, int index) {
  if (!lua_istable(lua, index) || lua_getmetatable(lua, index) == 0) return false;
  lua_pop(lua, 1);
  PushMapped(lua, &kRealByProxy, Absolute(lua, index));
  const bool found = !lua_isnil(lua, -1);
  lua_pop(lua, 1);
  return found;
}

void PushMetatableView(lua_State* lua, int index) {
  PushMapped(lua, &kViewByProxy, Absolute(lua, index));
}

void ShowAs(lua_State* lua, int real, int shown) {
  Associate(lua, &kProxyByReal, Absolute(lua, real), Absolute(lua, shown));
}

void HideRealTable(lua_State* lua) {
  if (!lua_istable(lua, -1)) return;
  PushMapped(lua, &kProxyByReal, lua_gettop(lua));
  if (lua_isnil(lua, -1)) {
    lua_pop(lua, 1);
  } else {
    lua_remove(lua, -2);
  }
}

}  // namespace luarig
