#include "engine/testing/lua_sandbox.h"

#include "engine/script/base_library.h"
#include "engine/script/libs.h"

namespace luarig {
namespace {

void OpenStock(lua_State* lua, lua_CFunction open, const char* name) {
  lua_pushcfunction(lua, open);
  lua_pushstring(lua, name);
  lua_call(lua, 1, 1);
}

void RemoveField(lua_State* lua, int table, const char* name) {
  lua_pushnil(lua);
  lua_setfield(lua, table, name);
}

// The base library as Lua has it, except for four functions: other overrides of scripts are for
// what their sandbox protects.
void OpenBase(lua_State* lua) {
  OpenStock(lua, luaopen_base, "");
  lua_pop(lua, 1);
  lua_newtable(lua);
  OpenBaseOverrides(lua);
  for (const char* name : {"load", "loadstring", "collectgarbage", "unpack"}) {
    lua_getfield(lua, -1, name);
    lua_setglobal(lua, name);
  }
  lua_pop(lua, 1);
  for (const char* name : {"dofile", "loadfile", "print", "newproxy"}) {
    RemoveField(lua, LUA_GLOBALSINDEX, name);
  }
}

// Only what looks: setting hooks, registries and upvalues would undo our own bounds.
void OpenDebug(lua_State* lua) {
  OpenStock(lua, luaopen_debug, LUA_DBLIBNAME);
  lua_newtable(lua);
  for (const char* name : {"traceback", "getinfo"}) {
    lua_getfield(lua, -2, name);
    lua_setfield(lua, -2, name);
  }
  lua_setglobal(lua, LUA_DBLIBNAME);
  lua_pop(lua, 1);
}

void OpenForScripts(lua_State* lua) {
  struct Library {
    const char* name;
    void (*open)(lua_State*);
  };
  constexpr Library kLibraries[] = {
      {"bit", OpenBit}, {"cjson", OpenCjson}, {"cmsgpack", OpenCmsgpack}, {"struct", OpenStruct}};
  for (const Library& library : kLibraries) {
    library.open(lua);
    lua_setglobal(lua, library.name);
  }
  lua_getglobal(lua, "cjson");
  lua_setglobal(lua, "json");
}

}  // namespace

void OpenSuiteLibraries(lua_State* lua, MathRandom& random) {
  OpenBase(lua);
  OpenStock(lua, luaopen_string, LUA_STRLIBNAME);
  OpenStringOverrides(lua);
  OpenStock(lua, luaopen_table, LUA_TABLIBNAME);
  OpenStock(lua, luaopen_math, LUA_MATHLIBNAME);
  OpenMathOverrides(lua, random);
  lua_pop(lua, 3);
  OpenDebug(lua);
  OpenForScripts(lua);
}

}  // namespace luarig
