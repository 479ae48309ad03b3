#ifndef LUARIG_ENGINE_SCRIPT_LINE_EVENTS_H_
#define LUARIG_ENGINE_SCRIPT_LINE_EVENTS_H_

#include <string_view>

#include "engine/server/server_state.h"

struct lua_State;
struct lua_Debug;

namespace luarig {

class CodeStepper;

// Who steps through the code of that server; may be null.
CodeStepper* StepperOf(const ServerState& server);

// What Lua calls the code of such a source.
std::string_view ChunkName(ScriptKind kind);

// Tells observers that `source` comes to the line of `where`, which a line hook got. Lines of
// chunks that the code itself compiled are no lines of `source`. The stepper is not told.
void TellLine(const ServerState& server, const ScriptSource& source, lua_State* lua,
              lua_Debug* where);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_LINE_EVENTS_H_
