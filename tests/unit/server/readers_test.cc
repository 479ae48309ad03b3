// XREAD and XREADGROUP that wait, where targets differ. What they do on redis-7.0 is in
// tests/serve/talks/readers.talk.

#include "tests/unit/server/test_client.h"

namespace luarig::test {

TEST_CASE("since 7.2 a reader that waited reads all its streams, on 7.0 the one that woke it") {
  for (const std::string_view target : {"redis-7.0", "redis-7.2", "redis-7.4", "valkey-8.0"}) {
    INFO(target);
    TestEngine redis(target);
    TestClient reader(redis);
    TestClient writer(redis);
    CHECK(reader.Say("XREAD BLOCK 0 STREAMS a b $ $").empty());
    writer.Say(
        "EVAL \"for _, k in ipairs({'b', 'a'}) do redis.call('XADD', k, '1-1', 'f', 'v') end\" 0");
    const std::string entry = "*1|*2|$3|1-1|*2|$1|f|$1|v|";
    const std::string of_b = StrCat("*2|$1|b|", entry);
    if (target == "redis-7.0") {
      CHECK(reader.Received() == StrCat("*1|", of_b));
    } else {
      CHECK(reader.Received() == StrCat("*2|*2|$1|a|", entry, of_b));
    }
  }
}

TEST_CASE("since 7.2 who waits in a group that is lost is told as one who comes too late") {
  constexpr std::string_view kGone =
      "-NOGROUP No such key 's' or consumer group 'g' in XREADGROUP with GROUP option|";
  TestEngine redis("redis-7.4");
  TestClient reader(redis);
  TestClient writer(redis);
  writer.Say("XGROUP CREATE s g $ MKSTREAM");
  CHECK(reader.Say("XREADGROUP GROUP g c BLOCK 0 STREAMS s >").empty());
  SUBCASE("the group") {
    writer.Say("XGROUP DESTROY s g");
    CHECK(reader.Received() == kGone);
  }
  SUBCASE("the key") {
    writer.Say("DEL s");
    CHECK(reader.Received() == kGone);
  }
  SUBCASE("all keys") {
    writer.Say("FLUSHALL");
    CHECK(reader.Received() == kGone);
  }
  SUBCASE("by its time") {
    writer.Say("PEXPIRE s 10");
    redis.clock.Advance(20'000);
    redis.engine.RunTimers();
    CHECK(reader.Received() == kGone);
  }
  SUBCASE("to another type") {
    writer.Say("SET s v");
    CHECK(reader.Received() ==
          "-WRONGTYPE Operation against a key holding the wrong kind of value|");
  }
  CHECK_FALSE(reader.session().waiting());
}

TEST_CASE("a group gives each entry to one of those who wait, in the order of coming") {
  for (const std::string_view target : {"redis-7.2", "redis-7.4", "valkey-8.0"}) {
    INFO(target);
    TestEngine redis(target);
    TestClient one(redis);
    TestClient two(redis);
    TestClient writer(redis);
    writer.Say("XGROUP CREATE s g $ MKSTREAM");
    one.Say("XREADGROUP GROUP g one BLOCK 0 STREAMS s >");
    two.Say("XREADGROUP GROUP g two NOACK BLOCK 0 STREAMS s >");
    CHECK(writer.Say("INFO clients").find("total_blocking_keys_on_nokey:1|") != std::string::npos);
    writer.Say("XADD s 1-1 f v");
    CHECK(one.Received() == "*1|*2|$1|s|*1|*2|$3|1-1|*2|$1|f|$1|v|");
    CHECK(two.Received().empty());
    writer.Say("XADD s 1-2 f v");
    CHECK(two.Received() == "*1|*2|$1|s|*1|*2|$3|1-2|*2|$1|f|$1|v|");
    CHECK(writer.Say("XPENDING s g") == "*4|:1|$3|1-1|$3|1-1|*1|*2|$3|one|$1|1|");
  }
}

TEST_CASE("a reader's time runs out, or somebody ends its wait") {
  TestEngine redis("redis-7.4");
  TestClient reader(redis);
  TestClient other(redis);
  reader.Say("XREAD BLOCK 100 STREAMS s $");
  redis.clock.Advance(99'000);
  redis.engine.RunTimers();
  CHECK(reader.Received().empty());
  redis.clock.Advance(1'000);
  redis.engine.RunTimers();
  CHECK(reader.Received() == "*-1|");

  const std::string unblock = StrCat("CLIENT UNBLOCK ", reader.session().id);
  reader.Say("XREAD BLOCK 0 STREAMS s $");
  CHECK(other.Say(unblock) == ":1|");
  CHECK(reader.Received() == "*-1|");
  reader.Say("XREAD BLOCK 0 STREAMS s $");
  CHECK(other.Say(StrCat(unblock, " ERROR")) == ":1|");
  CHECK(reader.Received() == "-UNBLOCKED client unblocked via CLIENT UNBLOCK|");
}

TEST_CASE("+ of a reader that waits is the last entry when there is one") {
  TestEngine redis("redis-7.4");
  TestClient reader(redis);
  TestClient writer(redis);
  CHECK(reader.Say("XREAD BLOCK 0 STREAMS s +").empty());
  writer.Say("MULTI");
  writer.Say("XADD s 1-1 f v");
  writer.Say("XADD s 1-2 f v");
  writer.Say("EXEC");
  CHECK(reader.Received() == "*1|*2|$1|s|*1|*2|$3|1-2|*2|$1|f|$1|v|");
}

TEST_CASE(
    "$ of a reader that waits is the last ID when it came, though the stream goes and comes") {
  TestEngine redis("redis-7.4");
  TestClient reader(redis);
  TestClient writer(redis);
  writer.Say("XADD s 5-1 f v");
  reader.Say("XREAD BLOCK 0 STREAMS s $");
  writer.Say("DEL s");
  writer.Say("XADD s 4-1 f v");
  CHECK(reader.Received().empty());
  writer.Say("XADD s 6-1 f v");
  CHECK(reader.Received() == "*1|*2|$1|s|*1|*2|$3|6-1|*2|$1|f|$1|v|");
}

TEST_CASE("scripts and transactions do not wait for entries") {
  TestEngine redis("redis-7.4");
  TestClient client(redis);
  CHECK(client.Say("EVAL \"return redis.call('XREAD', 'BLOCK', 0, 'STREAMS', 's', '$')\" 0") ==
        "$-1|");
  client.Say("MULTI");
  client.Say("XREAD BLOCK 0 STREAMS s $");
  CHECK(client.Say("EXEC") == "*1|*-1|");
  CHECK(redis.Run("XREAD BLOCK 0 STREAMS s $").kind == Reply::Kind::kNullArray);
}

}  // namespace luarig::test
