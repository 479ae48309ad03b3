#ifndef LUARIG_ENGINE_SCRIPT_SCRIPT_GUARD_H_
#define LUARIG_ENGINE_SCRIPT_SCRIPT_GUARD_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/script/script_watch.h"
#include "engine/server/server_state.h"

struct lua_State;
struct lua_Debug;

namespace luarig {

// Watches over one run of a script: calls the server's Interrupt now and then, and ends the script
// when it was killed; tells observers of lines. While it lives, a hook is set on `lua` and on the
// coroutines that the script makes. Without an Interrupt and observers there is none, and no cost.
class ScriptGuard final : public ScriptWatch {
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
  void OnStep(lua_State* lua) override;
  void Look();

  lua_State* lua_;
  lua_State* at_ = nullptr;
  ServerState& server_;
  const RunningScript& script_;
  int mask_ = 0;    // of the hook
  int64_t looked_;  // when the Interrupt was last called
  bool looking_ = false;
  std::string error_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_SCRIPT_GUARD_H_
