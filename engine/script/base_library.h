#ifndef LUARIG_ENGINE_SCRIPT_BASE_LIBRARY_H_
#define LUARIG_ENGINE_SCRIPT_BASE_LIBRARY_H_

#include <string_view>

#include <lua.hpp>

namespace luarig {

class MathRandom;

// The functions of Lua's base and table libraries that must see through proxies, refuse bytecode,
// unwrap error tables as the server's interpreter does, or tell of errors that they catch. Each
// replaces a field of the table on top.
void OpenBaseOverrides(lua_State* lua);
void OpenCoroutineOverrides(lua_State* lua);
void OpenTableOverrides(lua_State* lua);

// Our own find, match, gmatch, gsub and rep, which a script that is killed does not outlive. They
// replace fields of the table on top.
void OpenStringOverrides(lua_State* lua);

// math.random and math.randomseed over `random`, which must outlive the state.
void OpenMathOverrides(lua_State* lua, MathRandom& random);

// Compiles text, and only text: a precompiled chunk is a syntax error. Pushes the function or the
// error message and returns what lua_load does.
int LoadText(lua_State* lua, std::string_view text, const char* chunk_name);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_BASE_LIBRARY_H_
