#ifndef LUARIG_ENGINE_SCRIPT_REDIS_API_H_
#define LUARIG_ENGINE_SCRIPT_REDIS_API_H_

#include <lua.hpp>

namespace luarig {

class ScriptHost;

// Push the `redis` table of a script, of a running function, and of a library that loads. `host`
// must outlive the state.
void PushScriptApi(lua_State* lua, ScriptHost& host);
void PushFunctionApi(lua_State* lua, ScriptHost& host);
void PushLoadApi(lua_State* lua, ScriptHost& host);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_REDIS_API_H_
