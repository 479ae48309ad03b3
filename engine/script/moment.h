#ifndef LUARIG_ENGINE_SCRIPT_MOMENT_H_
#define LUARIG_ENGINE_SCRIPT_MOMENT_H_

#include <compare>
#include <cstdint>

namespace luarig {

// A point of a run: after so many lines of Lua were come to, and so many commands called since the
// last of them. The same run has the same moments each time.
struct Moment {
  uint64_t line = 0;
  uint32_t command = 0;

  // NOLINTNEXTLINE(modernize-use-nullptr): it takes the comparison with 0 for one of pointers
  auto operator<=>(const Moment&) const = default;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_MOMENT_H_
