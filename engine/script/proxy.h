#ifndef LUARIG_ENGINE_SCRIPT_PROXY_H_
#define LUARIG_ENGINE_SCRIPT_PROXY_H_

#include <lua.hpp>

// Read-only tables. Stock Lua has none, so a script sees an empty proxy whose metatable refuses
// writes and reads from the real table behind it. Whoever reads tables raw has to look through
// the proxy, or a script could tell the difference.

namespace luarig {

// Records that the table at `proxy_index` stands for the one at `real_index`, for the life of the
// state. The proxy must have a metatable: that is how RealTable() tells it at a glance.
void RegisterProxy(lua_State* lua, int proxy_index, int real_index);

namespace proxy_internal {
void ReplaceRegistered(lua_State* lua, int index);
}  // namespace proxy_internal

// If the value at `index` is a read-only proxy, replaces that stack slot by the table it stands
// for; else does nothing. Needs three free stack slots. `index` may be negative.
inline void RealTable(lua_State* lua, int index) {
  if (lua_getmetatable(lua, index) == 0) return;
  lua_pop(lua, 1);
  proxy_internal::ReplaceRegistered(lua, index);
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_PROXY_H_
