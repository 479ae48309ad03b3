// Where luarig differs from a server on purpose: one test for each row of docs/differences.md that
// conformance cases cannot show, because the server crashes, waits or rolls dice there.

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "engine/base/bytes.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {

TEST_CASE("an error table without err is an error reply, not a crash") {
  TestEngine redis;
  for (const char* script : {"error({})", "error({err = {}})", "error({err = true})"}) {
    INFO(script);
    const Reply reply = redis.Eval(script);
    CHECK(reply.kind == Reply::Kind::kError);
    CHECK(reply.text.starts_with("ERR unknown error script: "));
    CHECK(reply.text.ends_with(", on @user_script:1."));
  }
  CHECK(redis.Run("PING") == Status("PONG"));
}

TEST_CASE("a key is gone as soon as its time has come, though nobody looked at it") {
  TestEngine redis;
  redis.Run("SET k v PX 1000");
  redis.Run("SELECT 3");
  redis.Run("SET other v PX 1000");
  redis.clock.Advance(999'000);
  CHECK(redis.Run("DBSIZE") == Int(1));
  redis.clock.Advance(2'000);
  CHECK(redis.Run("DBSIZE") == Int(0));
  redis.Run("SELECT 0");
  CHECK(redis.Run("DBSIZE") == Int(0));
}

TEST_CASE("DEBUG SLEEP moves a clock that stands still, and refuses one that can only be read") {
  TestEngine redis;
  const int64_t before = redis.clock.NowMicros();
  redis.Run("SET k v PX 1000");
  CHECK(redis.Run("DEBUG SLEEP 1.5") == Ok());
  CHECK(redis.clock.NowMicros() == before + 1'500'000);
  CHECK(redis.Run("EXISTS k") == Int(0));

  struct : DataClock {
    int64_t NowMicros() override { return 0; }
  } read_only;
  Engine engine({.clock = &read_only});
  CHECK(engine.Run(engine.default_session(), {"DEBUG", "SLEEP", "0"}) == Ok());
  CHECK(engine.Run(engine.default_session(), {"DEBUG", "SLEEP", "1"}) ==
        Error("ERR DEBUG SLEEP would wait, and the clock of this server cannot"));
}

TEST_CASE("a large hash and a large set are walked in the order of insertion") {
  constexpr int kMembers = 600;  // beyond the 512 entries of a listpack or intset
  TestEngine redis;
  std::vector<Reply> fields;
  std::vector<Reply> members;
  for (int i = kMembers; i > 0; --i) {
    const std::string name = StrCat("m", i);
    redis.Run({"HSET", "h", name, "v"});
    redis.Run({"SADD", "s", name});
    fields.push_back(Bulk(name));
    members.push_back(Bulk(name));
  }
  CHECK(redis.Run("OBJECT ENCODING h") == Bulk("hashtable"));
  CHECK(redis.Run("HKEYS h") == Array(fields));
  Reply set = redis.Run("SMEMBERS s");
  CHECK(set.elements == members);
}

TEST_CASE("memory is told of as far as keys and scripts take it, not as a process does") {
  constexpr size_t kMega = 1'000'000;
  TestEngine redis;
  redis.Run("SET k v");
  const Reply stats = redis.Run("MEMORY STATS");
  const auto figure = [&](std::string_view name) {
    const auto found = std::ranges::find(stats.elements, name, &Reply::text);
    REQUIRE(found != stats.elements.end());
    return found[1];
  };
  CHECK(figure("total.allocated").integer > figure("startup.allocated").integer);
  for (const char* name : {"allocator.allocated", "allocator.resident", "fragmentation.bytes"})
    CHECK(figure(name).integer == 0);
  CHECK(redis.Run("INFO memory").text.find("used_memory_rss:0\r\n") != std::string::npos);
  CHECK(redis.Run("MEMORY MALLOC-STATS").text == "Stats not supported for the current allocator");
  CHECK(redis.Run("MEMORY DOCTOR").text.find("using very little memory") != std::string::npos);
  redis.Run({"SET", "large", std::string(40 * kMega, 'x')});
  CHECK(redis.Run("MEMORY DOCTOR").text.find("can't find any memory issue") != std::string::npos);
  redis.Run({"SET", "large", std::string(8 * kMega, 'x')});
  CHECK(redis.Run("MEMORY DOCTOR").text.starts_with(" * Peak memory"));
}

TEST_CASE("the server's own debugger is refused") {
  TestEngine redis;
  CHECK(redis.Run("SCRIPT DEBUG YES").kind == Reply::Kind::kError);
  CHECK(redis.Run("SCRIPT DEBUG NO") == Ok());
}

}  // namespace luarig::test
