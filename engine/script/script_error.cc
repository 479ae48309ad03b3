#include "engine/script/script_error.h"

#include <algorithm>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/script/lua_state.h"
#include "engine/script/script_watch.h"

namespace luarig {
namespace {

// Pushes "ERR " and the error value at `index` as tostring() gives it.
void PushAsText(lua_State* lua, int index) {
  lua_pushliteral(lua, "ERR ");
  if (luaL_callmeta(lua, index, "__tostring") == 0) {
    switch (lua_type(lua, index)) {
      case LUA_TNIL:
        lua_pushliteral(lua, "nil");
        break;
      case LUA_TBOOLEAN:
        lua_pushstring(lua, lua_toboolean(lua, index) != 0 ? "true" : "false");
        break;
      case LUA_TNUMBER:
      case LUA_TSTRING:
        lua_pushvalue(lua, index);
        lua_tolstring(lua, -1, nullptr);
        break;
      default:
        lua_pushfstring(lua, "%s: %p", luaL_typename(lua, index), lua_topointer(lua, index));
        break;
    }
  }
  if (lua_isstring(lua, -1) == 0) {
    lua_pop(lua, 1);
    lua_pushliteral(lua, "nil");
  }
  lua_concat(lua, 2);
}

int HandleScriptError(lua_State* lua) {
  lua_settop(lua, 1);
  ScriptWatch::TellRaised(lua, false);
  if (!lua_istable(lua, 1)) {
    lua_createtable(lua, 0, 3);
    PushAsText(lua, 1);
    lua_setfield(lua, -2, "err");
    lua_replace(lua, 1);
  }
  // Level 0 is this handler, level 1 whoever raised: a C function such as error() stands for the
  // Lua function that called it.
  lua_Debug where;
  bool known = lua_getstack(lua, 1, &where) != 0 && lua_getinfo(lua, "Sl", &where) != 0;
  if (known && where.what[0] == 'C') {
    known = lua_getstack(lua, 2, &where) != 0 && lua_getinfo(lua, "Sl", &where) != 0;
  }
  if (known) {
    lua_pushstring(lua, where.source);
    lua_setfield(lua, 1, "source");
    lua_pushnumber(lua, where.currentline);
    lua_setfield(lua, 1, "line");
  }
  if (*static_cast<const bool*>(lua_touserdata(lua, lua_upvalueindex(1)))) {
    *static_cast<std::vector<TraceFrame>*>(lua_touserdata(lua, lua_upvalueindex(2))) =
        Traceback(lua);
  }
  return 1;
}

}  // namespace

void PushErrorTable(lua_State* lua, std::string_view text) {
  lua_createtable(lua, 0, 2);
  PushString(lua, text);
  lua_setfield(lua, -2, "err");
}

std::string ScriptError::Reply(std::string_view script_name) const {
  std::string reply = message;
  if (!source.empty() && line != -1) {
    reply += StrCat(" script: ", script_name, ", on ", source, ":", line, ".");
  }
  std::ranges::replace(reply, '\r', ' ');
  std::ranges::replace(reply, '\n', ' ');
  return reply;
}

void PushScriptErrorHandler(lua_State* lua, const bool* keep_traceback,
                            std::vector<TraceFrame>* traceback) {
  lua_pushlightuserdata(lua, const_cast<bool*>(keep_traceback));
  lua_pushlightuserdata(lua, traceback);
  lua_pushcclosure(lua, HandleScriptError, 2);
}

ScriptError ReadScriptError(lua_State* lua) {
  ScriptError error;
  const int index = lua_gettop(lua);
  if (!lua_istable(lua, index)) {
    // Lua itself failed before the handler could run ("not enough memory", "error in error
    // handling").
    error.message =
        lua_isstring(lua, index) != 0 ? StrCat("ERR ", StringAt(lua, index)) : "ERR unknown error";
    return error;
  }
  lua_getfield(lua, index, "err");
  if (lua_isstring(lua, -1) != 0) {
    error.message = StringAt(lua, -1);
  } else {
    error.message = "ERR unknown error";
  }
  lua_getfield(lua, index, "source");
  if (lua_isstring(lua, -1) != 0) error.source = StringAt(lua, -1);
  lua_getfield(lua, index, "line");
  if (lua_isnumber(lua, -1) != 0) error.line = IntAt(lua, -1);
  lua_getfield(lua, index, "ignore_error_stats_update");
  error.counted = lua_toboolean(lua, -1) != 0;
  lua_settop(lua, index);
  return error;
}

SourcePlace CurrentPlace(lua_State* lua) {
  lua_Debug info;
  for (int level = 0; lua_getstack(lua, level, &info) != 0; ++level) {
    if (lua_getinfo(lua, "Sl", &info) != 0 && info.what[0] != 'C') {
      return {.file = info.source, .line = info.currentline};
    }
  }
  return {};
}

std::vector<TraceFrame> Traceback(lua_State* lua) {
  std::vector<TraceFrame> frames;
  lua_Debug info;
  for (int level = 0; lua_getstack(lua, level, &info) != 0; ++level) {
    if (lua_getinfo(lua, "nSl", &info) == 0 || info.what[0] == 'C' || info.currentline < 0)
      continue;
    TraceFrame frame;
    frame.place = {.file = info.source, .line = info.currentline};
    if (info.name != nullptr) {
      frame.function = info.name;
    } else if (info.what[0] != 'm') {  // "main": the top level has no name
      frame.function = StrCat("function at line ", info.linedefined);
    }
    frames.push_back(std::move(frame));
  }
  return frames;
}

}  // namespace luarig
