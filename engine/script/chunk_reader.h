#ifndef LUARIG_ENGINE_SCRIPT_CHUNK_READER_H_
#define LUARIG_ENGINE_SCRIPT_CHUNK_READER_H_

#include <cstdint>
#include <string>
#include <vector>

struct lua_State;

namespace luarig {

// One function of compiled Lua.
struct ChunkFunction {
  int line = 0;  // where it begins; 0: the chunk itself
  int last_line = 0;
  std::vector<uint32_t> code;  // Lua 5.1's instructions
  std::vector<int> lines;      // of each of them
  // All that was compiled, functions in it included, but not the name of the chunk: equal for two
  // functions that nothing tells apart.
  std::string bytes;
};

// The Lua function on top of the stack and all functions in it, itself first, in the order in which
// the word `function` stands in the text.
std::vector<ChunkFunction> ReadChunk(lua_State* lua);

// Whether the Lua function on top of the stack, or any in it, assigns to a global by its name.
bool WritesGlobals(lua_State* lua);

// Only the bytes of the function on top of the stack, as they stand in ChunkFunction.
std::string ChunkBytes(lua_State* lua);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_CHUNK_READER_H_
