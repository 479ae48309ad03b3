// A server that follows nobody it can reach, and that nobody follows. The replies of redis-7.0 are
// in tests/conformance/replication and tests/serve/talks/replication.talk.

#include "engine/dispatch/config_file.h"
#include "tests/unit/server/test_client.h"

namespace luarig::test {
namespace {

bool Shows(TestEngine& redis, std::string_view line) {
  return redis.Run("INFO replication").text.find(line) != std::string::npos;
}

}  // namespace

TEST_CASE("ROLE and INFO agree, whoever made the server a replica") {
  TestEngine redis;
  Conditions& conditions = redis.engine.state().conditions;
  SUBCASE("a client") { redis.Run("REPLICAOF db.example 7000"); }
  SUBCASE("the configuration") {
    ApplyConfigText(redis.engine.state(), "replicaof db.example 7000");
  }
  CHECK(redis.Run("ROLE") ==
        Array({Bulk("slave"), Bulk("db.example"), Int(7000), Bulk("connect"), Int(-1)}));
  CHECK(Shows(redis,
              "role:slave\r\nmaster_host:db.example\r\nmaster_port:7000\r\n"
              "master_link_status:down\r\n"));
  conditions.primary_link_down = false;
  CHECK(redis.Run("ROLE") ==
        Array({Bulk("slave"), Bulk("db.example"), Int(7000), Bulk("connected"), Int(0)}));
  CHECK(Shows(redis, "master_link_status:up\r\n"));
  redis.Run("SLAVEOF NO ONE");
  CHECK(conditions.role == Role::kPrimary);
  CHECK(Shows(redis, "role:master\r\n"));
}

TEST_CASE("who becomes a primary begins a new history, and remembers the old one") {
  TestEngine redis;
  const std::string first = redis.engine.state().replication_id;
  redis.Run("REPLICAOF NO ONE");
  CHECK(Shows(redis, StrCat("master_replid:", first, "\r\n")));
  CHECK(Shows(redis, "second_repl_offset:-1\r\n"));
  redis.Run("REPLICAOF h 1");
  CHECK(Shows(redis, StrCat("master_replid:", first, "\r\n")));
  redis.Run("REPLICAOF NO ONE");
  CHECK(redis.engine.state().replication_id != first);
  CHECK(Shows(redis, StrCat("master_replid2:", first, "\r\n")));
  CHECK(Shows(redis, "second_repl_offset:1\r\n"));
}

TEST_CASE("a replica leaves what has expired to its primary") {
  TestEngine redis;
  redis.Run("SET k v PX 10");
  redis.Run("REPLICAOF h 1");
  redis.clock.Advance(20'000);
  CHECK(redis.Run("DBSIZE") == Int(1));
  CHECK(redis.Run("GET k") == Nil());
  redis.Run("REPLICAOF NO ONE");
  CHECK(redis.Run("DBSIZE") == Int(0));
}

TEST_CASE("nobody can follow an engine") {
  TestEngine redis;
  const Reply refusal =
      Error("ERR this server keeps no stream of its changes that a replica could follow");
  CHECK(redis.Run("SYNC") == refusal);
  CHECK(redis.Run("PSYNC ? -1") == refusal);
}

TEST_CASE("what has no reply on a server is refused where a reply is awaited") {
  TestEngine redis;
  CHECK(redis.Run("REPLCONF ack 1") ==
        Error("ERR REPLCONF ACK is between servers, and has no reply"));
  CHECK(redis.Run("REPLCONF GetAck *") ==
        Error("ERR REPLCONF GETACK is between servers, and has no reply"));
  TestClient client(redis);
  CHECK(client.Say("REPLCONF ack 1").empty());
  client.Say("MULTI");
  client.Say("REPLCONF ack 1");
  CHECK(client.Say("EXEC") == "*1|-ERR REPLCONF ACK is between servers, and has no reply|");
}

TEST_CASE("WAIT and WAITAOF wait for replicas, of which none comes") {
  TestEngine redis("redis-7.4");
  TestClient client(redis);
  CHECK(client.Say("WAIT 0 0") == ":0|");
  CHECK(client.Say("WAIT 1 100").empty());
  redis.clock.Advance(100'000);
  redis.engine.RunTimers();
  CHECK(client.Received() == ":0|");
  CHECK(client.Say("WAITAOF 0 0 0") == "*2|:0|:0|");
  CHECK(client.Say("WAITAOF 0 1 100").empty());
  redis.clock.Advance(100'000);
  redis.engine.RunTimers();
  CHECK(client.Received() == "*2|:0|:0|");
  redis.Run("CONFIG SET appendonly yes");
  CHECK(client.Say("WAITAOF 1 0 0") == "*2|:1|:0|");
  CHECK(redis.Run("WAIT 1 0") == Int(0));
}

TEST_CASE("modules are refused as the directive says") {
  TestEngine redis;
  ApplyConfigText(redis.engine.state(), "enable-module-command yes");
  CHECK(redis.Run("MODULE LOAD /x") ==
        Error("ERR Error loading the extension. Please check the server logs."));
  CHECK(redis.Run("MODULE LOADEX /x CONFIG a") ==
        Error("ERR Error loading the extension. Please check the server logs."));
  CHECK(redis.Run("MODULE UNLOAD x") ==
        Error("ERR Error unloading module: no such module with that name"));
}

TEST_CASE("LOLWUT tells the version of the target, and draws alike for each seed") {
  CHECK(TestEngine("redis-7.4").Run("LOLWUT").text == "Redis ver. 7.4.1\n");
  CHECK(TestEngine("valkey-8.0").Run("LOLWUT VERSION 9").text == "Redis ver. 8.0.1\n");
  for (const std::string_view command : {"LOLWUT VERSION 5", "LOLWUT VERSION 6"})
    CHECK(TestEngine().Run(command) == TestEngine().Run(command));
}

}  // namespace luarig::test
