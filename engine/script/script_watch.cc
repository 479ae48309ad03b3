#include "engine/script/script_watch.h"

#include "engine/script/code_stepper.h"
#include "engine/script/lua_heap.h"

namespace luarig {

ScriptWatch::~ScriptWatch() {
  if (started_) LuaHeap::Of(watched_).SetWatch(before_);
}

void ScriptWatch::Start() {
  if (started_) return;
  started_ = true;
  before_ = Of(watched_);
  LuaHeap::Of(watched_).SetWatch(this);
}

ScriptWatch* ScriptWatch::Of(lua_State* lua) { return LuaHeap::Of(lua).watch(); }

void ScriptWatch::Ask(lua_State* lua) {
  if (ScriptWatch* watch = Of(lua)) watch->OnStep(lua);
}

bool ScriptWatch::WantsRaised(lua_State* lua) {
  const ScriptWatch* watch = Of(lua);
  return watch != nullptr && watch->stepper() != nullptr;
}

void ScriptWatch::TellRaised(lua_State* lua, bool caught) {
  if (WantsRaised(lua)) Of(lua)->stepper()->OnRaise(lua, caught);
}

}  // namespace luarig
