#ifndef LUARIG_ENGINE_SCRIPT_CALL_FRAME_H_
#define LUARIG_ENGINE_SCRIPT_CALL_FRAME_H_

#include <string_view>

#include <lua.hpp>

#include "engine/script/lua_layout.h"
#include "engine/script/lua_state.h"

namespace luarig {

// What a C function can find out of its own call beside Lua's API, which does not tell all and
// takes a call for each question.

// False if the Lua that this is linked with is not laid out as expected. Found out once, by looking
// at calls that are known.
bool KnowsCallFrames();

// A C function's call, looked at where it lies. REQUIRES, of all: KnowsCallFrames().
struct FrameLook {
  // True if the function was called as a statement: what it returns is dropped.
  static bool DropsResults(const lua_State* lua) { return LayoutOf(lua).call->results == 0; }

  static int Count(const lua_State* lua) {
    return static_cast<int>(LayoutOf(lua).top - LayoutOf(lua).base);
  }

  // Of an argument as it is, nothing converted: `index` from 1, up to Count(lua). From the end of
  // the stack: -1 is what is on top.
  static int Type(const lua_State* lua, int index) { return At(lua, index).type; }
  // It lives as long as it stays on the stack. REQUIRES: it is a string.
  static std::string_view Text(const lua_State* lua, int index) {
    const auto& string = *static_cast<const StringLayout*>(At(lua, index).value.object);
    return {string.text(), string.size};
  }
  // REQUIRES: it is a number.
  static lua_Number Number(const lua_State* lua, int index) { return At(lua, index).value.number; }

  // The first upvalue. REQUIRES: it is light userdata.
  static void* Upvalue(const lua_State* lua) {
    const ValueLayout& function = *LayoutOf(lua).call->function;
    return static_cast<const FunctionLayout*>(function.value.object)->upvalues[0].value.object;
  }

 private:
  static const ValueLayout& At(const lua_State* lua, int index) {
    return index > 0 ? LayoutOf(lua).base[index - 1] : LayoutOf(lua).top[index];
  }
};

// The same by the API, where frames are not known.
struct ApiLook {
  static bool DropsResults(const lua_State* /*lua*/) { return false; }  // it does not tell
  static int Count(lua_State* lua) { return lua_gettop(lua); }
  static int Type(lua_State* lua, int index) { return lua_type(lua, index); }
  static std::string_view Text(lua_State* lua, int index) { return StringAt(lua, index); }
  static lua_Number Number(lua_State* lua, int index) { return lua_tonumber(lua, index); }
  static void* Upvalue(lua_State* lua) { return lua_touserdata(lua, lua_upvalueindex(1)); }
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_CALL_FRAME_H_
