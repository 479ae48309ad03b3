#ifndef LUARIG_ENGINE_SCRIPT_SCRIPT_GUARD_H_
#define LUARIG_ENGINE_SCRIPT_SCRIPT_GUARD_H_

#include <cstdint>
#include <string>
#include <string_view>

#include <lua.hpp>

#include "engine/script/code_watch.h"

namespace luarig {

// Watches over one run of a script: calls the server's Interrupt now and then, and ends the script
// when it was killed; tells observers of lines and branches. While it lives, a hook is set on `lua`
// and on the coroutines that the script makes. Without an Interrupt and observers there is none,
// and no cost.
class ScriptGuard final : public CodeWatch {
 public:
  ScriptGuard(lua_State* lua, ServerState& server, const RunningScript& script);
  ~ScriptGuard() override;
  ScriptGuard(const ScriptGuard&) = delete;
  ScriptGuard& operator=(const ScriptGuard&) = delete;

  // The code that runs: `lua` or a coroutine of it. REQUIRES: the Interrupt is being called.
  lua_State* at() const { return at_; }

  // From now on each step of the script raises `error`, a reply.
  void End(std::string_view error);

 private:
  static void Hook(lua_State* lua, lua_Debug* where);
  // The same, where lines may pass: of those it costs next to nothing.
  static void GatedHook(lua_State* lua, lua_Debug* where);
  void OnStep(lua_State* lua) override;
  void Look();

  lua_State* lua_;
  lua_State* at_ = nullptr;
  ServerState& server_;
  const RunningScript& script_;
  lua_Hook hook_ = Hook;
  int mask_ = 0;    // of the hook
  int64_t looked_;  // when the Interrupt was last called
  bool looking_ = false;
  std::string error_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_SCRIPT_GUARD_H_
