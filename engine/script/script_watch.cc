#include "engine/script/script_watch.h"

#include <lua.hpp>

namespace luarig {
namespace {

constexpr char kRegistryKey = 0;

}  // namespace

ScriptWatch::~ScriptWatch() {
  if (started_) Set(watched_, before_);
}

void ScriptWatch::Start() {
  if (started_) return;
  started_ = true;
  before_ = Of(watched_);
  Set(watched_, this);
}

void ScriptWatch::Set(lua_State* lua, ScriptWatch* watch) {
  lua_pushlightuserdata(lua, const_cast<char*>(&kRegistryKey));
  lua_pushlightuserdata(lua, watch);
  lua_rawset(lua, LUA_REGISTRYINDEX);
}

ScriptWatch* ScriptWatch::Of(lua_State* lua) {
  lua_pushlightuserdata(lua, const_cast<char*>(&kRegistryKey));
  lua_rawget(lua, LUA_REGISTRYINDEX);
  auto* watch = static_cast<ScriptWatch*>(lua_touserdata(lua, -1));
  lua_pop(lua, 1);
  return watch;
}

void ScriptWatch::Ask(lua_State* lua) {
  if (ScriptWatch* watch = Of(lua)) watch->OnStep(lua);
}

}  // namespace luarig
