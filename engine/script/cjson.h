#ifndef LUARIG_ENGINE_SCRIPT_CJSON_H_
#define LUARIG_ENGINE_SCRIPT_CJSON_H_

#include <lua.hpp>

#include "engine/script/byte_buffer.h"

// What the halves of the cjson library share: the options of one instance.

namespace luarig::cjson {

enum class InvalidNumbers : int { kRefuse, kWrite, kNull };

// What scripts can set.
struct Settings {
  int sparse_convert = 0;  // 0 or 1: write too sparse arrays as objects instead of refusing.
  int sparse_ratio = 2;    // 0: never too sparse.
  int sparse_safe = 10;    // An array this long is never too sparse.
  int encode_max_depth = 1000;
  int decode_max_depth = 1000;
  int number_precision = 14;
  int keep_buffer = 1;
  int encode_invalid_numbers = 0;  // An InvalidNumbers.
  int decode_invalid_numbers = 1;
};

struct Options : Settings {
  ByteBuffer buffer;   // Of the last encode, while keep_buffer.
  ByteBuffer scratch;  // For strings with escapes, while decoding.
};

// The options of the running library function: its first upvalue.
inline Options& OptionsOf(lua_State* lua) {
  return *static_cast<Options*>(lua_touserdata(lua, lua_upvalueindex(1)));
}

// cjson.encode(value) and cjson.decode(text), as Lua calls them.
int Encode(lua_State* lua);
int Decode(lua_State* lua);

}  // namespace luarig::cjson

#endif  // LUARIG_ENGINE_SCRIPT_CJSON_H_
