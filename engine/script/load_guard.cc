#include "engine/script/load_guard.h"

#include "engine/script/code_stepper.h"
#include "engine/script/line_events.h"
#include "engine/script/script_error.h"

namespace luarig {
namespace {

constexpr int64_t kLimitMicros = 500'000;
constexpr int kInstructions = 100'000;

CodeStepper* StepperOfLoads(const ServerState& server) {
  CodeStepper* stepper = StepperOf(server);
  return stepper != nullptr && stepper->StepsLoads() ? stepper : nullptr;
}

}  // namespace

LoadGuard::LoadGuard(lua_State* lua, const ServerState& server, const ScriptSource& library)
    : CodeWatch(lua, Kind::kLoad, server, library, StepperOfLoads(server), kInstructions),
      lua_(lua),
      server_(server) {
  const bool timed = server.stopwatch != nullptr;
  const int mask = this->mask() | (timed ? LUA_MASKCOUNT : 0);
  if (mask == 0) return;
  if (timed) deadline_ = RunMicros() + kLimitMicros;
  Start();
  lua_sethook(lua_, Hook, mask, count());
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
  auto* guard = static_cast<LoadGuard*>(watch);
  if (!guard->error_.empty()) return guard->OnStep(lua);
  guard->OnHook(lua, where);
}

void LoadGuard::OnStep(lua_State* lua) {
  const bool ended = !error_.empty();
  const bool timed = server_.stopwatch != nullptr;
  if (!ended && (!timed || RunMicros() < deadline_)) return;
  PushErrorTable(lua, ended ? error_ : "ERR FUNCTION LOAD timeout");
  lua_error(lua);
}

// Of some clock; what a person looked at code is not among them.
int64_t LoadGuard::RunMicros() const {
  const int64_t stood = stepper() == nullptr ? 0 : stepper()->StoodMicros();
  return server_.stopwatch->ElapsedMicros() - stood;
}

}  // namespace luarig
