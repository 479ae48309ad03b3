#include "engine/script/interpreter.h"

#include "engine/script/base_library.h"
#include "engine/script/chunk_reader.h"
#include "engine/script/environment_walk.h"
#include "engine/script/libs.h"
#include "engine/script/lua_heap.h"
#include "engine/script/proxy.h"
#include "engine/script/redis_api.h"
#include "engine/script/script_error.h"
#include "engine/script/script_host.h"

namespace luarig {
namespace {

// What scripts see of Lua's base library; the rest (print, dofile, getfenv, ...) is left behind.
constexpr const char* kBaseNames[] = {
    "_VERSION", "assert", "collectgarbage", "error",  "gcinfo",       "getmetatable",
    "ipairs",   "load",   "loadstring",     "next",   "pairs",        "pcall",
    "rawequal", "rawget", "rawset",         "select", "setmetatable", "tonumber",
    "tostring", "type",   "unpack",         "xpcall"};

int MissingGlobal(lua_State* lua) {
  // The name as the script wrote it; anything but a string can only come from _G[...].
  const char* name = lua_tostring(lua, -1);
  return luaL_error(lua, "Script attempted to access nonexistent global variable '%s'",
                    name == nullptr ? "?" : name);
}

// Makes the table on top a proxy without a metatable to show.
void MakeLibraryProxy(lua_State* lua) {
  lua_pushnil(lua);
  lua_insert(lua, -2);
  MakeProxy(lua);
}

// Calls a luaopen_ function of the stock libraries; its table is left on the stack.
void OpenStock(lua_State* lua, lua_CFunction open, const char* name) {
  lua_pushcfunction(lua, open);
  lua_pushstring(lua, name);
  lua_call(lua, 1, 1);
}

// globals[name] = a proxy of the table on top. Pops it.
void AddLibrary(lua_State* lua, int globals, const char* name) {
  MakeLibraryProxy(lua);
  lua_setfield(lua, globals, name);
}

void AddBaseLibrary(lua_State* lua, int globals) {
  OpenStock(lua, luaopen_base, "");  // leaves the coroutine library on top
  lua_pop(lua, 1);
  lua_pushvalue(lua, LUA_GLOBALSINDEX);
  OpenBaseOverrides(lua);
  for (const char* name : kBaseNames) {
    lua_getfield(lua, -1, name);
    lua_setfield(lua, globals, name);
  }
  lua_getfield(lua, -1, "coroutine");
  OpenCoroutineOverrides(lua);
  AddLibrary(lua, globals, "coroutine");
  lua_pop(lua, 1);
}

// The string type's metatable is one for all scripts, so they see a read-only view of it.
void ProtectStringMetatable(lua_State* lua, int globals) {
  lua_pushliteral(lua, "");
  lua_getmetatable(lua, -1);
  lua_remove(lua, -2);
  const int real = lua_gettop(lua);
  lua_newtable(lua);
  lua_getfield(lua, globals, "string");
  lua_setfield(lua, -2, "__index");
  MakeLibraryProxy(lua);
  ShowAs(lua, real, -1);
  lua_pop(lua, 2);
}

void AddStringLibrary(lua_State* lua, int globals) {
  OpenStock(lua, luaopen_string, LUA_STRLIBNAME);
  OpenStringOverrides(lua);
  AddLibrary(lua, globals, "string");
  ProtectStringMetatable(lua, globals);
}

void AddTableLibrary(lua_State* lua, int globals) {
  OpenStock(lua, luaopen_table, LUA_TABLIBNAME);
  OpenTableOverrides(lua);
  AddLibrary(lua, globals, "table");
}

void AddMathLibrary(lua_State* lua, int globals, MathRandom& random) {
  OpenStock(lua, luaopen_math, LUA_MATHLIBNAME);
  OpenMathOverrides(lua, random);
  AddLibrary(lua, globals, "math");
}

int OsClock(lua_State* lua) {
  const auto& host = *static_cast<ScriptHost*>(lua_touserdata(lua, lua_upvalueindex(1)));
  constexpr double kMicros = 1e6;
  Stopwatch* watch = host.server().stopwatch;
  lua_pushnumber(lua, watch == nullptr ? 0 : static_cast<double>(watch->ElapsedMicros()) / kMicros);
  return 1;
}

void AddOsLibrary(lua_State* lua, int globals, ScriptHost& host) {
  lua_createtable(lua, 0, 1);
  lua_pushlightuserdata(lua, &host);
  lua_pushcclosure(lua, OsClock, 1);
  lua_setfield(lua, -2, "clock");
  AddLibrary(lua, globals, "os");
}

void AddScriptLibraries(lua_State* lua, int globals) {
  struct Library {
    const char* name;
    void (*open)(lua_State*);
  };
  constexpr Library kLibraries[] = {
      {"bit", OpenBit}, {"cjson", OpenCjson}, {"cmsgpack", OpenCmsgpack}, {"struct", OpenStruct}};
  for (const Library& library : kLibraries) {
    library.open(lua);
    AddLibrary(lua, globals, library.name);
  }
}

// Gives the table at `table` a metatable whose __index is MissingGlobal.
void GuardMissing(lua_State* lua, int table) {
  lua_createtable(lua, 0, 1);
  lua_pushcfunction(lua, MissingGlobal);
  lua_setfield(lua, -2, "__index");
  lua_setmetatable(lua, table);
}

}  // namespace

Interpreter::Interpreter(ScriptHost& host, Kind kind) {
  lua_State* lua = state_.get();
  const Target& target = host.server().target;
  LimitMemory(host.lua_memory());

  lua_newtable(lua);
  const int globals = lua_gettop(lua);
  AddBaseLibrary(lua, globals);
  AddStringLibrary(lua, globals);
  AddTableLibrary(lua, globals);
  AddMathLibrary(lua, globals, host.random());
  if (target.Has(Quirk::kOsClock)) AddOsLibrary(lua, globals, host);
  AddScriptLibraries(lua, globals);
  PushScriptErrorHandler(lua, host.keep_traceback(), host.traceback());
  if (kind == Kind::kEval) {
    lua_pushvalue(lua, -1);
    lua_setfield(lua, globals, "__redis__err__handler");
    PushScriptApi(lua, host);
  } else {
    PushFunctionApi(lua, host);
  }
  MakeLibraryProxy(lua);
  if (target.Has(Quirk::kServerGlobal)) {
    lua_pushvalue(lua, -1);
    lua_setfield(lua, globals, "server");
  }
  lua_setfield(lua, globals, "redis");
  error_handler_ = luaL_ref(lua, LUA_REGISTRYINDEX);

  // getmetatable(_G) shows a read-only table with the guard as its single field.
  lua_createtable(lua, 0, 1);
  lua_pushcfunction(lua, MissingGlobal);
  lua_setfield(lua, -2, "__index");
  MakeLibraryProxy(lua);
  lua_pushvalue(lua, globals);
  MakeProxy(lua);
  lua_pushvalue(lua, -1);
  lua_setfield(lua, globals, "_G");
  GuardMissing(lua, globals);

  lua_getmetatable(lua, -1);
  proxy_metatable_ = luaL_ref(lua, LUA_REGISTRYINDEX);
  lua_replace(lua, LUA_GLOBALSINDEX);
  globals_ = luaL_ref(lua, LUA_REGISTRYINDEX);

  if (kind == Kind::kFunctions) {
    // Missing fields of the load-time API raise as missing globals do.
    lua_newtable(lua);
    const int load_globals = lua_gettop(lua);
    PushLoadApi(lua, host);
    GuardMissing(lua, lua_gettop(lua));
    MakeLibraryProxy(lua);
    if (target.Has(Quirk::kServerGlobal)) {
      lua_pushvalue(lua, -1);
      lua_setfield(lua, load_globals, "server");
    }
    lua_setfield(lua, load_globals, "redis");
    GuardMissing(lua, load_globals);
    load_globals_ = luaL_ref(lua, LUA_REGISTRYINDEX);
  }
}

size_t Interpreter::bytes() const {
  constexpr size_t kKilo = 1024;
  return static_cast<size_t>(lua_gc(lua(), LUA_GCCOUNT, 0)) * kKilo +
         static_cast<size_t>(lua_gc(lua(), LUA_GCCOUNTB, 0));
}

void Interpreter::LimitMemory(size_t bytes) {
  state_.heap().SetLimit(bytes);
  if (bytes == 0) return;
  // Nothing is collected when memory runs out: what nobody needs must not pile up.
  constexpr int kPausePercent = 110;
  lua_gc(lua(), LUA_GCSETPAUSE, kPausePercent);
}

void Interpreter::MakeRoom() {
  const LuaHeap& heap = state_.heap();
  if (heap.limit() != 0 && heap.used() > heap.limit() / 2) lua_gc(lua(), LUA_GCCOLLECT, 0);
}

int Interpreter::Compile(std::string_view text, const char* chunk_name) {
  MakeRoom();
  const LuaHeap::Bounded bounded(state_.heap());
  return LoadText(lua(), text, chunk_name);
}

GlobalsUse Interpreter::ReadGlobalsDirectly() {
  GlobalsUse use = UseOfGlobals(lua());
  if (!use.direct()) return use;
  PushDirectGlobals();
  lua_setfenv(lua(), -2);
  return use;
}

void Interpreter::ReadGlobalsDirectly(const GlobalsUse& use) {
  // What is compiled from text may assign to globals, and be among what is reached.
  if (!use.direct() || use.any) return;
  PushDirectGlobals();
  SpreadEnvironment(lua());
  lua_pop(lua(), 1);
}

void Interpreter::PushDirectGlobals() {
  if (direct_globals_ != LUA_NOREF) {
    lua_rawgeti(lua(), LUA_REGISTRYINDEX, direct_globals_);
    return;
  }
  lua_newtable(lua());
  const int direct = lua_gettop(lua());
  lua_rawgeti(lua(), LUA_REGISTRYINDEX, globals_);
  for (lua_pushnil(lua()); lua_next(lua(), -2) != 0;) {
    lua_pushvalue(lua(), -2);
    lua_insert(lua(), -2);
    if (IsLibraryName(StringAt(lua(), -2))) RealTable(lua(), -1);
    lua_rawset(lua(), direct);
  }
  lua_pop(lua(), 1);
  GuardMissing(lua(), direct);
  lua_pushvalue(lua(), direct);
  direct_globals_ = luaL_ref(lua(), LUA_REGISTRYINDEX);
}

int Interpreter::Call(int arguments, int results, int handler) {
  MakeRoom();
  const LuaHeap::Bounded bounded(state_.heap());
  return lua_pcall(lua(), arguments, results, handler);
}

void Interpreter::PushArray(std::span<const std::string_view> words) {
  lua_createtable(lua(), static_cast<int>(words.size()), 0);
  for (size_t i = 0; i < words.size(); ++i) {
    PushString(lua(), words[i]);
    lua_rawseti(lua(), -2, static_cast<int>(i + 1));
  }
}

void Interpreter::SetArrays(const GlobalsUse& use, std::span<const std::string_view> keys,
                            std::span<const std::string_view> args) {
  const bool proxied = use.any || !use.direct();
  if (use.keys || proxied) {
    PushArray(keys);
    SetGlobal("KEYS", use.direct(), proxied);
  }
  if (use.argv || proxied) {
    PushArray(args);
    SetGlobal("ARGV", use.direct(), proxied);
  }
}

void Interpreter::SetGlobal(const char* name, bool direct, bool proxied) {
  const auto set_in = [&](int table) {
    lua_rawgeti(lua(), LUA_REGISTRYINDEX, table);
    lua_pushstring(lua(), name);
    lua_pushvalue(lua(), -3);
    lua_rawset(lua(), -3);
    lua_pop(lua(), 1);
  };
  if (direct) set_in(direct_globals_);
  if (proxied) set_in(globals_);
  lua_pop(lua(), 1);
}

void Interpreter::SetGlobals(int globals_ref) {
  lua_rawgeti(lua(), LUA_REGISTRYINDEX, proxy_metatable_);
  lua_rawgeti(lua(), LUA_REGISTRYINDEX, globals_ref);
  lua_setfield(lua(), -2, "__index");
  lua_pop(lua(), 1);
}

}  // namespace luarig
