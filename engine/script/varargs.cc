#include "engine/script/varargs.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include <lua.hpp>

#include "engine/script/chunk_reader.h"
#include "engine/script/lua_layout.h"
#include "engine/script/lua_state.h"

namespace luarig {
namespace {

// What a compiled function says of its parameters.
struct Shape {
  int parameters = 0;
  bool variadic = false;
};

// Of the Lua function on top of the stack.
Shape ShapeOf(lua_State* lua) {
  const std::string bytes = ChunkBytes(lua);
  constexpr size_t kParameters = 2 * sizeof(int) + 1;  // behind two lines and the upvalues
  constexpr int kIsVariadic = 2;
  return {.parameters = static_cast<unsigned char>(bytes[kParameters]),
          .variadic = (bytes[kParameters + 1] & kIsVariadic) != 0};
}

const CallLayout& CallOf(lua_State* lua, const lua_Debug* where) {
  return LayoutOf(lua).calls[where->i_ci];
}

int CountBelow(lua_State* lua, lua_Debug* where) {
  lua_getinfo(lua, "f", where);
  if (lua_iscfunction(lua, -1) != 0) {
    lua_pop(lua, 1);
    return 0;
  }
  const Shape shape = ShapeOf(lua);
  lua_pop(lua, 1);
  if (!shape.variadic) return 0;
  const CallLayout& call = CallOf(lua, where);
  const ptrdiff_t below = call.base - call.function - 1 - shape.parameters;
  return below > 0 ? static_cast<int>(below) : 0;
}

void PushBelow(lua_State* lua, lua_Debug* where, int number) {
  const CallLayout& call = CallOf(lua, where);
  const ValueLayout* value = call.base - CountBelow(lua, where) + number - 1;
  lua_pushnil(lua);
  std::memcpy(LayoutOf(lua).top - 1, value, sizeof *value);
}

constexpr std::string_view kKnownText =
    "local look = ... local function f(a, ...) look() end f(7, 8, 'nine')";

// Called from the known function: whether its values are what they are known to be.
int Look(lua_State* lua) {
  lua_Debug where;
  bool right = lua_getstack(lua, 1, &where) != 0 && CountBelow(lua, &where) == 2;
  if (right) {
    PushBelow(lua, &where, 1);
    PushBelow(lua, &where, 2);
    right = lua_tonumber(lua, -2) == 8 && lua_type(lua, -1) == LUA_TSTRING &&
            StringAt(lua, -1) == "nine";
  }
  *static_cast<bool*>(lua_touserdata(lua, lua_upvalueindex(1))) = right;
  return 0;
}

bool LookAtKnownCall() {
  const LuaState state;
  lua_State* lua = state.get();
  bool right = false;
  if (luaL_loadbuffer(lua, kKnownText.data(), kKnownText.size(), "=") != 0) return false;
  lua_pushlightuserdata(lua, &right);
  lua_pushcclosure(lua, Look, 1);
  return lua_pcall(lua, 1, 0, 0) == 0 && right;
}

}  // namespace

bool KnowsVarargs() {
  static const bool knows = LookAtKnownCall();
  return knows;
}

int VarargCount(lua_State* lua, lua_Debug* where) {
  return KnowsVarargs() ? CountBelow(lua, where) : 0;
}

void PushVararg(lua_State* lua, lua_Debug* where, int number) { PushBelow(lua, where, number); }

}  // namespace luarig
