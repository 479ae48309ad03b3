#include "engine/script/base_library.h"

#include <cmath>
#include <cstdint>
#include <string>

#include "engine/script/lua_heap.h"
#include "engine/script/math_random.h"
#include "engine/script/proxy.h"
#include "engine/script/script_watch.h"

namespace luarig {
namespace {

constexpr char kBytecodeSignature = LUA_SIGNATURE[0];

// Raises the refusal as the server's own C functions do: without a position.
int RefuseWrite(lua_State* lua) {
  lua_pushstring(lua, kReadOnlyTable);
  return lua_error(lua);
}

// --- Raw access
// ---------------------------------------------------------------------------------------

int Next(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  lua_settop(lua, 2);
  RealTable(lua, 1);
  if (lua_next(lua, 1) != 0) return 2;
  lua_pushnil(lua);
  return 1;
}

int Pairs(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  lua_pushvalue(lua, lua_upvalueindex(1));  // our next
  lua_pushvalue(lua, 1);
  lua_pushnil(lua);
  return 3;
}

int RawGet(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  luaL_checkany(lua, 2);
  lua_settop(lua, 2);
  RealTable(lua, 1);
  lua_rawget(lua, 1);
  return 1;
}

int RawSet(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  luaL_checkany(lua, 2);
  luaL_checkany(lua, 3);
  lua_settop(lua, 3);
  if (IsProxy(lua, 1)) return RefuseWrite(lua);
  lua_rawset(lua, 1);
  return 1;
}

int GetMetatable(lua_State* lua) {
  luaL_checkany(lua, 1);
  if (IsProxy(lua, 1)) {
    PushMetatableView(lua, 1);
    return 1;
  }
  if (lua_getmetatable(lua, 1) == 0) {
    lua_pushnil(lua);
    return 1;
  }
  lua_pushliteral(lua, "__metatable");
  lua_rawget(lua, -2);
  if (lua_isnil(lua, -1)) {
    lua_pop(lua, 1);
    HideRealTable(lua);  // a metatable that stands behind a proxy (the string type's) shows as it
  }
  return 1;
}

int SetMetatable(lua_State* lua) {
  const int type = lua_type(lua, 2);
  luaL_checktype(lua, 1, LUA_TTABLE);
  luaL_argcheck(lua, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table expected");
  if (IsProxy(lua, 1)) return RefuseWrite(lua);
  if (luaL_getmetafield(lua, 1, "__metatable") != 0) {
    luaL_error(lua, "cannot change a protected metatable");
  }
  lua_settop(lua, 2);
  RealTable(lua, 2);  // metamethods are looked up raw
  lua_setmetatable(lua, 1);
  return 1;
}

int TableInsert(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  const int size = static_cast<int>(lua_objlen(lua, 1)) + 1;
  if (lua_gettop(lua) == 2) {
    if (IsProxy(lua, 1)) return RefuseWrite(lua);
    lua_rawseti(lua, 1, size);
    return 0;
  }
  if (lua_gettop(lua) != 3) return luaL_error(lua, "wrong number of arguments to 'insert'");
  const int position = static_cast<int>(luaL_checkinteger(lua, 2));
  if (IsProxy(lua, 1)) return RefuseWrite(lua);
  WatchedSteps steps(lua);
  for (int i = position > size ? position : size; i > position; --i) {
    steps.Take();
    lua_rawgeti(lua, 1, i - 1);
    lua_rawseti(lua, 1, i);
  }
  lua_rawseti(lua, 1, position);
  return 0;
}

// The server's: a range that no stack holds is refused, however it was counted.
int Unpack(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  const int64_t first = luaL_optint(lua, 2, 1);
  const int64_t last = lua_isnoneornil(lua, 3) ? static_cast<int64_t>(lua_objlen(lua, 1))
                                               : int64_t{luaL_checkint(lua, 3)};
  if (first > last) return 0;
  const int64_t count = last - first + 1;
  if (count > LUAI_MAXCSTACK || lua_checkstack(lua, static_cast<int>(count)) == 0) {
    return luaL_error(lua, "too many results to unpack");
  }
  for (int64_t i = first; i <= last; ++i) lua_rawgeti(lua, 1, static_cast<int>(i));
  return static_cast<int>(count);
}

int TableForEach(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  luaL_checktype(lua, 2, LUA_TFUNCTION);
  RealTable(lua, 1);
  lua_pushnil(lua);
  while (lua_next(lua, 1) != 0) {
    lua_pushvalue(lua, 2);
    lua_pushvalue(lua, -3);
    lua_pushvalue(lua, -3);
    lua_call(lua, 2, 1);
    if (!lua_isnil(lua, -1)) return 1;
    lua_pop(lua, 2);
  }
  return 0;
}

// --- Errors
// ----------------------------------------------------------------------------------------------

// The server's pcall hands out the text of an error table instead of the table.
void UnwrapError(lua_State* lua) {
  if (!lua_istable(lua, -1)) return;
  lua_getfield(lua, -1, "err");
  if (lua_isnil(lua, -1)) {
    lua_pop(lua, 1);
  } else {
    lua_remove(lua, -2);
  }
}

int TellCaught(lua_State* lua) {
  ScriptWatch::TellRaised(lua, true);
  return 1;
}

// lua_pcall of what is on the stack, for one who wants to know of errors where they are raised.
int CallTold(lua_State* lua) {
  lua_pushcfunction(lua, TellCaught);
  lua_insert(lua, 1);
  const int status = lua_pcall(lua, lua_gettop(lua) - 2, LUA_MULTRET, 1);
  lua_remove(lua, 1);
  return status;
}

int PCall(lua_State* lua) {
  luaL_checkany(lua, 1);
  const int status = ScriptWatch::WantsRaised(lua)
                         ? CallTold(lua)
                         : lua_pcall(lua, lua_gettop(lua) - 1, LUA_MULTRET, 0);
  if (status != 0) UnwrapError(lua);
  lua_pushboolean(lua, status == 0 ? 1 : 0);
  lua_insert(lua, 1);
  return lua_gettop(lua);
}

// The handler of xpcall, an upvalue, where errors are told. One of its own comes here again, and is
// not: it hides the first, which has been.
int TellHandled(lua_State* lua) {
  lua_settop(lua, 1);
  if (lua_toboolean(lua, lua_upvalueindex(2)) == 0) {
    lua_pushboolean(lua, 1);
    lua_replace(lua, lua_upvalueindex(2));
    ScriptWatch::TellRaised(lua, true);
  }
  lua_pushvalue(lua, lua_upvalueindex(1));
  lua_insert(lua, 1);
  lua_call(lua, 1, 1);
  return 1;
}

int XPCall(lua_State* lua) {
  luaL_checkany(lua, 2);
  lua_settop(lua, 2);
  // What is no function is no handler; that is an error of its own.
  if (lua_isfunction(lua, 2) && ScriptWatch::WantsRaised(lua)) {
    lua_pushboolean(lua, 0);
    lua_pushcclosure(lua, TellHandled, 2);
  }
  lua_insert(lua, 1);
  const int status = lua_pcall(lua, 0, LUA_MULTRET, 1);
  lua_pushboolean(lua, status == 0 ? 1 : 0);
  lua_replace(lua, 1);
  return lua_gettop(lua);
}

// coroutine.resume, by the stock one, an upvalue. A coroutine that an error has ended keeps its
// stack.
int CoroutineResume(lua_State* lua) {
  lua_State* coroutine = lua_tothread(lua, 1);
  // One that had ended before only gets told so.
  const bool lives = coroutine != nullptr && lua_status(coroutine) <= LUA_YIELD;
  const int results = lua_tocfunction(lua, lua_upvalueindex(1))(lua);
  if (lives && lua_status(coroutine) > LUA_YIELD && ScriptWatch::WantsRaised(lua) &&
      lua_checkstack(coroutine, 1) != 0) {
    lua_pushvalue(lua, -1);
    lua_xmove(lua, coroutine, 1);
    ScriptWatch::TellRaised(coroutine, true);
    lua_pop(coroutine, 1);
  }
  return results;
}

// --- Loading
// -----------------------------------------------------------------------------------------------

int Loaded(lua_State* lua, int status) {
  if (status == 0) return 1;
  lua_pushnil(lua);
  lua_insert(lua, -2);
  return 2;
}

int LoadString(lua_State* lua) {
  size_t size = 0;
  const char* text = luaL_checklstring(lua, 1, &size);
  const char* name = luaL_optstring(lua, 2, text);
  return Loaded(lua, LoadText(lua, {text, size}, name));
}

// The state of load().
struct PieceReader {
  bool started = false;
  bool held_back = false;  // the first piece, behind a blank that makes text of it
};

const char* ReadPiece(lua_State* lua, void* data, size_t* size) {
  auto& reader = *static_cast<PieceReader*>(data);
  constexpr int kPieceSlot = 3;  // keeps the piece alive until the next one
  if (reader.held_back) {
    reader.held_back = false;
    return lua_tolstring(lua, kPieceSlot, size);
  }
  luaL_checkstack(lua, 2, "too many nested functions");
  lua_pushvalue(lua, 1);
  lua_call(lua, 0, 1);
  const bool first = !reader.started;
  reader.started = true;
  if (lua_isnil(lua, -1)) {
    *size = 0;
    return nullptr;
  }
  if (lua_isstring(lua, -1) == 0) luaL_error(lua, "reader function must return a string");
  lua_replace(lua, kPieceSlot);
  const char* piece = lua_tolstring(lua, kPieceSlot, size);
  // Lua tells bytecode by the first byte of the first piece, and by nothing else.
  if (!first || *size == 0 || piece[0] != kBytecodeSignature) return piece;
  reader.held_back = true;
  *size = 1;
  return " ";
}

int Load(lua_State* lua) {
  const char* name = luaL_optstring(lua, 2, "=(load)");
  luaL_checktype(lua, 1, LUA_TFUNCTION);
  lua_settop(lua, 3);
  PieceReader reader;
  const LuaHeap::NoCollection no_collection(lua);
  return Loaded(lua, lua_load(lua, ReadPiece, &reader, name));
}

// --- math.random
// ------------------------------------------------------------------------------------------

MathRandom& RandomOf(lua_State* lua) {
  return *static_cast<MathRandom*>(lua_touserdata(lua, lua_upvalueindex(1)));
}

int Rand(lua_State* lua) {
  const auto drawn = static_cast<double>(RandomOf(lua).Draw() % MathRandom::kMax);
  const double r = drawn / static_cast<double>(MathRandom::kMax);
  switch (lua_gettop(lua)) {
    case 0:
      lua_pushnumber(lua, r);
      break;
    case 1: {
      const int high = luaL_checkint(lua, 1);
      luaL_argcheck(lua, 1 <= high, 1, "interval is empty");
      lua_pushnumber(lua, std::floor(r * high) + 1);
      break;
    }
    case 2: {
      const int low = luaL_checkint(lua, 1);
      const int high = luaL_checkint(lua, 2);
      luaL_argcheck(lua, low <= high, 2, "interval is empty");
      // In unsigned arithmetic and back, as an int that overflows wraps on the server.
      const auto width =
          static_cast<int>(static_cast<unsigned>(high) - static_cast<unsigned>(low) + 1U);
      lua_pushnumber(lua, std::floor(r * width) + low);
      break;
    }
    default:
      return luaL_error(lua, "wrong number of arguments");
  }
  return 1;
}

int RandomSeed(lua_State* lua) {
  RandomOf(lua).Seed(luaL_checkint(lua, 1));
  return 0;
}

void SetFunctions(lua_State* lua, const luaL_Reg* functions) {
  for (; functions->name != nullptr; ++functions) {
    lua_pushcfunction(lua, functions->func);
    lua_setfield(lua, -2, functions->name);
  }
}

}  // namespace

int LoadText(lua_State* lua, std::string_view text, const char* chunk_name) {
  const LuaHeap::NoCollection no_collection(lua);
  if (!text.empty() && text[0] == kBytecodeSignature) {
    // Behind a blank it is text that does not parse, which is just what the server says of it.
    const std::string shifted = " " + std::string(text);
    return luaL_loadbuffer(lua, shifted.data(), shifted.size(), chunk_name);
  }
  return luaL_loadbuffer(lua, text.data(), text.size(), chunk_name);
}

void OpenBaseOverrides(lua_State* lua) {
  constexpr luaL_Reg kFunctions[] = {
      {"collectgarbage", LuaHeap::CollectGarbage},
      {"getmetatable", GetMetatable},
      {"load", Load},
      {"loadstring", LoadString},
      {"next", Next},
      {"pcall", PCall},
      {"rawget", RawGet},
      {"rawset", RawSet},
      {"setmetatable", SetMetatable},
      {"unpack", Unpack},
      {"xpcall", XPCall},
      {nullptr, nullptr},
  };
  SetFunctions(lua, kFunctions);
  lua_getfield(lua, -1, "next");
  lua_pushcclosure(lua, Pairs, 1);
  lua_setfield(lua, -2, "pairs");
}

void OpenCoroutineOverrides(lua_State* lua) {
  lua_getfield(lua, -1, "resume");
  lua_pushcclosure(lua, CoroutineResume, 1);
  lua_setfield(lua, -2, "resume");
}

void OpenTableOverrides(lua_State* lua) {
  constexpr luaL_Reg kFunctions[] = {
      {"foreach", TableForEach}, {"insert", TableInsert}, {nullptr, nullptr}};
  SetFunctions(lua, kFunctions);
}

void OpenMathOverrides(lua_State* lua, MathRandom& random) {
  constexpr luaL_Reg kFunctions[] = {
      {"random", Rand}, {"randomseed", RandomSeed}, {nullptr, nullptr}};
  for (const luaL_Reg* function = kFunctions; function->name != nullptr; ++function) {
    lua_pushlightuserdata(lua, &random);
    lua_pushcclosure(lua, function->func, 1);
    lua_setfield(lua, -2, function->name);
  }
}

}  // namespace luarig
