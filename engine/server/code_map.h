#ifndef LUARIG_ENGINE_SERVER_CODE_MAP_H_
#define LUARIG_ENGINE_SERVER_CODE_MAP_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace luarig {

// A function that stands in a text.
struct CodeFunction {
  std::string name;   // "total", "M.total", "M:total", or as it is registered; "" if it has none
  int line = 0;       // where it begins
  int last_line = 0;  // where its `end` stands
};

// A place where code goes one of two ways: a condition of if, while, until, and, or; or a loop of
// `for`, which goes round or ends. A comparison that only makes a value is none.
struct CodeBranch {
  int line = 0;
  bool loop = false;  // of `for`
  // The lines of the code that comes next. First the way into what follows the condition (the
  // `then`, the body of the loop, the right side of `and` and `or`), then the way past it. For
  // `until` the second way is the one back.
  std::array<int, 2> leads_to{};
};

// What of a script's or library's text can be covered. Functions and branches are numbered as they
// stand here, in the order of the text. Two functions that nothing tells apart, written twice on
// one line, are one.
struct CodeMap {
  std::vector<int> lines;  // those that have code, sorted
  std::vector<CodeFunction> functions;
  std::vector<CodeBranch> branches;
};

// What ran of it, by those numbers.
struct CodeCounts {
  std::vector<uint64_t> calls;                    // by function
  std::vector<std::array<uint64_t, 2>> outcomes;  // by branch
  std::vector<uint64_t> instructions;             // by line; those beyond its end have none
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_CODE_MAP_H_
