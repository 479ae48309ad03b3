#include "engine/trace/recorder.h"

#include "tests/unit/test_engine.h"

namespace luarig::test {

TEST_CASE("what a client sends is recorded as MONITOR writes it, and nothing of its scripts") {
  TestEngine redis;
  std::string lines;
  Recorder recorder([&](std::string_view line) { lines += line; });
  redis.engine.AddObserver(recorder);
  redis.Run({"SET", "k", std::string_view("a\0\n", 3)});
  redis.Run({"EVAL", "return redis.call('INCR', KEYS[1])", "1", "n"});
  redis.Run("SELECT 3");
  redis.Run("MULTI");
  redis.Run("INCR m");
  redis.Run("EXEC");
  redis.Run("AUTH secret");
  redis.Run("nosuch 1");
  redis.engine.RemoveObserver(recorder);
  redis.Run("GET k");
  CHECK(lines ==
        "1700000000.000000 [0 ?:0] \"SET\" \"k\" \"a\\x00\\n\"\n"
        "1700000000.000000 [0 ?:0] \"EVAL\" \"return redis.call('INCR', KEYS[1])\" \"1\" \"n\"\n"
        "1700000000.000000 [0 ?:0] \"SELECT\" \"3\"\n"
        "1700000000.000000 [3 ?:0] \"MULTI\"\n"
        "1700000000.000000 [3 ?:0] \"INCR\" \"m\"\n"
        "1700000000.000000 [3 ?:0] \"EXEC\"\n"
        "1700000000.000000 [3 ?:0] \"AUTH\" \"(redacted)\"\n"
        "1700000000.000000 [3 ?:0] \"nosuch\" \"1\"\n");
}

}  // namespace luarig::test
