#include "engine/script/script_guard.h"

#include <lua.hpp>

#include "engine/script/code_stepper.h"
#include "engine/script/line_events.h"
#include "engine/script/lua_state.h"
#include "engine/script/script_error.h"

namespace luarig {
namespace {

// Some tens of microseconds of plain Lua.
constexpr int kInstructions = 10'000;
constexpr int64_t kMicrosBetweenLooks = 1'000;

}  // namespace

ScriptGuard::ScriptGuard(lua_State* lua, ServerState& server, const RunningScript& script)
    : ScriptWatch(lua, Kind::kRun),
      lua_(lua),
      server_(server),
      script_(script),
      stepper_(StepperOf(server)),
      counter_(CodeCounter::For(lua, server, script.source)),
      count_(counter_ == nullptr ? kInstructions : 1),
      looked_(script.started) {
  const bool looks = server_.interrupt != nullptr && server_.stopwatch != nullptr;
  const int counts = counter_ == nullptr ? 0 : LUA_MASKCOUNT | LUA_MASKCALL;
  only_steps_ = stepper_ != nullptr && server_.line_observers.empty();
  mask_ = (looks ? LUA_MASKCOUNT : 0) | LineMask(server_) | counts;
  if (mask_ == 0) return;
  Start();
  lua_sethook(lua_, Hook, mask_, count_);
}

ScriptGuard::~ScriptGuard() {
  if (lua_gethook(lua_) == Hook) lua_sethook(lua_, nullptr, 0, 0);
}

void ScriptGuard::End(std::string_view error) {
  error_ = error;
  only_steps_ = false;
  if (looking_) return;  // it is seen next
  Start();
  lua_sethook(lua_, Hook, LUA_MASKCOUNT, 1);
}

void ScriptGuard::Look() {
  if (server_.interrupt == nullptr || server_.stopwatch == nullptr) return;
  const int64_t now = server_.stopwatch->ElapsedMicros();
  if (now - looked_ < kMicrosBetweenLooks) return;
  const int64_t threshold = server_.directives.busy_reply_threshold;
  constexpr int64_t kMicrosPerMilli = 1'000;
  const bool busy = threshold > 0 && (now - script_.started) / kMicrosPerMilli >= threshold;
  looking_ = true;
  server_.interrupt->WhileScriptRuns(busy);
  looking_ = false;
  looked_ = server_.stopwatch->ElapsedMicros();
}

void ScriptGuard::OnStep(lua_State* lua) {
  at_ = lua;
  if (error_.empty()) Look();
  if (error_.empty()) return;
  // As on the server, what catches this error may go on to the end of its line, and is stopped
  // there. A coroutine has a hook of its own.
  lua_sethook(lua, Hook, LUA_MASKLINE | LUA_MASKCOUNT, kInstructions);
  PushErrorTable(lua, error_);
  lua_error(lua);
}

void ScriptGuard::OnHook(lua_State* lua, lua_Debug* where) {
  switch (where->event) {
    case LUA_HOOKLINE:
      if (stepper_ != nullptr) stepper_->AtLine(script_.source, lua, where);
      return TellLine(server_, script_.source, lua, where);
    case LUA_HOOKCALL:
      // A hook that a coroutine kept from an earlier run may still be set for calls.
      if (counter_ != nullptr) counter_->OnCall(lua, where);
      return;
    default:
      if (counter_ != nullptr) {
        counter_->OnInstruction(lua, where);
        if (++steps_ < kInstructions) return;
        steps_ = 0;
      }
      OnStep(lua);
  }
}

void ScriptGuard::Hook(lua_State* lua, lua_Debug* where) {
  // A coroutine that lives on from an earlier run keeps the hook that it had then.
  ScriptWatch* watch = Of(lua);
  auto* guard =
      watch != nullptr && watch->kind() == Kind::kRun ? static_cast<ScriptGuard*>(watch) : nullptr;
  if (where->event == LUA_HOOKLINE && guard != nullptr && guard->only_steps_) [[likely]]
    return guard->stepper_->AtLine(guard->script_.source, lua, where);
  const int mask = guard == nullptr ? 0 : guard->mask_;
  const int count = guard == nullptr ? 0 : guard->count_;
  const bool ends = guard != nullptr && !guard->error_.empty();
  if (!ends && (lua_gethookmask(lua) != mask || lua_gethookcount(lua) != count))
    lua_sethook(lua, mask == 0 ? nullptr : Hook, mask, count);
  if (guard == nullptr) return;
  if (ends) return guard->OnStep(lua);
  guard->OnHook(lua, where);
}

}  // namespace luarig
