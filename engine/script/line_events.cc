#include "engine/script/line_events.h"

#include <string_view>

#include <lua.hpp>

#include "engine/dispatch/observer.h"

namespace luarig {

int LineMask(const ServerState& server) { return server.line_observers.empty() ? 0 : LUA_MASKLINE; }

void TellLine(const ServerState& server, const ScriptSource& source, lua_State* lua,
              lua_Debug* where) {
  lua_getinfo(lua, "S", where);
  const std::string_view chunk =
      source.kind == ScriptKind::kScript ? "@user_script" : "@user_function";
  if (where->source != chunk) return;
  for (Observer* observer : server.line_observers) observer->OnLine(source, where->currentline);
}

}  // namespace luarig
