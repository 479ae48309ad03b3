#include "engine/script/script_guard.h"

#include <lua.hpp>

#include "engine/script/call_frame.h"
#include "engine/script/line_events.h"
#include "engine/script/line_gate.h"
#include "engine/script/lua_heap.h"
#include "engine/script/lua_state.h"
#include "engine/script/script_error.h"

namespace luarig {
namespace {

// Some tens of microseconds of plain Lua.
constexpr int kInstructions = 10'000;
constexpr int64_t kMicrosBetweenLooks = 1'000;

}  // namespace

ScriptGuard::ScriptGuard(lua_State* lua, ServerState& server, const RunningScript& script)
    : CodeWatch(lua, Kind::kRun, server, script.source, StepperOf(server), kInstructions),
      lua_(lua),
      server_(server),
      script_(script),
      looked_(script.started) {
  const bool looks = server_.interrupt != nullptr && server_.stopwatch != nullptr;
  if (gate_ != nullptr && KnowsCallFrames() && LuaHeap::IsInState(lua)) hook_ = GatedHook;
  mask_ = mask() | (looks ? LUA_MASKCOUNT : 0);
  if (mask_ == 0) return;
  Start();
  lua_sethook(lua_, hook_, mask_, count());
}

ScriptGuard::~ScriptGuard() {
  if (lua_gethook(lua_) == hook_) lua_sethook(lua_, nullptr, 0, 0);
}

void ScriptGuard::End(std::string_view error) {
  error_ = error;
  gate_ = nullptr;       // from now on each line counts
  if (looking_) return;  // it is seen next
  Start();
  lua_sethook(lua_, hook_, LUA_MASKCOUNT, 1);
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
  lua_sethook(lua, hook_, LUA_MASKLINE | LUA_MASKCOUNT, kInstructions);
  PushErrorTable(lua, error_);
  lua_error(lua);
}

void ScriptGuard::Hook(lua_State* lua, lua_Debug* where) {
  // A coroutine that lives on from an earlier run keeps the hook that it had then.
  ScriptWatch* watch = Of(lua);
  auto* guard =
      watch != nullptr && watch->kind() == Kind::kRun ? static_cast<ScriptGuard*>(watch) : nullptr;
  const int mask = guard == nullptr ? 0 : guard->mask_;
  const int count = guard == nullptr ? 0 : guard->count();
  const bool ends = guard != nullptr && !guard->error_.empty();
  if (!ends && (lua_gethookmask(lua) != mask || lua_gethookcount(lua) != count))
    lua_sethook(lua, mask == 0 ? nullptr : guard->hook_, mask, count);
  if (guard == nullptr) return;
  if (ends) return guard->OnStep(lua);
  guard->OnHook(lua, where);
}

void ScriptGuard::GatedHook(lua_State* lua, lua_Debug* where) {
  const ScriptWatch* watch = LuaHeap::InState(lua).watch();
  LineGate* gate = watch == nullptr ? nullptr : watch->gate();
  if (gate != nullptr && where->event == LUA_HOOKLINE && gate->Passes(lua, *where)) [[likely]]
    return;
  Hook(lua, where);
}

}  // namespace luarig
