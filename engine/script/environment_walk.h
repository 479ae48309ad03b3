#ifndef LUARIG_ENGINE_SCRIPT_ENVIRONMENT_WALK_H_
#define LUARIG_ENGINE_SCRIPT_ENVIRONMENT_WALK_H_

struct lua_State;

namespace luarig {

// Gives the environment on top of the stack, which stays there, to the function below it, and to
// the Lua functions that it keeps in its upvalues, at any depth and in tables as well: those that
// have the environment of the state, which is code that was compiled and never given another. Far
// from the function it gives up, for a table of data may be large: who is not reached keeps what it
// has.
void SpreadEnvironment(lua_State* lua);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_ENVIRONMENT_WALK_H_
