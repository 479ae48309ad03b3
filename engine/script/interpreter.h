#ifndef LUARIG_ENGINE_SCRIPT_INTERPRETER_H_
#define LUARIG_ENGINE_SCRIPT_INTERPRETER_H_

#include <span>
#include <string_view>

#include <lua.hpp>

#include "engine/script/chunk_reader.h"
#include "engine/script/command_cache.h"
#include "engine/script/lua_state.h"

namespace luarig {

class ScriptHost;

// A sandboxed Lua: the globals a script or function may see, read-only, and nothing else.
//
// The globals table is a proxy; behind it stands a hidden table, whose reads of missing names
// raise. While a library loads, the proxy stands before another table, which holds only the
// load-time API.
class Interpreter {
 public:
  enum class Kind : unsigned char { kEval, kFunctions };

  Interpreter(ScriptHost& host, Kind kind);

  lua_State* lua() const { return state_.get(); }
  LuaHeap& heap() const { return state_.heap(); }

  // What Lua has allocated.
  size_t bytes() const;

  // Bounds what Lua may allocate while code runs or compiles; 0: not at all.
  void LimitMemory(size_t bytes);

  // lua_pcall within the limit of memory.
  int Call(int arguments, int results, int handler);

  // The function on top of the stack reads globals, and fields of libraries, where they are and not
  // through proxies, which saves two look-ups for each `redis.call`; unless its code could tell, or
  // change something. Returns what its code does with globals.
  GlobalsUse ReadGlobalsDirectly();

  // The same for a function of a library that has been loaded, on top of the stack, and those that
  // it calls; the code of the whole library uses globals as `use` says.
  void ReadGlobalsDirectly(const GlobalsUse& use);

  // Compiles `text`; the function or the error message is on top of the stack afterwards.
  int Compile(std::string_view text, const char* chunk_name);

  // Sets the globals KEYS and ARGV for code whose use of globals is `use`: those that it could
  // read. REQUIRES: Kind::kEval.
  void SetArrays(const GlobalsUse& use, std::span<const std::string_view> keys,
                 std::span<const std::string_view> args);
  // Pushes a fresh table of `words`.
  void PushArray(std::span<const std::string_view> words);

  // Pushes the message handler that scripts run under.
  void PushErrorHandler() { lua_rawgeti(lua(), LUA_REGISTRYINDEX, error_handler_); }

  // The commands that code of this interpreter has called by name.
  CommandCache& commands() { return commands_; }

  // While it lives, code sees the globals of a library that loads. REQUIRES: Kind::kFunctions.
  class LoadScope {
   public:
    explicit LoadScope(Interpreter& interpreter) : interpreter_(interpreter) {
      interpreter_.SetGlobals(interpreter_.load_globals_);
    }
    ~LoadScope() { interpreter_.SetGlobals(interpreter_.globals_); }
    LoadScope(const LoadScope&) = delete;
    LoadScope& operator=(const LoadScope&) = delete;

   private:
    Interpreter& interpreter_;
  };

 private:
  void SetGlobals(int globals_ref);
  // Pushes the table that code reads directly: all that the hidden one has, and libraries as they
  // are behind their proxies.
  void PushDirectGlobals();
  // Pops a value and sets the global `name` to it, where code reads it that is or is not `direct`.
  void SetGlobal(const char* name, bool direct, bool proxied);
  // Collects what nobody needs, if the limit is near.
  void MakeRoom();

  LuaState state_;
  CommandCache commands_;
  int globals_ = LUA_NOREF;         // registry: the hidden table that scripts see
  int direct_globals_ = LUA_NOREF;  // registry: what code reads directly; made when first needed
  int load_globals_ = LUA_NOREF;    // registry: what a loading library sees
  int proxy_metatable_ = LUA_NOREF;
  int error_handler_ = LUA_NOREF;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_INTERPRETER_H_
