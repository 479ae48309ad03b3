#ifndef LUARIG_ENGINE_SCRIPT_CODE_MODEL_H_
#define LUARIG_ENGINE_SCRIPT_CODE_MODEL_H_

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/server/code_map.h"

struct lua_State;

namespace luarig {

// Of a function's instructions, what is needed to count what runs.
struct ModelFunction {
  static constexpr int kNone = -1;

  // An instruction that goes one of two ways.
  struct Site {
    int branch = 0;                // its place in CodeMap::branches
    std::array<size_t, 2> ways{};  // the instructions that may come next
  };

  int number = kNone;      // its place in CodeMap::functions; kNone: the chunk itself
  std::vector<int> lines;  // of each instruction
  std::vector<int> site;   // of each instruction, its place in `sites`; kNone: it goes one way
  std::vector<Site> sites;
};

struct CodeModel {
  CodeMap map;
  std::unordered_map<std::string, ModelFunction> functions;  // by ChunkFunction::bytes
};

// What can be covered of the function on top of the stack, which was compiled from `text`.
CodeModel ModelOf(lua_State* lua, std::string_view text);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_CODE_MODEL_H_
