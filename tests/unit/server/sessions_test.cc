#include "tests/unit/server/test_client.h"

namespace luarig::test {

TEST_CASE("EXEC runs what MULTI queued, and nothing if a watched key changed") {
  TestEngine redis;
  TestClient one(redis);
  TestClient two(redis);
  CHECK(one.Say("WATCH k") == "+OK|");
  CHECK(one.Say("MULTI") == "+OK|");
  CHECK(one.Say("INCR k") == "+QUEUED|");

  SUBCASE("untouched") { CHECK(one.Say("EXEC") == "*1|:1|"); }
  SUBCASE("touched by another") {
    two.Say("SET k 5");
    CHECK(one.Say("EXEC") == "*-1|");
    CHECK(one.Say("GET k") == "$1|5|");
  }
  SUBCASE("touched before it was given up") {
    CHECK(one.Say("DISCARD") == "+OK|");
    two.Say("SET k 5");
    one.Say("MULTI");
    one.Say("INCR k");
    CHECK(one.Say("EXEC") == "*1|:6|");
  }
  SUBCASE("gone because its time came") {
    one.Say("DISCARD");
    two.Say("SET k v PX 10");
    one.Say("WATCH k");
    one.Say("MULTI");
    one.Say("GET k");
    redis.clock.Advance(20'000);
    CHECK(one.Say("EXEC") == "*-1|");
  }
}

TEST_CASE("a command that cannot be queued spoils the transaction") {
  TestEngine redis;
  TestClient client(redis);
  client.Say("MULTI");
  client.Say("SET k v");
  CHECK(client.Say("SET k") == "-ERR wrong number of arguments for 'set' command|");
  CHECK(client.Say("EXEC") == "-EXECABORT Transaction discarded because of previous errors.|");
  CHECK(client.Say("GET k") == "$-1|");
}

TEST_CASE("a transaction that may not write is refused as a whole, with the reason") {
  TestEngine redis;
  TestClient client(redis);
  client.Say("MULTI");
  client.Say("SET k v");
  redis.engine.state().conditions.role = Role::kReplica;
  CHECK(client.Say("EXEC") ==
        "-EXECABORT Transaction discarded because of: READONLY You can't write against a read only "
        "replica.|");
  CHECK(client.Say("EXEC") == "-ERR EXEC without MULTI|");
}

TEST_CASE("who waits for a key is served in the order of coming") {
  TestEngine redis;
  TestClient first(redis);
  TestClient second(redis);
  TestClient pusher(redis);
  CHECK(first.Say("BLPOP a b 0") == "");
  CHECK(second.Say("BRPOP b 0") == "");
  CHECK(pusher.Say("RPUSH b x y z") == ":3|");
  CHECK(first.Received() == "*2|$1|b|$1|x|");
  CHECK(second.Received() == "*2|$1|b|$1|z|");
  CHECK(!first.session().waiting());
  CHECK(pusher.Say("LRANGE b 0 -1") == "*1|$1|y|");
}

TEST_CASE("an element moves through a chain of those who wait") {
  TestEngine redis;
  TestClient mover(redis);
  TestClient popper(redis);
  TestClient pusher(redis);
  mover.Say("BLMOVE a b LEFT RIGHT 0");
  popper.Say("BLPOP b 0");
  CHECK(pusher.Say("LPUSH a x") == ":1|");
  CHECK(mover.Received() == "$1|x|");
  CHECK(popper.Received() == "*2|$1|b|$1|x|");
  CHECK(pusher.Say("DBSIZE") == ":0|");
}

TEST_CASE("what a transaction pushes and takes back wakes nobody") {
  TestEngine redis;
  TestClient waiter(redis);
  TestClient client(redis);
  waiter.Say("BLPOP k 0");
  client.Say("MULTI");
  client.Say("RPUSH k x");
  client.Say("DEL k");
  CHECK(client.Say("EXEC") == "*2|:1|:1|");
  CHECK(waiter.Received() == "");
  CHECK(waiter.session().waiting());
}

TEST_CASE("a wait ends with its time") {
  TestEngine redis;
  TestClient list(redis);
  TestClient move(redis);
  list.Say("BLPOP k 1.5");
  move.Say("BLMOVE k l LEFT LEFT 1");
  CHECK(redis.engine.NextDeadline() == redis.clock.NowMicros() + 1'000'000);
  redis.clock.Advance(1'000'000);
  redis.engine.RunTimers();
  CHECK(move.Received() == "$-1|");
  CHECK(list.Received() == "");
  redis.clock.Advance(500'000);
  redis.engine.RunTimers();
  CHECK(list.Received() == "*-1|");
  CHECK(!redis.engine.NextDeadline().has_value());
}

TEST_CASE("in scripts, transactions and tools nothing waits") {
  TestEngine redis("redis-7.4");
  CHECK(redis.Run("BLPOP k 0").kind == Reply::Kind::kNullArray);
  CHECK(redis.Eval("return redis.call('BLPOP', 'k', 0)") == Nil());
  TestClient client(redis);
  client.Say("MULTI");
  client.Say("BZPOPMIN z 0");
  CHECK(client.Say("EXEC") == "*1|*-1|");
}

TEST_CASE("a session that goes away leaves nothing behind") {
  TestEngine redis;
  TestClient client(redis);
  {
    TestClient gone(redis);
    gone.Say("SUBSCRIBE c");
  }
  {
    TestClient gone(redis);
    gone.Say("WATCH k");
    gone.Say("BLPOP k 10");
  }
  CHECK(client.Say("PUBLISH c hello") == ":0|");
  CHECK(client.Say("RPUSH k x") == ":1|");
  CHECK(!redis.engine.NextDeadline().has_value());
}

TEST_CASE("messages come to channels and to patterns, each once") {
  TestEngine redis;
  TestClient listener(redis);
  TestClient speaker(redis);
  CHECK(listener.Say("SUBSCRIBE news") == "*3|$9|subscribe|$4|news|:1|");
  CHECK(listener.Say("PSUBSCRIBE n*") == "*3|$10|psubscribe|$2|n*|:2|");
  CHECK(speaker.Say("PUBLISH news hi") == ":2|");
  CHECK(listener.Received() == "*3|$7|message|$4|news|$2|hi|*4|$8|pmessage|$2|n*|$4|news|$2|hi|");
}

TEST_CASE("a message to oneself comes before the reply, later after it") {
  const auto published_by_subscriber = [](std::string_view target) {
    TestEngine redis(target);
    TestClient client(redis);
    client.Say("HELLO 3");
    client.Say("SUBSCRIBE c");
    return client.Say("PUBLISH c x");
  };
  CHECK(published_by_subscriber("redis-7.0") == ">3|$7|message|$1|c|$1|x|:1|");
  CHECK(published_by_subscriber("redis-7.2") == ":1|>3|$7|message|$1|c|$1|x|");
}

TEST_CASE("keyspace events are published as the directive says") {
  TestEngine redis;
  TestClient listener(redis);
  TestClient client(redis);
  listener.Say("PSUBSCRIBE __key*");
  client.Say("SET quiet v");
  CHECK(listener.Received() == "");
  redis.engine.state().directives.notifications = *ParseNotifications("Eg$");
  redis.engine.state().UpdateKeyEvents();
  client.Say("SET k v");
  client.Say("RPUSH l x");
  client.Say("DEL k");
  CHECK(listener.Received() ==
        "*4|$8|pmessage|$6|__key*|$18|__keyevent@0__:set|$1|k|"
        "*4|$8|pmessage|$6|__key*|$18|__keyevent@0__:del|$1|k|");
}

TEST_CASE("CLIENT PAUSE holds writes back until it ends") {
  TestEngine redis;
  TestClient client(redis);
  redis.engine.state().pause = {.until = redis.clock.NowMicros() + 1000, .all = false};
  CHECK(client.Say("GET k") == "$-1|");
  CHECK(client.Say("SET k v") == "");
  CHECK(redis.engine.NextDeadline() == redis.clock.NowMicros() + 1000);
  redis.clock.Advance(1000);
  redis.engine.RunTimers();
  CHECK(client.Received() == "+OK|");
}

}  // namespace luarig::test
