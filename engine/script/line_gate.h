#ifndef LUARIG_ENGINE_SCRIPT_LINE_GATE_H_
#define LUARIG_ENGINE_SCRIPT_LINE_GATE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include <lua.hpp>

#include "engine/script/moment.h"

namespace luarig {

// The lines that code comes to while it is debugged, counted; most of them need nobody's attention.
// The hook itself lets those pass, which costs a fraction of asking the stepper: a breakpoint that
// is never met may not make code five times slower.
//
// One thread at a time: WakeAt() alone may be called from others.
class LineGate {
 public:
  // Counts the line that a hook tells, and returns true if that is all there is to do. If not, the
  // stepper is to be asked, which counts it.
  bool Passes(const lua_State* lua, const lua_Debug& where) {
    const uint64_t next = now_.line + 1;
    if (lua != open_for_ || next >= wake_.load(std::memory_order_relaxed)) return false;
    const auto line = static_cast<size_t>(where.currentline);
    if (line < marks_.size() && marks_[line] != 0) return false;
    now_ = {.line = next};
    depth_ = where.i_ci;
    return true;
  }

  // Until Close(), lines of `lua` may pass; those of other threads of Lua never do.
  void OpenFor(const lua_State* lua) { open_for_ = lua; }
  void Close() { open_for_ = nullptr; }

  // From the line of that number on, none passes. 0: from now on.
  void WakeAt(uint64_t line) { wake_.store(line, std::memory_order_relaxed); }
  uint64_t wake() const { return wake_.load(std::memory_order_relaxed); }

  // By line of the text: what is not 0 does not pass. Must stay as long as the gate is open.
  void SetMarks(std::span<const char> marks) { marks_ = marks; }

  // Where the code is.
  Moment& now() { return now_; }
  const Moment& now() const { return now_; }

  // The `i_ci` of the last line that passed since this was asked; 0: none did.
  int TakeDepth() { return std::exchange(depth_, 0); }

 private:
  const lua_State* open_for_ = nullptr;
  std::atomic<uint64_t> wake_ = 0;
  Moment now_;
  std::span<const char> marks_;
  int depth_ = 0;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_LINE_GATE_H_
