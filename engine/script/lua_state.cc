#include "engine/script/lua_state.h"

#include <new>

#include "engine/script/lua_heap.h"

namespace luarig {
namespace {

// Lua calls this where an error has nobody to catch it, and would end the process next.
int OnPanic(lua_State* /*lua*/) { throw std::bad_alloc(); }

}  // namespace

LuaState::LuaState() : heap_(std::make_unique<LuaHeap>()) {
  state_.reset(lua_newstate(LuaHeap::Allocate, heap_.get()));
  if (state_ == nullptr) throw std::bad_alloc();
  lua_atpanic(state_.get(), OnPanic);
}

LuaState::~LuaState() = default;

}  // namespace luarig
