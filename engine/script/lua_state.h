#ifndef LUARIG_ENGINE_SCRIPT_LUA_STATE_H_
#define LUARIG_ENGINE_SCRIPT_LUA_STATE_H_

#include <climits>
#include <memory>
#include <string>
#include <string_view>

#include <lua.hpp>

namespace luarig {

class LuaHeap;

// An owned Lua interpreter. Lua here is built as C++: an error it raises is an exception that runs
// destructors on its way, but it must never leave a function that Lua did not call. Whoever touches
// the stack outside of such a function makes sure that nothing there can raise, or goes through
// lua_pcall.
class LuaState {
 public:
  LuaState();
  ~LuaState();
  LuaState(const LuaState&) = delete;
  LuaState& operator=(const LuaState&) = delete;

  lua_State* get() const { return state_.get(); }
  LuaHeap& heap() const { return *heap_; }

 private:
  struct Close {
    void operator()(lua_State* lua) const { lua_close(lua); }
  };
  std::unique_ptr<LuaHeap> heap_;
  std::unique_ptr<lua_State, Close> state_;
};

// Restores the height of a Lua stack when it goes out of scope.
class StackGuard {
 public:
  explicit StackGuard(lua_State* lua) : lua_(lua), top_(lua_gettop(lua)) {}
  ~StackGuard() { lua_settop(lua_, top_); }
  StackGuard(const StackGuard&) = delete;
  StackGuard& operator=(const StackGuard&) = delete;

 private:
  lua_State* lua_;
  int top_;
};

// The string at `index`, which lives as long as it stays there. REQUIRES: it is a string.
inline std::string_view StringAt(lua_State* lua, int index) {
  size_t size = 0;
  const char* text = lua_tolstring(lua, index, &size);
  return {text, size};
}

// The number at `index` without its fraction, as the server's cast makes it: what fits in no int is
// INT_MIN, what is no number 0.
inline int IntAt(lua_State* lua, int index) {
  constexpr lua_Number kLimit = 2147483648.0;  // 2^31
  const lua_Number number = lua_tonumber(lua, index);
  return number > -kLimit - 1 && number < kLimit ? static_cast<int>(number) : INT_MIN;
}

inline void PushString(lua_State* lua, std::string_view text) {
  lua_pushlstring(lua, text.data(), text.size());
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_LUA_STATE_H_
