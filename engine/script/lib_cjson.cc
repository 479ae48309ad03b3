#include <climits>
#include <cstdio>
#include <new>

#include "engine/script/cjson.h"
#include "engine/script/libs.h"
#include "engine/script/lua_heap.h"

// The cjson table: its options and how an instance is made.

namespace luarig {
namespace cjson {
namespace {

constexpr int kMaxPrecision = 14;

// Fills the arguments up to `count` with nil.
void TakeArguments(lua_State* lua, int count) {
  luaL_argcheck(lua, lua_gettop(lua) <= count, count + 1, "found too many arguments");
  lua_settop(lua, count);
}

// Sets `option` from argument `index` unless that is nil, and pushes the option's value.
// Whatever the argument, the server blames number 1 for a value out of range.
void IntegerOption(lua_State* lua, int index, int& option, int min, int max) {
  if (!lua_isnil(lua, index)) {
    const int value = static_cast<int>(luaL_checkinteger(lua, index));
    char message[64];
    std::snprintf(message, sizeof message, "expected integer between %d and %d", min, max);
    luaL_argcheck(lua, min <= value && value <= max, 1, message);
    option = value;
  }
  lua_pushinteger(lua, option);
}

// The same for a word of `words`; booleans stand for the first two.
void WordOption(lua_State* lua, int index, int& option, const char* const* words) {
  if (lua_isboolean(lua, index)) {
    option = lua_toboolean(lua, index);
  } else if (!lua_isnil(lua, index)) {
    option = luaL_checkoption(lua, index, nullptr, words);
  }
  if (option <= 1) {
    lua_pushboolean(lua, option);
  } else {
    lua_pushstring(lua, words[option]);
  }
}

const char* const kOffOn[] = {"off", "on", nullptr};
const char* const kOffOnNull[] = {"off", "on", "null", nullptr};

int EncodeSparseArray(lua_State* lua) {
  Options& options = OptionsOf(lua);
  TakeArguments(lua, 3);
  WordOption(lua, 1, options.sparse_convert, kOffOn);
  IntegerOption(lua, 2, options.sparse_ratio, 0, INT_MAX);
  IntegerOption(lua, 3, options.sparse_safe, 0, INT_MAX);
  return 3;
}

int EncodeMaxDepth(lua_State* lua) {
  TakeArguments(lua, 1);
  IntegerOption(lua, 1, OptionsOf(lua).encode_max_depth, 1, INT_MAX);
  return 1;
}

int DecodeMaxDepth(lua_State* lua) {
  TakeArguments(lua, 1);
  IntegerOption(lua, 1, OptionsOf(lua).decode_max_depth, 1, INT_MAX);
  return 1;
}

int EncodeNumberPrecision(lua_State* lua) {
  TakeArguments(lua, 1);
  IntegerOption(lua, 1, OptionsOf(lua).number_precision, 1, kMaxPrecision);
  return 1;
}

int EncodeKeepBuffer(lua_State* lua) {
  Options& options = OptionsOf(lua);
  TakeArguments(lua, 1);
  WordOption(lua, 1, options.keep_buffer, kOffOn);
  if (options.keep_buffer == 0) options.buffer.Release();
  return 1;
}

int EncodeInvalidNumbers(lua_State* lua) {
  TakeArguments(lua, 1);
  WordOption(lua, 1, OptionsOf(lua).encode_invalid_numbers, kOffOnNull);
  return 1;
}

int DecodeInvalidNumbers(lua_State* lua) {
  TakeArguments(lua, 1);
  WordOption(lua, 1, OptionsOf(lua).decode_invalid_numbers, kOffOn);
  return 1;
}

int New(lua_State* lua) {
  OpenCjson(lua);
  return 1;
}

int Destroy(lua_State* lua) {
  static_cast<Options*>(lua_touserdata(lua, 1))->~Options();
  return 0;
}

// Pushes a userdata that holds default options and destroys them when it is collected.
void PushOptions(lua_State* lua) {
  new (lua_newuserdata(lua, sizeof(Options))) Options;
  lua_newtable(lua);
  lua_pushcfunction(lua, Destroy);
  lua_setfield(lua, -2, "__gc");
  lua_setmetatable(lua, -2);
}

// Where the registry has the options of the first instance: that of the interpreter itself.
void* const kFirstOptions = const_cast<char*>("cjson options");

// The options on top of the stack are the first ones, unless there are some.
void NoteFirst(lua_State* lua) {
  lua_pushlightuserdata(lua, kFirstOptions);
  lua_rawget(lua, LUA_REGISTRYINDEX);
  const bool noted = !lua_isnil(lua, -1);
  lua_pop(lua, 1);
  if (noted) return;
  lua_pushlightuserdata(lua, kFirstOptions);
  lua_pushvalue(lua, -2);
  lua_rawset(lua, LUA_REGISTRYINDEX);
}

constexpr luaL_Reg kFunctions[] = {
    {"encode", WithinMemory<Encode>},
    {"decode", Decode},
    {"encode_sparse_array", EncodeSparseArray},
    {"encode_max_depth", EncodeMaxDepth},
    {"decode_max_depth", DecodeMaxDepth},
    {"encode_number_precision", EncodeNumberPrecision},
    {"encode_keep_buffer", EncodeKeepBuffer},
    {"encode_invalid_numbers", EncodeInvalidNumbers},
    {"decode_invalid_numbers", DecodeInvalidNumbers},
    {"new", New},
};

}  // namespace
}  // namespace cjson

void ResetLibraryOptions(lua_State* lua) {
  lua_pushlightuserdata(lua, cjson::kFirstOptions);
  lua_rawget(lua, LUA_REGISTRYINDEX);
  static_cast<cjson::Settings&>(*static_cast<cjson::Options*>(lua_touserdata(lua, -1))) = {};
  lua_pop(lua, 1);
}

void OpenCjson(lua_State* lua) {
  lua_newtable(lua);
  cjson::PushOptions(lua);
  cjson::NoteFirst(lua);
  for (const auto& [name, function] : cjson::kFunctions) {
    lua_pushvalue(lua, -1);
    lua_pushcclosure(lua, function, 1);
    lua_setfield(lua, -3, name);
  }
  lua_pop(lua, 1);
  lua_pushlightuserdata(lua, nullptr);
  lua_setfield(lua, -2, "null");
  lua_pushliteral(lua, "cjson");
  lua_setfield(lua, -2, "_NAME");
  lua_pushliteral(lua, "2.1.0");
  lua_setfield(lua, -2, "_VERSION");
}

}  // namespace luarig
