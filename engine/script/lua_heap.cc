#include "engine/script/lua_heap.h"

#include <array>

namespace luarig {

LuaHeap& LuaHeap::Of(lua_State* lua) {
  void* heap = nullptr;
  lua_getallocf(lua, &heap);
  return *static_cast<LuaHeap*>(heap);
}

void* LuaHeap::Allocate(void* heap, void* block, size_t old_size, size_t new_size) {
  auto& self = *static_cast<LuaHeap*>(heap);
  if (new_size == 0) {
    self.used_ -= old_size;
    self.blocks_.Free(block, old_size);
    return nullptr;
  }
  if (new_size > old_size) {
    if (new_size > kMaxBlock) return nullptr;
    if (self.bounded_ && self.limit_ != 0 && self.used_ + (new_size - old_size) > self.limit_) {
      return nullptr;
    }
  }
  void* moved = self.blocks_.Resize(block, old_size, new_size);
  if (moved != nullptr) self.used_ += new_size - old_size;
  return moved;
}

LuaHeap::NoCollection::NoCollection(lua_State* lua) : lua_(lua) {
  if (Of(lua_).compiling_++ == 0) lua_gc(lua_, LUA_GCSTOP, 0);
}

LuaHeap::NoCollection::~NoCollection() {
  const LuaHeap& heap = Of(lua_);
  if (--Of(lua_).compiling_ == 0 && !heap.stopped_) lua_gc(lua_, LUA_GCRESTART, 0);
}

int LuaHeap::CollectGarbage(lua_State* lua) {
  constexpr std::array<const char*, 8> kNames = {"stop", "restart",  "collect",    "count",
                                                 "step", "setpause", "setstepmul", nullptr};
  constexpr std::array<int, 7> kOptions = {LUA_GCSTOP, LUA_GCRESTART,  LUA_GCCOLLECT,   LUA_GCCOUNT,
                                           LUA_GCSTEP, LUA_GCSETPAUSE, LUA_GCSETSTEPMUL};
  const int option =
      kOptions.at(static_cast<size_t>(luaL_checkoption(lua, 1, "collect", kNames.data())));
  const int argument = luaL_optint(lua, 2, 0);
  LuaHeap& heap = Of(lua);
  const bool collects = option == LUA_GCRESTART || option == LUA_GCCOLLECT || option == LUA_GCSTEP;
  if (option == LUA_GCSTOP) heap.stopped_ = true;
  if (collects) heap.stopped_ = false;
  const int result = collects && heap.compiling_ != 0 ? 0 : lua_gc(lua, option, argument);
  if (option == LUA_GCSTEP) {
    lua_pushboolean(lua, result);
  } else if (option == LUA_GCCOUNT) {
    constexpr double kKilo = 1024;
    lua_pushnumber(lua, result + lua_gc(lua, LUA_GCCOUNTB, 0) / kKilo);
  } else {
    lua_pushnumber(lua, result);
  }
  return 1;
}

int RaiseNoMemory(lua_State* lua) {
  lua_pushliteral(lua, "not enough memory");
  return lua_error(lua);
}

void CheckStringSize(lua_State* lua, size_t bytes) {
  LuaHeap& heap = LuaHeap::Of(lua);
  if (heap.Fits(bytes)) return;
  if (bytes < LuaHeap::kMaxBlock) {
    lua_gc(lua, LUA_GCCOLLECT, 0);  // there may be room once what nobody needs is gone
    if (heap.Fits(bytes)) return;
  }
  RaiseNoMemory(lua);
}

}  // namespace luarig
