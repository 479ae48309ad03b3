#ifndef LUARIG_ENGINE_SCRIPT_CMSGPACK_H_
#define LUARIG_ENGINE_SCRIPT_CMSGPACK_H_

#include <lua.hpp>

// The functions of the cmsgpack library, as Lua calls them.

namespace luarig::cmsgpack {

// pack(value, ...): the values as MessagePack, one behind the other.
int Pack(lua_State* lua);

// unpack(text): every value in `text`.
int Unpack(lua_State* lua);

// unpack_one(text [, offset]): the next offset, or -1 at the end, and the value at `offset`.
int UnpackOne(lua_State* lua);

// unpack_limit(text, limit [, offset]): the same for up to `limit` values.
int UnpackLimit(lua_State* lua);

}  // namespace luarig::cmsgpack

#endif  // LUARIG_ENGINE_SCRIPT_CMSGPACK_H_
