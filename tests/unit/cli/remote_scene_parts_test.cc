#include <doctest/doctest.h>

#include "cli/remote/script_places.h"
#include "cli/remote/times.h"
#include "cli/remote/watchers.h"

namespace luarig::test {

TEST_CASE("the place of a script's error is taken from the end of the reply") {
  const Diagnostic call = DiagnoseScriptReply(
      "WRONGTYPE Operation against a key holding the wrong kind of value script: "
      "b4f0d6a2e1, on @user_script:12.");
  CHECK(call.code == "WRONGTYPE");
  CHECK(call.message == "WRONGTYPE Operation against a key holding the wrong kind of value");
  CHECK(call.where.file == "@user_script");
  CHECK(call.where.line == 12);
  const Diagnostic lua = DiagnoseScriptReply(
      "ERR user_function:3: attempt to index a nil value script: f, on @user_function:3.");
  CHECK(lua.message == "ERR user_function:3: attempt to index a nil value");
  CHECK(lua.where.line == 3);
}

TEST_CASE("an error reply without a place has none") {
  for (const char* text : {"ERR Function not found", "", "ERR x script: y, on @user_script:.",
                           "ERR , on @user_script:3.", "ERR x script: y, on @user_script:-1.",
                           "ERR x script: y, on @user_script:99999999999999999999."}) {
    CAPTURE(text);
    CHECK(DiagnoseScriptReply(text).where.line <= 100'000'000);
  }
  CHECK(DiagnoseScriptReply("ERR Function not found").where.line == 0);
}

TEST_CASE("a TTL that was set while the test ran is the roundest that fits") {
  TestTimes times;
  times.Start(1'000'000, 5'000'000);
  CHECK(times.ToServer(1'060'000) == 5'060'000);
  CHECK(times.Exactly(5'060'000) == 1'060'000);
  times.SetElapsed(7, 0);
  CHECK(times.ToTest("a", 5'060'003) == 1'060'000);
  CHECK(times.ToTest("b", 5'001'505) == 1'001'500);
  CHECK(times.ToTest("c", 5'000'123) == 1'000'120);
}

TEST_CASE("a time that was read once reads the same until it changes") {
  TestTimes times;
  times.Start(0, 5'000'000);
  times.SetElapsed(3, 0);
  CHECK(times.ToTest("k", 5'001'234) == 1'230);
  times.SetElapsed(900, 0);
  CHECK(times.ToTest("k", 5'001'234) == 1'230);
  CHECK(times.ToTest("k", 5'001'235) == 1'000);
  times.Start(0, 5'000'000);
  times.SetElapsed(0, 0);
  CHECK(times.ToTest("k", 5'001'234) == 1'234);
}

TEST_CASE("time that the test let pass is no lag") {
  TestTimes times;
  times.Start(0, 5'000'000);
  times.SetElapsed(1'005, 1'000);
  CHECK(times.now_ms() == 1'000);
  CHECK(times.ToTest("k", 5'061'003) == 61'000);
}

TEST_CASE("what is there still is not over in the test") {
  TestTimes times;
  times.Start(0, 5'000'000);
  times.SetElapsed(100, 0);
  CHECK(times.ToTest("k", 5'000'050) == 1);
}

TEST_CASE("a line of MONITOR is a call if a script made it") {
  const auto call = ReadMonitorLine(R"(1339518083.107412 [0 lua] "set" "a b" "\x00\"\n")");
  REQUIRE(call.has_value());
  CHECK(call->words == std::vector<std::string>{"set", "a b", std::string("\0\"\n", 3)});
  for (const char* line : {R"(1.1 [0 127.0.0.1:60866] "keys" "*")", "", "[0 lua]", "1 [0 lua] ",
                           R"(1.1 [0 lua] "set)", "OK"})
    CHECK(!ReadMonitorLine(line).has_value());
}

}  // namespace luarig::test
