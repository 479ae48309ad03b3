#ifndef LUARIG_ENGINE_SCRIPT_PROGRAM_COUNTER_H_
#define LUARIG_ENGINE_SCRIPT_PROGRAM_COUNTER_H_

#include <cstdint>

struct lua_State;

namespace luarig {

// Where the Lua code that a hook interrupts stands, which Lua 5.1 tells nobody. An instruction is
// known by its address, which is only compared with others and never read through.
using Instruction = const uint32_t*;

// In a count hook: the instruction that comes next. In a call hook of a Lua function: its first.
// REQUIRES: KnowsProgramCounter().
Instruction ProgramCounter(const lua_State* lua);

// False if the Lua that this is linked with is not laid out as expected. Found out once, by
// watching a function whose steps are known.
bool KnowsProgramCounter();

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_PROGRAM_COUNTER_H_
