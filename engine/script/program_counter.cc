#include "engine/script/program_counter.h"

#include <cstddef>
#include <iterator>
#include <string_view>
#include <vector>

#include <lua.hpp>

#include "engine/script/lua_layout.h"
#include "engine/script/lua_state.h"

namespace luarig {
namespace {

// Three kinds of steps: onwards, a loop's back, and a condition's past the rest of its line.
constexpr std::string_view kKnownText =
    "local n = ... for i = 1, 2 do if n == i then n = 0 end end return n";
//  0 VARARG  1-3 LOADK  4 FORPREP to 8  5 EQ, 6 JMP to 8  7 LOADK  8 FORLOOP to 5  9 RETURN
constexpr size_t kKnownSteps[] = {0, 1, 2, 3, 4, 8, 5, 8, 5, 7, 8, 9};
constexpr lua_Number kKnownArgument = 2;

constexpr char kStepsKey = 0;  // in the registry

struct Steps {
  Instruction begin = nullptr;
  std::vector<ptrdiff_t> seen;
};

void NoteStep(lua_State* lua, lua_Debug* where) {
  lua_pushlightuserdata(lua, const_cast<char*>(&kStepsKey));
  lua_rawget(lua, LUA_REGISTRYINDEX);
  auto& steps = *static_cast<Steps*>(lua_touserdata(lua, -1));
  lua_pop(lua, 1);
  if (where->event == LUA_HOOKCALL) {
    steps.begin = ProgramCounter(lua);
  } else {
    steps.seen.push_back(ProgramCounter(lua) - steps.begin);
  }
}

bool WatchKnownSteps() {
  const LuaState state;
  lua_State* lua = state.get();
  Steps steps;
  lua_pushlightuserdata(lua, const_cast<char*>(&kStepsKey));
  lua_pushlightuserdata(lua, &steps);
  lua_rawset(lua, LUA_REGISTRYINDEX);
  if (luaL_loadbuffer(lua, kKnownText.data(), kKnownText.size(), "=") != 0) return false;
  lua_pushnumber(lua, kKnownArgument);
  lua_sethook(lua, NoteStep, LUA_MASKCOUNT | LUA_MASKCALL, 1);
  if (lua_pcall(lua, 1, 0, 0) != 0) return false;
  return std::vector<ptrdiff_t>(std::begin(kKnownSteps), std::end(kKnownSteps)) == steps.seen;
}

}  // namespace

Instruction ProgramCounter(const lua_State* lua) { return LayoutOf(lua).saved_pc - 1; }

bool KnowsProgramCounter() {
  static const bool knows = WatchKnownSteps();
  return knows;
}

}  // namespace luarig
