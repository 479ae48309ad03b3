// Lines that code comes to and nobody looks at.

#include "engine/script/line_gate.h"

#include <array>

#include "engine/script/call_frame.h"
#include "engine/script/lua_heap.h"
#include "engine/script/lua_state.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

lua_Debug Line(int line, int depth = 1) {
  lua_Debug where{};
  where.currentline = line;
  where.i_ci = depth;
  return where;
}

}  // namespace

TEST_CASE("a hook finds the heap of the Lua that this is linked with") {
  const LuaState state;
  REQUIRE(KnowsCallFrames());
  CHECK(LuaHeap::IsInState(state.get()));
}

TEST_CASE("lines pass an open gate, and are counted") {
  const LuaState state;
  LineGate gate;
  gate.now() = {.line = 5, .command = 2};
  gate.WakeAt(100);
  CHECK(!gate.Passes(state.get(), Line(1)));
  gate.OpenFor(state.get());
  CHECK(gate.Passes(state.get(), Line(1, 1)));
  CHECK(gate.Passes(state.get(), Line(2, 3)));
  CHECK(gate.now() == Moment{.line = 7});
  CHECK(gate.TakeDepth() == 3);
  CHECK(gate.TakeDepth() == 0);
  gate.Close();
  CHECK(!gate.Passes(state.get(), Line(3)));
  CHECK(gate.now() == Moment{.line = 7});
}

TEST_CASE("a line that is marked does not pass, nor one of another thread, nor one that is due") {
  const LuaState state;
  lua_State* other = lua_newthread(state.get());
  constexpr std::array<char, 4> kThird = {0, 0, 0, 1};
  LineGate gate;
  gate.SetMarks(kThird);
  gate.WakeAt(3);
  gate.OpenFor(state.get());
  CHECK(!gate.Passes(state.get(), Line(3)));
  CHECK(!gate.Passes(other, Line(1)));
  CHECK(gate.Passes(state.get(), Line(2)));
  CHECK(gate.Passes(state.get(), Line(1000)));
  CHECK(!gate.Passes(state.get(), Line(1)));  // it would be the third
  CHECK(gate.now() == Moment{.line = 2});
}

}  // namespace luarig::test
