#ifndef LUARIG_ENGINE_SCRIPT_PROXY_H_
#define LUARIG_ENGINE_SCRIPT_PROXY_H_

#include <lua.hpp>

namespace luarig {

// Stock Lua 5.1 has no read-only tables, so those that a script must not change are proxies: empty
// tables whose reads reach a hidden table and whose writes raise the server's error. A script must
// not be able to tell: whatever reads or writes raw (next, rawget, table.insert, cjson, ...) asks
// here.

inline constexpr const char* kReadOnlyTable = "Attempt to modify a readonly table";

// Replaces the table on top of the stack by a proxy for it. What getmetatable() shows of the proxy
// is the value below it: -2 is nil, or a table (usually itself a proxy). Pops that value too.
//   [-2, +1]: metatable view, real table -> proxy
void MakeProxy(lua_State* lua);

// If the value at `index` is a proxy, replaces it by the table it stands for and returns true.
bool RealTable(lua_State* lua, int index);

// True if the value at `index` is a proxy.
bool IsProxy(lua_State* lua, int index);

// Pushes what getmetatable() shows of the proxy at `index`: nil or a table.
void PushMetatableView(lua_State* lua, int index);

// If the table on top stands behind a proxy, replaces it by that proxy.
void HideRealTable(lua_State* lua);

// From now on the value at `shown` (a proxy) is what getmetatable() shows instead of the table at
// `real`.
void ShowAs(lua_State* lua, int real, int shown);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_PROXY_H_
