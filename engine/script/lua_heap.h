#ifndef LUARIG_ENGINE_SCRIPT_LUA_HEAP_H_
#define LUARIG_ENGINE_SCRIPT_LUA_HEAP_H_

#include <algorithm>
#include <cstddef>

#include <lua.hpp>

#include "engine/script/block_pool.h"
#include "engine/script/byte_buffer.h"
#include "engine/script/lua_layout.h"

namespace luarig {

class ScriptWatch;

// The memory of one Lua. Nothing in it is larger than kMaxBlock; and if it has a limit, code of
// scripts that would take more gets Lua's "not enough memory".
//
// Only code that runs or compiles inside a Bounded scope is refused: elsewhere nobody would catch
// the error. What is granted past the limit there is found by the next one.
class LuaHeap {
 public:
  static constexpr size_t kMaxBlock = size_t{1} << 30;

  // The heap of a LuaState's Lua.
  static LuaHeap& Of(lua_State* lua);
  // The same without a call. REQUIRES: IsInState() was true once.
  static LuaHeap& InState(const lua_State* lua) {
    return *static_cast<LuaHeap*>(LayoutOf(lua).global->allocate_data);
  }
  // REQUIRES: KnowsCallFrames(), so that the layout of lua_State is as expected.
  static bool IsInState(lua_State* lua) { return &InState(lua) == &Of(lua); }

  // For lua_newstate.
  static void* Allocate(void* heap, void* block, size_t old_size, size_t new_size);

  // Bytes; 0: none.
  void SetLimit(size_t bytes) { limit_ = bytes; }
  size_t limit() const { return limit_; }
  size_t used() const { return used_; }
  bool exceeded() const { return limit_ != 0 && used_ > limit_; }

  // The largest string that could ever have a place here.
  size_t largest() const { return limit_ == 0 ? kMaxBlock : std::min(limit_, kMaxBlock); }

  // True if a string of that size has a place here.
  bool Fits(size_t bytes) const {
    return bytes < kMaxBlock && (limit_ == 0 || used_ + bytes <= limit_);
  }

  // Who watches over the code that runs here; null: nobody. ScriptWatch keeps it, where a hook
  // finds it at once.
  ScriptWatch* watch() const { return watch_; }
  void SetWatch(ScriptWatch* watch) { watch_ = watch; }

  // While it lives, allocations past the limit fail.
  class Bounded {
   public:
    explicit Bounded(LuaHeap& heap, bool bounded = true) : heap_(heap), before_(heap.bounded_) {
      heap_.bounded_ = bounded;
    }
    ~Bounded() { heap_.bounded_ = before_; }
    Bounded(const Bounded&) = delete;
    Bounded& operator=(const Bounded&) = delete;

   private:
    LuaHeap& heap_;
    bool before_;
  };

  // While it lives, they do not.
  class Unbounded : public Bounded {
   public:
    explicit Unbounded(LuaHeap& heap) : Bounded(heap, false) {}
  };

  // While it lives, nothing is collected: Lua's compiler holds on to what no collector sees.
  class NoCollection {
   public:
    explicit NoCollection(lua_State* lua);
    ~NoCollection();
    NoCollection(const NoCollection&) = delete;
    NoCollection& operator=(const NoCollection&) = delete;

   private:
    lua_State* lua_;
  };

  // collectgarbage() as scripts see it. While NoCollection lives it collects nothing.
  static int CollectGarbage(lua_State* lua);

 private:
  ScriptWatch* watch_ = nullptr;
  size_t used_ = 0;  // as Lua asked for it, whatever the blocks take
  size_t limit_ = 0;
  BlockPool blocks_;
  bool bounded_ = false;
  int compiling_ = 0;
  bool stopped_ = false;  // by the script
};

// Raises Lua's own error for want of memory, as text and without a position.
int RaiseNoMemory(lua_State* lua);

// `kFunction` as a function for scripts, of those that build a string in a ByteBuffer: one that
// gets too large is want of memory.
template <lua_CFunction kFunction>
int WithinMemory(lua_State* lua) {
  try {
    return kFunction(lua);
  } catch (const ByteBuffer::TooLarge&) {
    lua_settop(lua, 0);
  }
  return RaiseNoMemory(lua);
}

// Raises it if a string of that size is more than the heap may hold.
void CheckStringSize(lua_State* lua, size_t bytes);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_LUA_HEAP_H_
