#ifndef LUARIG_ENGINE_SCRIPT_SCRIPT_ERROR_H_
#define LUARIG_ENGINE_SCRIPT_SCRIPT_ERROR_H_

#include <string>
#include <string_view>
#include <vector>

#include <lua.hpp>

#include "engine/base/diagnostic.h"

namespace luarig {

// An error that ended a script, taken apart.
struct ScriptError {
  std::string message;  // code first: "ERR user_script:1: boom"
  std::string source;   // "@user_script"; "" if no Lua code was running
  int line = -1;
  bool counted = false;  // the command that failed has already counted itself in errorstats

  // The reply: "<message> script: <name>, on <source>:<line>.", on one line.
  std::string Reply(std::string_view script_name) const;
};

// Pushes {err = text}: what the API raises.
void PushErrorTable(lua_State* lua, std::string_view text);

// Pushes the message handler for lua_pcall: it turns what was raised into a table {err=, source=,
// line=}, with the place of the Lua code that was running. While `*keep_traceback` it fills
// `traceback` as well. Both must outlive the state.
void PushScriptErrorHandler(lua_State* lua, const bool* keep_traceback,
                            std::vector<TraceFrame>* traceback);

// Reads what the handler (or a failure of lua_pcall itself) left on top of the stack.
ScriptError ReadScriptError(lua_State* lua);

// Where the innermost Lua function is: the place of the redis.call that runs.
SourcePlace CurrentPlace(lua_State* lua);

// The functions that are running, innermost first, C functions left out.
std::vector<TraceFrame> Traceback(lua_State* lua);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_SCRIPT_ERROR_H_
