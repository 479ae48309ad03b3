#ifndef LUARIG_ENGINE_DEBUG_BREAK_LINES_H_
#define LUARIG_ENGINE_DEBUG_BREAK_LINES_H_

#include <cstddef>
#include <span>
#include <vector>

#include "engine/debug/breakpoints.h"
#include "engine/debug/code_files.h"

namespace luarig {

// Where in one text the breakpoints are that stop at lines and where functions start. Asking for a
// line that has none costs a look into an array.
class BreakLines {
 public:
  // None yet. `files` must outlive it.
  BreakLines() = default;
  BreakLines(const CodeFiles& files, size_t text) : files_(&files), text_(text) {}

  // Adds it where it is in the text, if it is enabled and stops there.
  void Add(const Breakpoint& breakpoint);

  bool Has(int line) const {
    return static_cast<size_t>(line) < marked_.size() && marked_[static_cast<size_t>(line)] != 0;
  }
  // By line, beyond whose end there are none: not 0 where there is one.
  std::span<const char> marks() const { return marked_; }
  // The ids of those at `line`.
  std::vector<int> At(int line) const;

  bool HasFunctions() const { return !functions_.empty(); }
  // The ids of those for the function that stands from `line` to `last_line`.
  std::vector<int> Of(int line, int last_line) const;

 private:
  // A function's if the last line is not 0.
  struct Marked {
    int line = 0;
    int last_line = 0;
    int id = 0;
  };
  void MarkLine(int line, int id);

  const CodeFiles* files_ = nullptr;
  size_t text_ = 0;
  std::vector<char> marked_;
  std::vector<Marked> lines_;
  std::vector<Marked> functions_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_DEBUG_BREAK_LINES_H_
