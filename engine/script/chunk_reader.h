#ifndef LUARIG_ENGINE_SCRIPT_CHUNK_READER_H_
#define LUARIG_ENGINE_SCRIPT_CHUNK_READER_H_

#include <cstdint>
#include <string>
#include <string_view>
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

// What code does with globals, by their names.
struct GlobalsUse {
  bool assigns = false;          // assigns to one
  bool keeps_libraries = false;  // does something with a library (or redis) but take a field of it
  bool keys = false;             // reads KEYS
  bool argv = false;             // reads ARGV
  bool any = false;              // reads what can read any: _G, load, loadstring

  // It can neither change anything nor tell if it sees no proxies.
  bool direct() const { return !assigns && !keeps_libraries; }
};

// Of the Lua function on top of the stack and all functions in it. Other ways to a global there are
// none: code cannot ask for its environment.
GlobalsUse UseOfGlobals(lua_State* lua);

// Whether `name` is a global table of functions, under any target.
bool IsLibraryName(std::string_view name);

// Only the bytes of the function on top of the stack, as they stand in ChunkFunction.
std::string ChunkBytes(lua_State* lua);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_CHUNK_READER_H_
