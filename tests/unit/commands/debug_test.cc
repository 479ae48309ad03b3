#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "engine/dispatch/observer.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

TEST_CASE("digests write scores as the target does") {
  const auto digest = [](const char* target, const char* command) {
    TestEngine redis(target);
    redis.Run("ZADD k 1e17 a 1e-7 b");
    const Reply reply = redis.Run(command);
    return reply.elements.empty() ? reply.text : reply.elements[0].text;
  };
  CHECK(digest("redis-7.0", "DEBUG DIGEST-VALUE k") == "2f74313baf30a9a48f9e4c7f3f3c3168e4466bbd");
  CHECK(digest("redis-7.0", "DEBUG DIGEST") == "4062c4cb0a4a27db3b655a3ac50c8340ab23e8b4");
  for (const char* target : {"redis-7.2", "redis-7.4", "valkey-8.0"}) {
    INFO(target);
    CHECK(digest(target, "DEBUG DIGEST-VALUE k") == "b2635178e2c5483166ec26973695d958be4d9de8");
    CHECK(digest(target, "DEBUG DIGEST") == "4a16519e34d145459131c3eb1dad3c3d3b9dd304");
  }
}

TEST_CASE("a list of one node is a listpack to DEBUG where it is one to OBJECT") {
  TestEngine redis("redis-7.4");
  redis.Run("RPUSH l a b");
  CHECK(redis.Run("DEBUG LISTPACK l") == Status("Listpack structure printed on stdout"));
  CHECK(redis.Run("DEBUG QUICKLIST l") == Error("ERR Not a quicklist encoded object."));
}

TEST_CASE("DEBUG LOG reaches those who listen to the log") {
  struct Listener : Observer {
    void OnLog(LogLevel, std::string_view line) override { lines.emplace_back(line); }
    std::vector<std::string> lines;
  } listener;
  TestEngine redis;
  redis.engine.state().observers.push_back(&listener);
  CHECK(redis.Run("DEBUG LOG 'a line'") == Ok());
  CHECK(listener.lines == std::vector<std::string>{"DEBUG LOG: a line"});
}

TEST_CASE("DEBUG RELOAD can be gone back over") {
  TestEngine redis;
  redis.Run("SADD s 1 2 x");
  redis.Run("SREM s x");
  redis.Run("PEXPIREAT s 4102444800000");
  const Journal::Mark start = redis.engine.Checkpoint();
  CHECK(redis.Run("DEBUG RELOAD") == Ok());
  CHECK(redis.Run("OBJECT ENCODING s") == Bulk("intset"));
  redis.engine.RollBack(start);
  CHECK(redis.Run("OBJECT ENCODING s") == Bulk("hashtable"));
  CHECK(redis.Run("PEXPIRETIME s") == Int(4102444800000));
}

TEST_CASE("DEBUG RELOAD NOSAVE finds no file, and leaves the keys alone") {
  TestEngine redis;
  redis.Run("SET k v");
  CHECK(redis.Run("DEBUG RELOAD NOSAVE") == Error("ERR Error trying to load the RDB dump"));
  CHECK(redis.Run("GET k") == Bulk("v"));
  // A server without an append-only file ends here.
  CHECK(redis.Run("DEBUG LOADAOF") == Ok());
  CHECK(redis.Run("DEBUG RELOAD NOFLUSH") == Ok());
  CHECK(redis.Run("GET k") == Bulk("v"));
}

}  // namespace
}  // namespace luarig::test
