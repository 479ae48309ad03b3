#ifndef LUARIG_ENGINE_DEBUG_LDB_SOURCE_H_
#define LUARIG_ENGINE_DEBUG_LDB_SOURCE_H_

#include <string>
#include <string_view>
#include <vector>

namespace luarig {

// The script of a session of the server's own debugger, line by line, and where it is to stop.
class LdbSource {
 public:
  static constexpr size_t kMostBreakpoints = 64;

  // Empty lines at the end do not count.
  explicit LdbSource(std::string_view script);
  ~LdbSource() = default;
  LdbSource(const LdbSource&) = delete;
  LdbSource& operator=(const LdbSource&) = delete;

  // In the order in which they were set.
  const std::vector<int>& breakpoints() const { return breakpoints_; }
  bool full() const { return breakpoints_.size() == kMostBreakpoints; }
  bool IsBreakpoint(int line) const;
  // False if there is no such line, or one is there already. REQUIRES: !full().
  bool Add(int line);
  // False if there is none. As on the server, of three or more another one may go instead of what
  // was set later.
  bool Remove(int line);
  void RemoveAll() { breakpoints_.clear(); }

  // "->#3   return y": an arrow at `current`, a # at a breakpoint.
  std::string Shown(int line, int current) const;
  // The lines at most `context` from `line`; all of them if that is 0.
  std::vector<std::string> Around(int line, int context, int current) const;

 private:
  std::string text_;
  std::vector<std::string_view> lines_;  // of text_
  std::vector<int> breakpoints_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_DEBUG_LDB_SOURCE_H_
