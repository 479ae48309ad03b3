#include "engine/server/eviction.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

struct Evicted final : KeyEvents {
  void OnKeyEvent(EventClass kind, std::string_view event, int, std::string_view key) override {
    if (kind != EventClass::kEvicted) return;
    CHECK(event == "evicted");
    keys.emplace_back(key);
  }
  void OnKeyChanged(int, std::string_view) override {}
  std::vector<std::string> keys;
};

// Room for what an empty server holds and about `bytes` of keys.
void Limit(TestEngine& redis, std::string_view policy, uint64_t bytes) {
  // Each command takes memory when it is first called.
  for (const char* command : {"SET k v", "GET k", "DEL k", "EXISTS k", "DBSIZE", "CONFIG GET x",
                              "CONFIG SET maxmemory 0", "EVAL 'return 1' 0", "INFO stats"}) {
    redis.Run(command);
  }
  const uint64_t limit = redis.engine.state().UsedMemory() + bytes;
  redis.Run({"CONFIG", "SET", "maxmemory-policy", policy, "maxmemory", StrCat(limit)});
}

void Fill(TestEngine& redis, int keys) {
  for (int i = 0; i < keys; ++i) {
    redis.clock.Advance(1'000'000);
    CHECK(redis.Run({"SET", StrCat("key", i), std::string(1000, 'x')}) == Ok());
  }
}

}  // namespace

TEST_CASE("memory over its limit is an error if nothing may be evicted") {
  TestEngine redis;
  Limit(redis, "noeviction", 200'000);
  int written = 0;
  while (redis.Run({"SET", StrCat("key", written), std::string(1000, 'x')}) == Ok()) ++written;
  CHECK(written > 100);
  CHECK(written < 200);
  CHECK(redis.Run("SET a b") == Error("OOM command not allowed when used memory > 'maxmemory'."));
  CHECK(redis.Run("GET key0").kind == Reply::Kind::kBulk);
  CHECK(redis.Eval("return redis.call('SET', 'a', 'b')").text.starts_with("OOM "));
  CHECK(redis.Run("DEL key0 key1") == Int(2));
  CHECK(redis.Run("SET a b") == Ok());
  redis.Run("CONFIG SET maxmemory 0");
  CHECK(redis.Run({"SET", "large", std::string(100'000, 'x')}) == Ok());
}

TEST_CASE("allkeys-lru takes keys that were not used for long, and tells of them") {
  TestEngine redis;
  Evicted evicted;
  redis.engine.state().store.events = &evicted;
  Limit(redis, "allkeys-lru", 200'000);
  for (int i = 0; i < 600; ++i) {
    redis.clock.Advance(1'000'000);
    redis.Run({"SET", StrCat("key", i), std::string(1000, 'x')});
    redis.Run("GET key0");
  }
  CHECK(evicted.keys.size() > 300);
  CHECK(redis.Run("EXISTS key0") == Int(1));
  CHECK(redis.Run("EXISTS key599") == Int(1));
  CHECK(redis.Run("INFO stats").text.find(StrCat("evicted_keys:", evicted.keys.size(), "\r\n")) !=
        std::string::npos);
  CHECK(redis.engine.state().UsedMemory() <
        static_cast<uint64_t>(redis.engine.state().directives.maxmemory) + 2'000);
}

TEST_CASE("allkeys-lfu keeps what is used often") {
  TestEngine redis;
  Limit(redis, "allkeys-lfu", 200'000);
  redis.Run("SET often x");
  for (int i = 0; i < 600; ++i) {
    redis.Run({"SET", StrCat("key", i), std::string(1000, 'x')});
    redis.Run("GET often");
  }
  CHECK(redis.Run("EXISTS often") == Int(1));
  CHECK(redis.Run("OBJECT FREQ often").integer > 8);
}

TEST_CASE("the volatile policies take keys with a TTL only, and give up when none is left") {
  for (const char* policy : {"volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"}) {
    INFO(policy);
    TestEngine redis;
    Limit(redis, policy, 300'000);
    for (int i = 0; i < 20; ++i) {
      redis.Run({"SET", StrCat("volatile", i), std::string(1000, 'x'), "EX", StrCat(1000 + i)});
    }
    int written = 0;
    while (redis.Run({"SET", StrCat("key", written), std::string(1000, 'x')}) == Ok()) ++written;
    CHECK(redis.Run("DBSIZE") == Int(written));
    CHECK(written > 150);
  }
}

TEST_CASE("volatile-ttl takes first what would go first") {
  TestEngine redis;
  Evicted evicted;
  redis.engine.state().store.events = &evicted;
  Limit(redis, "volatile-ttl", 100'000);
  redis.Run("CONFIG SET maxmemory-samples 64");
  for (int i = 0; i < 5; ++i) {
    redis.Run({"SET", StrCat("volatile", i), std::string(1000, 'x'), "EX", StrCat(1000 + i)});
  }
  int written = 0;
  while (redis.Run({"SET", StrCat("key", written), std::string(1000, 'x')}) == Ok()) ++written;
  CHECK(evicted.keys ==
        std::vector<std::string>{"volatile0", "volatile1", "volatile2", "volatile3", "volatile4"});
}

TEST_CASE("the random policies take from each database, and the same for the same seed") {
  std::vector<std::vector<std::string>> runs;
  for (int run = 0; run < 2; ++run) {
    TestEngine redis;
    Evicted evicted;
    redis.engine.state().store.events = &evicted;
    Limit(redis, "allkeys-random", 200'000);
    Fill(redis, 100);
    redis.Run("SELECT 1");
    Fill(redis, 300);
    CHECK(redis.Run("DBSIZE").integer > 50);
    redis.Run("SELECT 0");
    CHECK(redis.Run("DBSIZE").integer < 60);
    runs.push_back(evicted.keys);
  }
  CHECK(runs[0] == runs[1]);
}

TEST_CASE("a replica evicts nothing and refuses nothing for want of memory") {
  TestEngine redis;
  Limit(redis, "allkeys-lru", 100'000);
  redis.engine.state().conditions.role = Role::kReplica;
  redis.engine.state().conditions.replica_read_only = false;
  Fill(redis, 200);
  CHECK(redis.Run("DBSIZE") == Int(200));
}

TEST_CASE("the counter of uses falls with time, and RESTORE sets it") {
  TestEngine redis;
  redis.Run("CONFIG SET maxmemory-policy allkeys-lfu");
  redis.Run("SET k value");
  CHECK(redis.Run("OBJECT FREQ k") == Int(5));
  redis.clock.Advance(int64_t{3} * 60 * 1'000'000);
  CHECK(redis.Run("OBJECT FREQ k") == Int(2));
  redis.Run("CONFIG SET lfu-decay-time 0");
  CHECK(redis.Run("OBJECT FREQ k") == Int(5));
  const Reply dump = redis.Run("DUMP k");
  redis.Run({"RESTORE", "r", "0", dump.text, "FREQ", "200"});
  CHECK(redis.Run("OBJECT FREQ r") == Int(200));
  CHECK(redis.Run("OBJECT IDLETIME r").text.starts_with("ERR An LFU maxmemory policy is selected"));
}

}  // namespace luarig::test
