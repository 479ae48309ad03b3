#include "engine/script/call_frame.h"

#include <string>
#include <string_view>

namespace luarig {
namespace {

// Each kind of a call, and each kind of an argument.
constexpr std::string_view kKnownText =
    "local f, pcall = ... f() local a = f('') local b, c = f(1, 'two') a = {f(0.5, true)} "
    "pcall(f, nil) f(f('a longer string than the others are, of more words'), {}) return f('\\0', "
    "-1)";
constexpr std::string_view kKnownCalls = "drops;takes;takes;takes;takes;takes;drops;takes;";

bool SeesArguments(lua_State* lua) {
  if (FrameLook::Count(lua) != ApiLook::Count(lua)) return false;
  if (FrameLook::Upvalue(lua) != ApiLook::Upvalue(lua)) return false;
  for (int i = 1; i <= lua_gettop(lua); ++i) {
    const int type = FrameLook::Type(lua, i);
    const int from_top = i - lua_gettop(lua) - 1;
    if (type != ApiLook::Type(lua, i) || type != FrameLook::Type(lua, from_top)) return false;
    if (type == LUA_TNUMBER && FrameLook::Number(lua, i) != ApiLook::Number(lua, i)) return false;
    if (type != LUA_TSTRING) continue;
    const std::string_view seen = FrameLook::Text(lua, i);
    const std::string_view known = ApiLook::Text(lua, i);
    if (seen.data() != known.data() || seen.size() != known.size()) return false;
  }
  return true;
}

struct Seen {
  std::string calls;
  bool arguments = true;
};

// Called from the known code.
int Look(lua_State* lua) {
  auto& seen = *static_cast<Seen*>(lua_touserdata(lua, lua_upvalueindex(1)));
  seen.calls += FrameLook::DropsResults(lua) ? "drops;" : "takes;";
  seen.arguments = seen.arguments && SeesArguments(lua);
  return 0;
}

int CallProtected(lua_State* lua) {
  lua_pcall(lua, lua_gettop(lua) - 1, LUA_MULTRET, 0);
  return lua_gettop(lua);
}

bool LookAtKnownCalls() {
  const LuaState state;
  lua_State* lua = state.get();
  Seen seen;
  if (luaL_loadbuffer(lua, kKnownText.data(), kKnownText.size(), "=") != 0) return false;
  lua_pushlightuserdata(lua, &seen);
  lua_pushcclosure(lua, Look, 1);
  lua_pushcfunction(lua, CallProtected);
  return lua_pcall(lua, 2, 0, 0) == 0 && seen.calls == kKnownCalls && seen.arguments;
}

}  // namespace

bool KnowsCallFrames() {
  static const bool knows = LookAtKnownCalls();
  return knows;
}

}  // namespace luarig
