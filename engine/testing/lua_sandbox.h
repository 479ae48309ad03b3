#ifndef LUARIG_ENGINE_TESTING_LUA_SANDBOX_H_
#define LUARIG_ENGINE_TESTING_LUA_SANDBOX_H_

#include <lua.hpp>

namespace luarig {

class MathRandom;

// The libraries that suites see: Lua's own but for what reaches outside (files, processes, the
// environment, clocks) or would crash (bytecode), and those of scripts: cjson, cmsgpack, bit,
// struct. `random` is math.random's; it must outlive the state.
void OpenSuiteLibraries(lua_State* lua, MathRandom& random);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_LUA_SANDBOX_H_
