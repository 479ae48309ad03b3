#ifndef LUARIG_ENGINE_SCRIPT_LIBS_H_
#define LUARIG_ENGINE_SCRIPT_LIBS_H_

#include <lua.hpp>

// The libraries written in C++ that a script sees besides Lua's own.
//
// Each function makes one library and leaves its table on top of the stack; nothing becomes a
// global. Members are added in the order in which the server adds them, because pairs() shows it.
// All errors are Lua errors with the server's texts.

namespace luarig {

// JSON: lua-cjson 2.1.0 with the server's limits. Options belong to the table that was made here,
// or by its new(), and last as long as its functions do.
void OpenCjson(lua_State* lua);

// MessagePack: lua-cmsgpack 0.4.0.
void OpenCmsgpack(lua_State* lua);

// Binary records: pack, unpack and size.
void OpenStruct(lua_State* lua);

// Bit operations on 32-bit numbers: BitOp 1.0.2.
void OpenBit(lua_State* lua);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_LIBS_H_
