#ifndef LUARIG_ENGINE_SCRIPT_LOAD_GUARD_H_
#define LUARIG_ENGINE_SCRIPT_LOAD_GUARD_H_

#include <cstdint>
#include <string>
#include <string_view>

#include <lua.hpp>

#include "engine/script/code_watch.h"

namespace luarig {

// Watches over a library that loads: it may take half a second, as on the server, and fails then
// (while a stopwatch is there to tell the time); observers are told of its lines, and a stepper
// that wants them.
class LoadGuard final : public CodeWatch {
 public:
  // `library` must outlive it.
  LoadGuard(lua_State* lua, const ServerState& server, const ScriptSource& library);
  ~LoadGuard() override;
  LoadGuard(const LoadGuard&) = delete;
  LoadGuard& operator=(const LoadGuard&) = delete;

  // From now on each step of the library raises `error`, a reply.
  void End(std::string_view error);

 private:
  static void Hook(lua_State* lua, lua_Debug* where);
  void OnStep(lua_State* lua) override;
  int64_t RunMicros() const;

  lua_State* lua_;
  const ServerState& server_;
  int64_t deadline_ = 0;
  std::string error_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_LOAD_GUARD_H_
