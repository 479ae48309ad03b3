// CLIENT TRACKING: who is told of which keys. The answers are those of redis-server 7.0.15.

#include <string>

#include <doctest/doctest.h>

#include "tests/unit/server/test_client.h"

namespace luarig::test {
namespace {

// A client in RESP3, which can be pushed to.
class Cache : public TestClient {
 public:
  explicit Cache(TestEngine& redis) : TestClient(redis) { Say("HELLO 3"); }
};

}  // namespace

TEST_CASE("a key that was read is announced once when it changes") {
  TestEngine redis;
  Cache a(redis);
  TestClient b(redis);
  CHECK(a.Say("CLIENT TRACKING on") == "+OK|");
  a.Say("GET k");
  b.Say("SET k 2");
  CHECK(a.Received() == ">2|$10|invalidate|*1|$1|k|");
  b.Say("SET k 3");
  CHECK(a.Received().empty());
  a.Say("MGET k j");
  b.Say("MSET k 1 j 2");
  CHECK(a.Received() == ">2|$10|invalidate|*1|$1|k|>2|$10|invalidate|*1|$1|j|");
  a.Say("GET nokey");
  b.Say("SET nokey 1");
  CHECK(a.Received() == ">2|$10|invalidate|*1|$5|nokey|");
}

TEST_CASE("own changes are announced after the reply, not with NOLOOP") {
  TestEngine redis;
  Cache a(redis);
  a.Say("CLIENT TRACKING on");
  a.Say("GET k");
  CHECK(a.Say("SET k 4") == "+OK|>2|$10|invalidate|*1|$1|k|");
  a.Say("GET k");
  CHECK(a.Say("FLUSHALL") == "+OK|>2|$10|invalidate|_|");
  a.Say("CLIENT TRACKING off");
  a.Say("CLIENT TRACKING on NOLOOP");
  a.Say("GET k");
  CHECK(a.Say("SET k 1") == "+OK|");
}

TEST_CASE("a flush, and a key whose time has come") {
  TestEngine redis;
  Cache a(redis);
  TestClient b(redis);
  a.Say("CLIENT TRACKING on");
  b.Say("FLUSHDB");
  CHECK(a.Received() == ">2|$10|invalidate|_|");
  b.Say("SET k 1 PX 30");
  a.Say("GET k");
  redis.clock.Advance(40'000);
  b.Say("PING");
  CHECK(a.Received() == ">2|$10|invalidate|*1|$1|k|");
}

TEST_CASE("BCAST announces by prefix, all keys of a command at once") {
  TestEngine redis;
  Cache a(redis);
  TestClient b(redis);
  a.Say("CLIENT TRACKING on BCAST PREFIX foo PREFIX bar");
  b.Say("MSET foo1 1 bar2 2 foo0 3 x 4");
  CHECK(a.Received() == ">2|$10|invalidate|*1|$4|bar2|>2|$10|invalidate|*2|$4|foo0|$4|foo1|");
  CHECK(
      a.Say("CLIENT TRACKING on BCAST PREFIX fo") ==
      "-ERR Prefix 'fo' overlaps with an existing prefix 'foo'. Prefixes for a single client must "
      "not overlap.|");
  CHECK(a.Say("CLIENT TRACKING on BCAST PREFIX baz") == "+OK|");
  CHECK(a.Say("CLIENT TRACKINGINFO") ==
        "%3|$5|flags|~2|$2|on|$5|bcast|$8|redirect|:0|$8|prefixes|*3|$3|bar|$3|baz|$3|foo|");
}

TEST_CASE("OPTIN and OPTOUT wait for CLIENT CACHING, which is for one command") {
  TestEngine redis;
  Cache a(redis);
  TestClient b(redis);
  a.Say("CLIENT TRACKING on OPTIN");
  a.Say("GET k");
  a.Say("CLIENT CACHING yes");
  a.Say("GET k2");
  a.Say("GET k3");
  b.Say("MSET k 1 k2 2 k3 3");
  CHECK(a.Received() == ">2|$10|invalidate|*1|$2|k2|");
  a.Say("CLIENT TRACKING off");
  a.Say("CLIENT TRACKING on OPTOUT");
  a.Say("CLIENT CACHING no");
  a.Say("GET k");
  a.Say("GET k2");
  b.Say("MSET k 1 k2 2");
  CHECK(a.Received() == ">2|$10|invalidate|*1|$2|k2|");
}

TEST_CASE("REDIRECT sends to a subscriber, until that is gone") {
  TestEngine redis;
  Cache a(redis);
  TestClient b(redis);
  {
    TestClient c(redis);
    c.Say("SUBSCRIBE __redis__:invalidate");
    CHECK(a.Say(StrCat("CLIENT TRACKING on REDIRECT ", c.session().id)) == "+OK|");
    a.Say("GET k");
    b.Say("SET k 1");
    CHECK(c.Received() == "*3|$7|message|$20|__redis__:invalidate|*1|$1|k|");
    b.Say("FLUSHALL");
    CHECK(c.Received() == "*3|$7|message|$20|__redis__:invalidate|$-1|");
    a.Say("GET k");
  }
  b.Say("SET k 1");
  CHECK(a.Received().starts_with(">2|$21|tracking-redir-broken|:"));
  CHECK(a.Say("CLIENT TRACKINGINFO").find("broken_redirect") != std::string::npos);
}

TEST_CASE("of a script 7.0 tracks what the caller named, later targets what was read") {
  for (const bool later : {false, true}) {
    TestEngine redis(later ? "redis-7.2" : "redis-7.0");
    Cache a(redis);
    TestClient b(redis);
    a.Say("CLIENT TRACKING on");
    a.Say("EVAL \"return redis.call('get','read')\" 1 named");
    b.Say("SET named 1");
    CHECK(a.Received().empty() == later);
    b.Say("SET read 1");
    CHECK(a.Received().empty() != later);
  }
}

}  // namespace luarig::test
