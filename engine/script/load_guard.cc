#include "engine/script/load_guard.h"

#include "engine/dispatch/observer.h"
#include "engine/script/code_stepper.h"
#include "engine/script/line_events.h"
#include "engine/script/line_gate.h"
#include "engine/script/script_error.h"

namespace luarig {
namespace {

constexpr int64_t kLimitMicros = 500'000;
constexpr int kInstructions = 100'000;

}  // namespace

LoadGuard::LoadGuard(lua_State* lua, const ServerState& server, std::string_view name,
                     std::string_view code)
    : ScriptWatch(lua, Kind::kLoad),
      lua_(lua),
      server_(server),
      source_{.kind = ScriptKind::kLibrary, .name = name, .library = name, .text = code} {
  for (Observer* observer : server_.observers) observer->OnLibrary(source_);
  counter_ = CodeCounter::For(lua, server, source_);
  if (CodeStepper* stepper = StepperOf(server); stepper != nullptr && stepper->StepsLoads())
    stepper_ = stepper;
  int mask = server_.line_observers.empty() ? 0 : LUA_MASKLINE;
  if (server_.stopwatch != nullptr) mask |= LUA_MASKCOUNT;
  if (counter_ != nullptr) mask |= LUA_MASKCOUNT | LUA_MASKCALL;
  if (stepper_ != nullptr) mask |= LUA_MASKLINE | LUA_MASKCALL;
  if (mask == 0) return;
  if (server_.stopwatch != nullptr) deadline_ = server_.stopwatch->ElapsedMicros() + kLimitMicros;
  if (stepper_ != nullptr && server_.line_observers.empty()) gate_ = stepper_->gate();
  Start();
  lua_sethook(lua_, Hook, mask, counter_ == nullptr ? kInstructions : 1);
}

LoadGuard::~LoadGuard() { lua_sethook(lua_, nullptr, 0, 0); }

void LoadGuard::End(std::string_view error) {
  error_ = error;
  gate_ = nullptr;
  Start();
  lua_sethook(lua_, Hook, LUA_MASKCOUNT, 1);
}

void LoadGuard::Hook(lua_State* lua, lua_Debug* where) {
  ScriptWatch* watch = Of(lua);
  if (watch == nullptr || watch->kind() != Kind::kLoad) return;
  static_cast<LoadGuard*>(watch)->OnHook(lua, where);
}

void LoadGuard::OnHook(lua_State* lua, lua_Debug* where) {
  if (!error_.empty()) return OnStep(lua);
  switch (where->event) {
    case LUA_HOOKLINE:
      if (gate_ != nullptr && gate_->Passes(lua, *where)) return;
      if (stepper_ != nullptr) stepper_->AtLine(source_, lua, where);
      return TellLine(server_, source_, lua, where);
    case LUA_HOOKCALL:
      if (counter_ != nullptr) counter_->OnCall(lua, where);
      if (stepper_ != nullptr) stepper_->AtCall(lua, where);
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

void LoadGuard::OnStep(lua_State* lua) {
  const bool ended = !error_.empty();
  const bool watched = server_.stopwatch != nullptr;
  if (!ended && (!watched || server_.stopwatch->ElapsedMicros() < deadline_)) return;
  PushErrorTable(lua, ended ? error_ : "ERR FUNCTION LOAD timeout");
  lua_error(lua);
}

}  // namespace luarig
