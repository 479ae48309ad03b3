#ifndef LUARIG_ENGINE_SCRIPT_VARARGS_H_
#define LUARIG_ENGINE_SCRIPT_VARARGS_H_

struct lua_State;
struct lua_Debug;

namespace luarig {

// The values of `...` of a function that runs, which Lua 5.1 shows to nobody but the function: they
// stand below its locals on the stack.

// How many the call of `where`, which lua_getstack gave, has; 0 for a function without `...`, and
// if !KnowsVarargs().
int VarargCount(lua_State* lua, lua_Debug* where);

// Pushes one of them, from 1. REQUIRES: 1 <= number <= VarargCount(lua, where).
void PushVararg(lua_State* lua, lua_Debug* where, int number);

// False if the Lua that this is linked with is not laid out as expected. Found out once, by looking
// at a call whose values are known.
bool KnowsVarargs();

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_VARARGS_H_
