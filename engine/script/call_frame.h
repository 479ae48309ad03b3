#ifndef LUARIG_ENGINE_SCRIPT_CALL_FRAME_H_
#define LUARIG_ENGINE_SCRIPT_CALL_FRAME_H_

#include <string_view>

#include <lua.hpp>

#include "engine/script/lua_layout.h"
#include "engine/script/lua_state.h"

namespace luarig {

// What a C function can find out of its own call beside Lua's API, which does not tell all and
// takes a call for each question. REQUIRES, for all that is read from LuaLayout: KnowsCallFrames().

// False if the Lua that this is linked with is not laid out as expected. Found out once, by looking
// at calls that are known.
bool KnowsCallFrames();

// True if the function was called as a statement: what it returns is dropped.
inline bool DropsResults(const lua_State* lua) { return LayoutOf(lua).call->results == 0; }

// An argument as it is, nothing converted.
struct LuaArgument {
  int type = LUA_TNIL;
  std::string_view text;  // of a string, which lives as long as it stays on the stack
  lua_Number number = 0;  // of a number
};

// `index` from 1. REQUIRES: index <= lua_gettop(lua).
inline LuaArgument ArgumentInFrame(const lua_State* lua, int index) {
  const ValueLayout& value = LayoutOf(lua).base[index - 1];
  if (value.type == LUA_TSTRING) {
    const auto& string = *static_cast<const StringLayout*>(value.value.object);
    return {LUA_TSTRING, {string.text(), string.size}, 0};
  }
  return {value.type, {}, value.type == LUA_TNUMBER ? value.value.number : 0};
}

// The same by the API, where frames are not known.
inline LuaArgument ArgumentByApi(lua_State* lua, int index) {
  const int type = lua_type(lua, index);
  if (type == LUA_TSTRING) return {type, StringAt(lua, index), 0};
  return {type, {}, type == LUA_TNUMBER ? lua_tonumber(lua, index) : 0};
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_CALL_FRAME_H_
