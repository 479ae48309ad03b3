#include "engine/script/lua_state.h"

#include <new>

namespace luarig {

LuaState::LuaState() : state_(luaL_newstate()) {
  if (state_ == nullptr) throw std::bad_alloc();
}

}  // namespace luarig
