#ifndef LUARIG_ENGINE_SCRIPT_LOAD_GUARD_H_
#define LUARIG_ENGINE_SCRIPT_LOAD_GUARD_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <lua.hpp>

#include "engine/script/code_counter.h"
#include "engine/script/script_watch.h"
#include "engine/server/server_state.h"

namespace luarig {

// Watches over a library that loads: it may take half a second, as on the server, and fails then
// (while a stopwatch is there to tell the time); observers are told of its lines, and a stepper
// that wants them.
class LoadGuard final : public ScriptWatch {
 public:
  // The two views must outlive it.
  LoadGuard(lua_State* lua, const ServerState& server, std::string_view name,
            std::string_view code);
  ~LoadGuard() override;
  LoadGuard(const LoadGuard&) = delete;
  LoadGuard& operator=(const LoadGuard&) = delete;

  // From now on each step of the library raises `error`, a reply.
  void End(std::string_view error);

 private:
  static void Hook(lua_State* lua, lua_Debug* where);
  void OnHook(lua_State* lua, lua_Debug* where);
  void OnStep(lua_State* lua) override;
  CodeStepper* stepper() const override { return stepper_; }

  lua_State* lua_;
  const ServerState& server_;
  ScriptSource source_;
  CodeStepper* stepper_ = nullptr;        // null: nobody steps through it
  std::unique_ptr<CodeCounter> counter_;  // null: nobody wants it
  int steps_ = 0;                         // those since OnStep(), if there is one
  int64_t deadline_ = 0;
  std::string error_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_LOAD_GUARD_H_
