#ifndef LUARIG_ENGINE_DEBUG_VALUES_H_
#define LUARIG_ENGINE_DEBUG_VALUES_H_

#include <cstddef>
#include <string>
#include <vector>

namespace luarig {

// A Lua value as a person sees it.
struct ShownValue {
  std::string text;    // on one line, cut where it gets long: `"ada"`, `{1, 2, name = "x", ...}`
  std::string type;    // as Lua's type() says
  int handle = 0;      // for Debugger::Children(), until the code goes on; 0: nothing is inside
  size_t indexed = 0;  // what is inside: at 1, 2, ... without a hole
  size_t named = 0;    // and at other keys
};

struct Variable {
  std::string name;  // "total"; of what is inside a table "name", or "[3]", "[\"two words\"]"
  ShownValue value;
};

// What a function sees.
enum class Scope : unsigned char {
  kLocals,     // parameters first; of two with one name the later one hides the earlier
  kUpvalues,   // locals of functions around it
  kArguments,  // KEYS and ARGV of a script; the values of `...`
};

// A function that runs, or waits for one that it called.
struct DebugFrame {
  std::string function;  // "charge", "function at stock.lua:12", "main chunk", "[C] pcall"
  size_t file = 0;       // of CodeFiles
  int line = 0;          // 0: no line of a file: a C function, a chunk that the script compiled
  bool is_lua = true;
  int coroutine = 0;  // 0: the code that was started; others by when they came
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_DEBUG_VALUES_H_
