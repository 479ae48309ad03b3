#ifndef LUARIG_ENGINE_SCRIPT_WANTED_RESULTS_H_
#define LUARIG_ENGINE_SCRIPT_WANTED_RESULTS_H_

#include "engine/script/lua_layout.h"

namespace luarig {

// True if the C function that runs in `lua` was called as a statement: what it returns is dropped.
// REQUIRES: KnowsWantedResults().
inline bool DropsResults(const lua_State* lua) { return LayoutOf(lua).call->results == 0; }

// False if the Lua that this is linked with is not laid out as expected. Found out once, by looking
// at calls that are known.
bool KnowsWantedResults();

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_WANTED_RESULTS_H_
