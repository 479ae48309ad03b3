#include "tests/unit/script/observed_facts.h"

namespace luarig::test {

TEST_CASE("bit answers every observed call as the server does") { CHECK(CheckFacts("bit") == 15); }

TEST_CASE("results are signed 32-bit numbers") {
  TestEngine redis;
  CHECK(redis.Eval("return bit.bnot(0)") == Int(-1));
  CHECK(redis.Eval("return bit.lshift(1, 31)") == Int(-2147483648));
  CHECK(redis.Eval("return bit.tobit(0xffffffff)") == Int(-1));
}

TEST_CASE("shift counts wrap at 32") {
  TestEngine redis;
  CHECK(redis.Eval("return bit.lshift(1, 32)") == Int(1));
  CHECK(redis.Eval("return bit.rshift(-1, -31)") == Int(2147483647));
  CHECK(redis.Eval("return bit.arshift(-8, 1)") == Int(-4));
  CHECK(redis.Eval("return bit.rol(0x12345678, 0)") == Int(0x12345678));
}

TEST_CASE("of several wrong arguments the last is reported") {
  TestEngine redis;
  CHECK(redis.Eval("return select(2, pcall(bit.band, 1, 'x', {}))") ==
        Bulk("bad argument #3 to '?' (number expected, got table)"));
}

}  // namespace luarig::test
