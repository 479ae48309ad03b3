#include "engine/script/code_watch.h"

#include "engine/script/code_stepper.h"
#include "engine/script/line_events.h"
#include "engine/script/line_gate.h"

namespace luarig {

CodeWatch::CodeWatch(lua_State* lua, Kind kind, const ServerState& server,
                     const ScriptSource& source, CodeStepper* stepper, int instructions)
    : ScriptWatch(lua, kind),
      server_(server),
      source_(source),
      stepper_(stepper),
      counter_(CodeCounter::For(lua, server, source)),
      instructions_(instructions) {
  if (!server.line_observers.empty()) mask_ |= LUA_MASKLINE;
  if (stepper != nullptr) mask_ |= LUA_MASKLINE | LUA_MASKCALL;
  if (counter_ != nullptr) mask_ |= LUA_MASKCALL | LUA_MASKCOUNT;
  if (stepper != nullptr && server.line_observers.empty()) gate_ = stepper->gate();
}

CodeWatch::~CodeWatch() = default;

void CodeWatch::OnHook(lua_State* lua, lua_Debug* where) {
  switch (where->event) {
    case LUA_HOOKLINE:
      if (gate_ != nullptr && gate_->Passes(lua, *where)) return;
      if (stepper_ != nullptr) stepper_->AtLine(source_, lua, where);
      return TellLine(server_, source_, lua, where);
    case LUA_HOOKCALL:
      // A hook that a coroutine kept from an earlier run may still be set for calls.
      if (counter_ != nullptr) counter_->OnCall(lua, where);
      if (stepper_ != nullptr) stepper_->AtCall(lua, where);
      return;
    default:
      if (counter_ != nullptr) {
        counter_->OnInstruction(lua, where);
        if (++steps_ < instructions_) return;
        steps_ = 0;
      }
      OnStep(lua);
  }
}

}  // namespace luarig
