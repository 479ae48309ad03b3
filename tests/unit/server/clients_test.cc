// Several clients of one engine: CLIENT, MONITOR and what they are sent.

#include <string>

#include <doctest/doctest.h>

#include "tests/unit/server/test_client.h"

namespace luarig::test {
namespace {

// The value of `field` in a line of CLIENT LIST.
std::string FieldOf(const std::string& line, std::string_view field) {
  const std::string mark = StrCat(" ", field, "=");
  const size_t at = line.find(mark);
  if (at == std::string::npos) return "(none)";
  const size_t start = at + mark.size();
  return line.substr(start, line.find_first_of(" |", start) - start);
}

std::string IdOf(TestClient& client) { return StrCat(client.session().id); }

}  // namespace

TEST_CASE("CLIENT LIST shows what each client is doing") {
  TestEngine redis;
  TestClient a(redis);
  TestClient b(redis);
  b.Say("CLIENT SETNAME bob");
  redis.clock.Advance(3'000'000);
  b.Say("MULTI");
  b.Say("SET a 1");
  b.Say("CLIENT INFO");
  const std::string line = a.Say(StrCat("CLIENT LIST ID ", IdOf(b)));
  CHECK(FieldOf(line, "name") == "bob");
  CHECK(FieldOf(line, "age") == "3");
  CHECK(FieldOf(line, "idle") == "0");
  CHECK(FieldOf(line, "flags") == "x");
  CHECK(FieldOf(line, "multi") == "2");
  CHECK(FieldOf(line, "multi-mem") == "55");
  CHECK(line.find(" cmd=client|info ") != std::string::npos);
  CHECK(FieldOf(line, "redir") == "-1");
  CHECK(a.Say("CLIENT LIST TYPE pubsub") == "$0||");
}

TEST_CASE("newer targets show more of a client") {
  TestEngine redis("redis-7.4");
  TestClient client(redis);
  client.Say("WATCH k");
  client.Say("CLIENT NO-TOUCH on");
  const std::string line = client.Say("CLIENT INFO");
  CHECK(FieldOf(line, "watch") == "1");
  CHECK(FieldOf(line, "flags") == "T");
  CHECK(FieldOf(line, "lib-ver") == "");
  TestEngine valkey("valkey-8.0");
  TestClient other(valkey);
  CHECK(FieldOf(other.Say("CLIENT INFO"), "tot-cmds") == "1");
}

TEST_CASE("a client that is killed gets nothing any more, and takes nothing") {
  TestEngine redis;
  TestClient a(redis);
  TestClient b(redis);
  CHECK(b.Say("BLPOP q 0").empty());
  CHECK(a.Say(StrCat("CLIENT KILL ID ", IdOf(b))) == ":1|");
  CHECK(b.session().closing == Closing::kNow);
  CHECK(a.Say("RPUSH q x") == ":1|");
  CHECK(a.Say("LLEN q") == ":1|");
  CHECK(b.Received().empty());
  CHECK(a.Say(StrCat("CLIENT KILL ID ", IdOf(b))) == ":0|");
  CHECK(a.Say("CLIENT KILL TYPE pubsub SKIPME no") == ":0|");
  CHECK(a.Say(StrCat("CLIENT KILL SKIPME no ID ", IdOf(a))) == ":1|");
  CHECK(a.session().closing == Closing::kAfterReply);
}

TEST_CASE("CLIENT KILL knows MAXAGE from 7.4 on") {
  TestEngine redis("redis-7.4");
  TestClient old(redis);
  redis.clock.Advance(100'000'000);
  TestClient young(redis);
  redis.clock.Advance(10'000'000);
  CHECK(young.Say("CLIENT KILL MAXAGE x") == "-ERR maxage is not an integer or out of range|");
  CHECK(young.Say("CLIENT KILL MAXAGE 0") == "-ERR maxage should be greater than 0|");
  CHECK(young.Say("CLIENT KILL MAXAGE 50").starts_with(":"));
  CHECK(old.session().closing == Closing::kNow);
  CHECK(young.session().closing == Closing::kNo);
}

TEST_CASE("CLIENT UNBLOCK ends a wait as its time would, or with an error") {
  TestEngine redis;
  TestClient a(redis);
  TestClient b(redis);
  b.Say("BLPOP q 0");
  CHECK(a.Say(StrCat("CLIENT UNBLOCK ", IdOf(b))) == ":1|");
  CHECK(b.Received() == "*-1|");
  b.Say("BLPOP q 0");
  CHECK(a.Say(StrCat("CLIENT UNBLOCK ", IdOf(b), " ERROR")) == ":1|");
  CHECK(b.Received() == "-UNBLOCKED client unblocked via CLIENT UNBLOCK|");
  CHECK(a.Say(StrCat("CLIENT UNBLOCK ", IdOf(b))) == ":0|");
}

TEST_CASE("CLIENT PAUSE holds back, CLIENT UNPAUSE lets go") {
  TestEngine redis;
  TestClient a(redis);
  TestClient b(redis);
  CHECK(a.Say("CLIENT PAUSE 300 write") == "+OK|");
  CHECK(b.Say("GET k") == "$-1|");
  CHECK(b.Say("SET k 1").empty());
  CHECK(a.Say(StrCat("CLIENT UNBLOCK ", IdOf(b))) == ":0|");
  CHECK(a.Say("CLIENT UNPAUSE") == "+OK|");
  CHECK(b.Received() == "+OK|");
  // A shorter pause does not end a longer one.
  a.Say("CLIENT PAUSE 500 write");
  a.Say("CLIENT PAUSE 1 write");
  redis.clock.Advance(2'000);
  CHECK(b.Say("SET k 2").empty());
  redis.clock.Advance(500'000);
  redis.engine.RunTimers();
  CHECK(b.Received() == "+OK|");
}

TEST_CASE("CLIENT REPLY says which replies are written") {
  TestEngine redis;
  TestClient client(redis);
  CHECK(client.Say("CLIENT REPLY off").empty());
  CHECK(client.Say("SET a 1").empty());
  CHECK(client.Say("CLIENT REPLY skip").empty());
  CHECK(client.Say("GET a").empty());
  CHECK(client.Say("CLIENT REPLY on") == "+OK|");
  CHECK(client.Say("CLIENT REPLY skip").empty());
  CHECK(client.Say("CLIENT REPLY skip").empty());
  CHECK(client.Say("NOSUCH").empty());
  CHECK(client.Say("GET a") == "$1|1|");
}

TEST_CASE("MONITOR shows commands when they have run, scripts before theirs") {
  TestEngine redis;
  redis.clock.Set(1'700'000'000'000'042);
  TestClient watcher(redis);
  TestClient client(redis);
  client.session().facts.address = "127.0.0.1:4711";
  CHECK(watcher.Say("MONITOR") == "+OK|");
  client.Say("SET a \"b\\r\\n\\\"\\x01\"");
  CHECK(watcher.Received() ==
        "+1700000000.000042 [0 127.0.0.1:4711] \"SET\" \"a\" \"b\\r\\n\\\"\\x01\"|");
  client.Say("SELECT 3");
  CHECK(watcher.Received() == "+1700000000.000042 [3 127.0.0.1:4711] \"SELECT\" \"3\"|");
  client.Say("EVAL \"redis.pcall('nosuch') return redis.call('set','a','1')\" 0");
  const std::string shown = watcher.Received();
  CHECK(shown.find("\"EVAL\"") < shown.find("[3 lua] \"set\" \"a\" \"1\""));
  CHECK(shown.find("nosuch\"|") == std::string::npos);
  client.Say("MULTI");
  watcher.Received();
  client.Say("INCR n");
  CHECK(watcher.Received().empty());
  client.Say("EXEC");
  const std::string transaction = watcher.Received();
  CHECK(transaction.find("\"INCR\"") < transaction.find("\"EXEC\""));
  client.Say("CONFIG GET hz");
  client.Say("GET");
  CHECK(watcher.Received().empty());
  client.Say("AUTH secret");
  CHECK(watcher.Received() == "+1700000000.000042 [3 127.0.0.1:4711] \"AUTH\" \"(redacted)\"|");
}

TEST_CASE("who monitors may not touch keys, until RESET") {
  TestEngine redis;
  TestClient client(redis);
  client.Say("MONITOR");
  CHECK(client.Say("MONITOR").empty());
  CHECK(client.Say("GET a") == "-ERR Replica can't interact with the keyspace|");
  CHECK(client.Say("RESET").starts_with("+RESET|"));
  CHECK(client.Say("GET a") == "$-1|");
  client.Say("MULTI");
  client.Say("MONITOR");
  CHECK(client.Say("EXEC") == "*1|-ERR MONITOR isn't allowed for DENY BLOCKING client|");
  CHECK(redis.Run("MONITOR").kind == Reply::Kind::kError);
}

}  // namespace luarig::test
