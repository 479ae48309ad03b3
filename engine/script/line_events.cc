#include "engine/script/line_events.h"

#include <lua.hpp>

#include "engine/dispatch/observer.h"
#include "engine/script/script_host.h"

namespace luarig {

CodeStepper* StepperOf(const ServerState& server) {
  return static_cast<ScriptHost&>(*server.scripts).stepper();
}

std::string_view ChunkName(ScriptKind kind) {
  return kind == ScriptKind::kScript ? "@user_script" : "@user_function";
}

void TellLine(const ServerState& server, const ScriptSource& source, lua_State* lua,
              lua_Debug* where) {
  if (server.line_observers.empty()) return;
  lua_getinfo(lua, "S", where);
  if (where->source != ChunkName(source.kind)) return;
  for (Observer* observer : server.line_observers) observer->OnLine(source, where->currentline);
}

}  // namespace luarig
