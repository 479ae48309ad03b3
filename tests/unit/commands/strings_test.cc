#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

// Notes events as "event key".
class EventLog final : public KeyEvents {
 public:
  void OnKeyEvent(EventClass, std::string_view event, int database, std::string_view key) override {
    words.push_back(StrCat(event, " ", key, "@", database));
  }
  void OnKeyChanged(int, std::string_view) override {}
  std::vector<std::string> words;
};

std::vector<std::string> EventsOf(TestEngine& redis, std::string_view command) {
  EventLog log;
  redis.engine.state().store.events = &log;
  redis.Run(command);
  redis.engine.state().store.events = nullptr;
  return log.words;
}

using Events = std::vector<std::string>;

TEST_CASE("SET with a TTL is two events and one change") {
  TestEngine redis;
  const uint64_t before = redis.engine.state().store.changes;
  CHECK(EventsOf(redis, "SET k v EX 10") == Events{"set k@0", "expire k@0"});
  CHECK(redis.engine.state().store.changes == before + 1);
}

TEST_CASE("what is refused by NX is no change") {
  TestEngine redis;
  redis.Run("SET k v");
  const uint64_t before = redis.engine.state().store.changes;
  CHECK(EventsOf(redis, "SET k w NX").empty());
  CHECK(redis.engine.state().store.changes == before);
}

TEST_CASE("every way to count is the event incrby") {
  TestEngine redis;
  CHECK(EventsOf(redis, "INCR k") == Events{"incrby k@0"});
  CHECK(EventsOf(redis, "DECRBY k 3") == Events{"incrby k@0"});
  CHECK(EventsOf(redis, "INCRBYFLOAT k 0.5") == Events{"incrbyfloat k@0"});
}

TEST_CASE("GETEX tells what it did to the TTL") {
  TestEngine redis;
  redis.Run("SET k v");
  CHECK(EventsOf(redis, "GETEX k").empty());
  CHECK(EventsOf(redis, "GETEX k EX 10") == Events{"expire k@0"});
  CHECK(EventsOf(redis, "GETEX k PERSIST") == Events{"persist k@0"});
  CHECK(EventsOf(redis, "GETEX k PERSIST").empty());
  CHECK(EventsOf(redis, "GETEX k PXAT 1") == Events{"del k@0"});
}

TEST_CASE("RENAME and MOVE tell where from and where to") {
  TestEngine redis;
  redis.Run("MSET a 1 b 2");
  CHECK(EventsOf(redis, "RENAME a c") == Events{"rename_from a@0", "rename_to c@0"});
  CHECK(EventsOf(redis, "RENAME c c").empty());
  CHECK(EventsOf(redis, "MOVE b 1") == Events{"move_from b@0", "move_to b@1"});
  CHECK(EventsOf(redis, "COPY c d DB 2") == Events{"copy_to d@2"});
}

TEST_CASE("a key ends when its time is over, not before") {
  TestEngine redis;
  redis.Run("SET k v PX 1000");
  redis.clock.Advance(1'000'000);
  CHECK(redis.Run("GET k") == Bulk("v"));
  redis.clock.Advance(1'000);
  CHECK(redis.Run("GET k") == Nil());
  CHECK(redis.Run("DBSIZE") == Int(0));
}

TEST_CASE("on a replica a past time removes nothing") {
  TestEngine redis;
  redis.Run("SET k v");
  redis.engine.state().conditions.role = Role::kReplica;
  redis.engine.state().conditions.replica_read_only = false;
  redis.engine.state().store.expire_keys = false;
  CHECK(EventsOf(redis, "EXPIREAT k 1") == Events{"expire k@0"});
  CHECK(redis.engine.state().databases[0]->size() == 1);
}

}  // namespace
}  // namespace luarig::test
