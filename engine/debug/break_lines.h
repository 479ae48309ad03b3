#ifndef LUARIG_ENGINE_DEBUG_BREAK_LINES_H_
#define LUARIG_ENGINE_DEBUG_BREAK_LINES_H_

#include <cstddef>
#include <vector>

#include "engine/debug/breakpoints.h"
#include "engine/debug/code_files.h"

namespace luarig {

// Where in one text the breakpoints are that stop at lines. Asking for a line that has none costs a
// look into an array.
class BreakLines {
 public:
  // None yet. `files` must outlive it.
  BreakLines() = default;
  BreakLines(const CodeFiles& files, size_t text) : files_(&files), text_(text) {}

  // Adds it where it is in the text, if it is enabled and stops at lines.
  void Add(const Breakpoint& breakpoint);

  bool Has(int line) const {
    return static_cast<size_t>(line) < marked_.size() && marked_[static_cast<size_t>(line)] != 0;
  }
  // The ids of those at `line`.
  std::vector<int> At(int line) const;

 private:
  struct Marked {
    int line;
    int id;
  };
  void Mark(int line, int id);

  const CodeFiles* files_ = nullptr;
  size_t text_ = 0;
  std::vector<char> marked_;
  std::vector<Marked> all_;
};

// The line at which a function's code begins, after its parameters; its first line if all of it
// stands there.
int FirstLineOf(const CodeFunction& function, const CodeFiles::Text& text);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DEBUG_BREAK_LINES_H_
