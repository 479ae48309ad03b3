#ifndef LUARIG_ENGINE_SCRIPT_CODE_LINES_H_
#define LUARIG_ENGINE_SCRIPT_CODE_LINES_H_

#include <vector>

struct lua_State;

namespace luarig {

// The lines of the Lua function on top of the stack, and of all functions in it, that have code:
// those a line hook may come to. Sorted. The `end` that closes a function counts only if something
// stands beside it, because a function that returns by itself never comes there.
std::vector<int> CodeLines(lua_State* lua);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_CODE_LINES_H_
