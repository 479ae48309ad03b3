#ifndef LUARIG_TESTS_DIFFERENTIAL_SHRINK_H_
#define LUARIG_TESTS_DIFFERENTIAL_SHRINK_H_

#include <functional>

#include "tests/differential/generator.h"

namespace luarig::test {

// A shorter sequence that still `fails`: no half, quarter, ... and no single step of it can be
// left out. REQUIRES: `sequence` fails.
Sequence Shrink(Sequence sequence, const std::function<bool(const Sequence&)>& fails);

}  // namespace luarig::test

#endif  // LUARIG_TESTS_DIFFERENTIAL_SHRINK_H_
