// Fields that end, as redis 7.4.1 was observed to treat them. No 7.4 server is at hand to record
// from, so the facts of tests/reference/observed-commands.jsonl are the source; each test names
// those it retells.

#include <initializer_list>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/unit/commands/event_log.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

constexpr std::string_view kFar = "4102444800000";  // 2100-01-01

struct Redis74 : TestEngine {
  Redis74() : TestEngine("redis-7.4") {}
};

Reply Ints(std::initializer_list<int64_t> numbers) {
  std::vector<Reply> elements;
  for (const int64_t number : numbers) elements.push_back(Int(number));
  return Array(std::move(elements));
}

Reply Bulks(std::initializer_list<std::string_view> texts) {
  std::vector<Reply> elements;
  for (const std::string_view text : texts) elements.push_back(Bulk(text));
  return Array(std::move(elements));
}

std::string StatOf(TestEngine& redis, std::string_view section, std::string_view name) {
  const std::string text = redis.Run({"INFO", section}).text;
  const size_t at = text.find(name);
  if (at == std::string::npos) return "none";
  return text.substr(at, text.find_first_of(",\r", at) - at);
}

}  // namespace

// hexpire.hexpire-h-1000-*, hexpire.hexpire-h-0-fields-2-a-a, hexpire.hexpire-nokey-*
TEST_CASE("HEXPIRE answers for each field in turn") {
  Redis74 redis;
  redis.Run("HSET h a 1 b 2 c 3");
  CHECK(redis.Run("HEXPIRE h 1000 FIELDS 2 a nope") == Ints({1, -2}));
  CHECK(redis.Run("hexpire h 1000 nx fields 2 a b") == Ints({0, 1}));
  CHECK(redis.Run("HEXPIRE h 1000 GT FIELDS 2 a c") == Ints({0, 0}));  // equal; none is infinite
  CHECK(redis.Run("HEXPIRE h 999 LT FIELDS 2 a c") == Ints({1, 1}));
  CHECK(redis.Run("HEXPIRE h 0 XX FIELDS 2 a a") == Ints({2, -2}));
  CHECK(redis.Run("HEXPIRE nokey 1000 FIELDS 2 a b") == Ints({-2, -2}));
}

// hexpire.hexpire-s-1000-fields-1-a and the error cases of hexpire
TEST_CASE("what is wrong with HEXPIRE is told in the server's order") {
  Redis74 redis;
  redis.Run("SET s v");
  const std::pair<std::string_view, std::string_view> refusals[] = {
      {"HEXPIRE h 1 FIELDS 1", "ERR wrong number of arguments for 'hexpire' command"},
      {"HEXPIRE s x BAD 0 a", "WRONGTYPE Operation against a key holding the wrong kind of value"},
      {"HEXPIRE h x BAD 0 a", "ERR value is not an integer or out of range"},
      {"HEXPIRE h -1 BAD 0 a", "ERR invalid expire time, must be >= 0"},
      {"HPEXPIREAT h 70368744177664 BAD 0 a", "ERR invalid expire time in 'hpexpireat' command"},
      {"HEXPIRE h 9223372036854775807 FIELDS 1 a", "ERR invalid expire time in 'hexpire' command"},
      {"HEXPIRE h 1 NX XX FIELDS 1 a",
       "ERR Mandatory argument FIELDS is missing or not at the right position"},
      {"HEXPIRE h 1 FIELDS x a b", "ERR Parameter `numFields` should be greater than 0"},
      {"HEXPIRE h 1 FIELDS 1 a b",
       "ERR The `numfields` parameter must match the number of arguments"},
      {"HTTL s BAD 0 a", "WRONGTYPE Operation against a key holding the wrong kind of value"},
      {"HPERSIST h FIELDS -1 a", "ERR Number of fields must be a positive integer"},
  };
  for (const auto& refusal : refusals) {
    INFO(refusal.first);
    CHECK(redis.Run(refusal.first) == Error(refusal.second));
  }
  CHECK(redis.Run("HPEXPIREAT h 70368744177663 FIELDS 1 a") == Ints({-2}));
}

// hexpire.httl-h-fields-2-a-b, hexpire.hexpiretime-h-fields-3-a-b-c
TEST_CASE("seconds are rounded up") {
  Redis74 redis;
  redis.Run("HSET h a 1 b 2 c 3");
  redis.Run("HEXPIRE h 100 FIELDS 1 a");
  redis.Run("HPEXPIRE h 100400 FIELDS 1 b");
  CHECK(redis.Run("HTTL h FIELDS 4 a b c d") == Ints({100, 101, -1, -2}));
  CHECK(redis.Run("HPTTL h FIELDS 1 b") == Ints({100400}));
  redis.Run("HPEXPIREAT h 4102444800001 FIELDS 1 a");
  CHECK(redis.Run("HEXPIRETIME h FIELDS 2 a c") == Ints({4102444801, -1}));
  CHECK(redis.Run("HPEXPIRETIME h FIELDS 1 a") == Ints({4102444800001}));
}

// hexpire-effects.hset-h-a-9 to hexpire-effects.hpersist-h-fields-2-a-b
TEST_CASE("HSET takes a field's time away, HINCRBY does not, and the order tells") {
  const std::pair<std::string_view, Reply> steps[] = {
      {"HSET h a 9 d 4", Bulks({"b", "2", "c", "3", "a", "9", "d", "4"})},
      {"HMSET h a 9", Bulks({"b", "2", "c", "3", "a", "9"})},
      {"HSETNX h a 9", Bulks({"b", "2", "a", "1", "c", "3"})},
      {"HINCRBY h a 5", Bulks({"b", "2", "a", "6", "c", "3"})},
      {"HINCRBYFLOAT h a 1.5", Bulks({"b", "2", "a", "2.5", "c", "3"})},
      {"HDEL h a b", Bulks({"c", "3"})},
      {"HPERSIST h FIELDS 2 a b", Bulks({"c", "3", "a", "1", "b", "2"})},
      {"PERSIST h", Bulks({"b", "2", "a", "1", "c", "3"})},
  };
  for (const auto& step : steps) {
    const std::string_view command = step.first;
    const Reply& fields = step.second;
    CAPTURE(command);
    Redis74 redis;
    redis.Run("HSET h a 1 b 2 c 3");
    redis.Run({"HPEXPIREAT", "h", kFar, "FIELDS", "2", "a", "b"});
    redis.Run(command);
    CHECK(redis.Run("HGETALL h") == fields);
    CHECK(redis.Run("OBJECT ENCODING h") == Bulk("listpackex"));
  }
}

// hexpire-effects.copy-h-h2, .rename-h-h2, .move-h-1, .swapdb-0-1, .dump-h, .del-recreate
TEST_CASE("times go along where the hash goes") {
  Redis74 redis;
  const Reply times = Ints({4102444800000, -1});
  redis.Run("HSET h a 1 b 2");
  redis.Run({"HPEXPIREAT", "h", kFar, "FIELDS", "1", "a"});
  redis.Run("COPY h h2");
  redis.Run("RENAME h2 h3");
  redis.Run("MOVE h3 1");
  redis.Run("SWAPDB 1 2");
  redis.Run("SELECT 2");
  CHECK(redis.Run("HPEXPIRETIME h3 FIELDS 2 a b") == times);
  const std::string dump = redis.Run("DUMP h3").text;
  CHECK(redis.Run({"RESTORE", "h4", "0", dump}) == Ok());
  CHECK(redis.Run("HPEXPIRETIME h4 FIELDS 2 a b") == times);
  CHECK(redis.Run("DUMP h4").text == dump);
  CHECK(StatOf(redis, "keyspace", "subexpiry") == "subexpiry=1");  // of database 0
  redis.Run("DEL h3");
  redis.Run("HSET h3 a 1");
  CHECK(redis.Run("HPEXPIRETIME h3 FIELDS 1 a") == Ints({-1}));
}

// hexpire-effects.encoding-513, .encoding-longvalue
TEST_CASE("a large hash keeps its table, with times") {
  Redis74 redis;
  redis.Eval("for i = 1, 513 do redis.call('HSET', 'h', 'f' .. i, i) end");
  CHECK(redis.Run({"HPEXPIRE", "h", "1000", "FIELDS", "2", "f1", "f513"}) == Ints({1, 1}));
  CHECK(redis.Run("OBJECT ENCODING h") == Bulk("hashtable"));
  const std::string dump = redis.Run("DUMP h").text;
  CHECK(dump[0] == 24);
  CHECK(redis.Run({"RESTORE", "copy", "0", dump}) == Ok());
  CHECK(redis.Run("HPTTL copy FIELDS 3 f1 f2 f513") == Ints({1000, -1, 1000}));
  redis.clock.Advance(1'001'000);
  CHECK(redis.Run("HLEN h") == Int(511));
  CHECK(redis.Run("DUMP h").text[0] == 4);
}

TEST_CASE("fields whose time has come are gone when the next command starts, with their events") {
  Redis74 redis;
  redis.Run("HSET h a 1 b 2 c 3");
  redis.Run("HSET all a 1");
  redis.Run("HPEXPIRE h 10 FIELDS 2 a b");
  redis.Run("HPEXPIRE all 10 FIELDS 1 a");
  CHECK(StatOf(redis, "keyspace", "subexpiry") == "subexpiry=2");
  EventLog log(redis);
  redis.clock.Advance(10'000);
  CHECK(log.Of("PING") == "0 | ");
  redis.clock.Advance(1'000);
  CHECK(log.Of("PING") == "0 | hexpired h, hexpired all, del all");
  CHECK(redis.Run("HGETALL h") == Bulks({"c", "3"}));
  CHECK(redis.Run("DBSIZE") == Int(1));
  CHECK(StatOf(redis, "stats", "expired_subkeys") == "expired_subkeys:3");
  CHECK(StatOf(redis, "keyspace", "subexpiry") == "subexpiry=0");
  redis.Run("CONFIG RESETSTAT");
  CHECK(StatOf(redis, "stats", "expired_subkeys") == "expired_subkeys:0");
}

TEST_CASE("commands on times count their changes and name their events") {
  Redis74 redis;
  redis.Run("HSET h a 1 b 2");
  EventLog log(redis);
  CHECK(log.Of("HEXPIRE h 100 FIELDS 3 a b c") == "2 | hexpire h");
  CHECK(log.Of("HEXPIRE h 100 NX FIELDS 1 a") == "0 | ");
  CHECK(log.Of("HPERSIST h FIELDS 2 a a") == "1 | hpersist h");
  CHECK(log.Of("HEXPIRE h 0 FIELDS 1 a") == "1 | hdel h");
  CHECK(log.Of("HPEXPIREAT h 1 FIELDS 1 b") == "1 | hdel h, del h");
}

// hexpire-effects.frozen-in-script
TEST_CASE("time stands still inside a script") {
  Redis74 redis;
  CHECK(redis.Eval("redis.call('HSET', 'h', 'a', 1)\n"
                   "redis.call('HPEXPIRE', 'h', 1, 'FIELDS', 1, 'a')\n"
                   "return redis.call('HGET', 'h', 'a')") == Bulk("1"));
  redis.clock.Advance(2'000);
  CHECK(redis.Run("EXISTS h") == Int(0));
}

// hexpire-effects.inactive-*: the sleep moves the clock
TEST_CASE("with active expiry off an expired field is hidden until it is met") {
  Redis74 redis;
  redis.Run("DEBUG SET-ACTIVE-EXPIRE 0");
  SUBCASE("the last field: reading it by name removes the key") {
    redis.Run("HSET h a 1");
    redis.Run("HPEXPIRE h 1 FIELDS 1 a");
    redis.Run("DEBUG SLEEP 0.02");
    CHECK(redis.Run("HLEN h") == Int(1));
    CHECK(redis.Run("HGETALL h") == Array({}));
    CHECK(redis.Run("HRANDFIELD h") == Nil());
    CHECK(redis.Run("HRANDFIELD h -3") == Array({}));
    CHECK(redis.Run("HTTL h FIELDS 1 a") == Ints({-2}));
    CHECK(redis.Run("EXISTS h") == Int(1));
    EventLog log(redis);
    CHECK(log.Of("HGET h a") == "0 | hexpired h, del h");
    CHECK(redis.Run("EXISTS h") == Int(0));
  }
  SUBCASE("one of two") {
    redis.Run("HSET h a 1 b 2");
    redis.Run("HPEXPIRE h 1 FIELDS 1 a");
    redis.Run("DEBUG SLEEP 0.02");
    SUBCASE("HDEL finds it") { CHECK(redis.Run("HDEL h a") == Int(1)); }
    SUBCASE("HSETNX does not") { CHECK(redis.Run("HSETNX h a 7") == Int(1)); }
    SUBCASE("HINCRBY begins at 0") { CHECK(redis.Run("HINCRBY h a 5") == Int(5)); }
    SUBCASE("HMGET") { CHECK(redis.Run("HMGET h a b") == Array({Nil(), Bulk("2")})); }
    SUBCASE("SORT") {
      redis.Run("RPUSH l h");
      CHECK(redis.Run("SORT l BY nosort GET *->a GET *->b") == Array({Nil(), Bulk("2")}));
    }
    SUBCASE("DUMP holds it") {
      const std::string dump = redis.Run("DUMP h").text;
      CHECK(redis.Run({"RESTORE", "h", "0", dump, "REPLACE"}) == Ok());
      CHECK(redis.Run("HLEN h") == Int(2));
      CHECK(redis.Run("HKEYS h") == Bulks({"b"}));
    }
    SUBCASE("switched on again it is gone") {
      CHECK(redis.Run("HLEN h") == Int(2));
      redis.Run("DEBUG SET-ACTIVE-EXPIRE 1");
      CHECK(redis.Run("HLEN h") == Int(1));
    }
  }
  SUBCASE("keys stay as well") {
    redis.Run("SET k v PX 1");
    redis.Run("DEBUG SLEEP 0.02");
    CHECK(redis.Run("DBSIZE") == Int(1));
    CHECK(redis.Run("GET k") == Nil());
    CHECK(redis.Run("DBSIZE") == Int(0));
  }
}

TEST_CASE("a replica hides expired fields and never removes them") {
  Redis74 redis;
  redis.Run("HSET h a 1 b 2");
  redis.Run("HPEXPIRE h 1 FIELDS 2 a b");
  redis.engine.state().store.expire_keys = false;
  redis.clock.Advance(5'000);
  CHECK(redis.Run("HGET h a") == Nil());
  CHECK(redis.Run("HMGET h a b") == Array({Nil(), Nil()}));
  CHECK(redis.Run("HLEN h") == Int(2));
}

TEST_CASE("RESTORE hides what has ended at once, so a script sees nothing of it") {
  Redis74 redis;
  redis.Run("HSET h a 1 b 2");
  redis.Run("HPEXPIRE h 5 FIELDS 1 a");
  const std::string dump = redis.Run("DUMP h").text;
  redis.clock.Advance(10'000);
  CHECK(redis.Run({"EVAL",
                   "redis.call('RESTORE', 'k', 0, ARGV[1])\n"
                   "return {redis.call('HLEN', 'k'), redis.call('HKEYS', 'k')}",
                   "0", dump}) == Array({Int(2), Bulks({"b"})}));
  CHECK(redis.Run("HLEN k") == Int(1));
}

TEST_CASE("other targets know none of it") {
  for (const std::string_view target : {"redis-7.0", "redis-7.2", "valkey-8.0"}) {
    CAPTURE(target);
    TestEngine redis(target);
    redis.Run("HSET h a 1");
    for (const char* name : {"HEXPIRE", "HPEXPIRE", "HEXPIREAT", "HPEXPIREAT", "HTTL", "HPTTL",
                             "HEXPIRETIME", "HPEXPIRETIME", "HPERSIST"}) {
      CHECK(redis.Run({name, "h"}).text.starts_with("ERR unknown command '"));
    }
    CHECK(StatOf(redis, "keyspace", "subexpiry") == "none");
    CHECK(StatOf(redis, "stats", "expired_subkeys") == "none");
  }
}

// --- Undo
// -----------------------------------------------------------------------------------------

namespace {

// Everything in all databases, times included, and what the keyspaces say of their hashes.
std::string Everything(TestEngine& redis) {
  std::string out;
  for (const auto& keys : redis.engine.state().databases) {
    size_t ending = 0;
    keys->ForEach([&](const Entry& entry) {
      out += StrCat(entry.key(), " ", entry.has_ttl() ? entry.expire_at() : 0, ":");
      if (entry.type() != ValueType::kHash) return;
      const Hash& hash = *entry.collection<Hash>();
      hash.ForEachTimed([&](std::string_view field, std::string_view value, int64_t time) {
        out += StrCat(" ", field, "=", value, "@", time);
      });
      ending += hash.tracks_times() && hash.expiry()->count() > 0 ? 1 : 0;
    });
    CHECK(keys->with_ending_fields() == ending);
    out += StrCat(" | ", ending, "\n");
  }
  return out;
}

// The same with the clock put back to where it was.
std::string SeenAt(TestEngine& redis, int64_t micros) {
  redis.clock.Set(micros);
  redis.engine.state().FreezeClock();
  return Everything(redis);
}

std::string RandomCommand(std::mt19937_64& random) {
  const auto any = [&](int n) { return std::to_string(random() % static_cast<uint64_t>(n)); };
  const std::string key = "h" + any(8);
  const std::string field = "f" + any(90);
  switch (random() % 14) {
    case 0:
      return "DEL " + key;
    case 1:
      return "RENAME " + key + " h" + any(8);
    case 2:
      return "MOVE " + key + " 1";
    case 3:
      return random() % 4 == 0 ? "SWAPDB 0 1" : "COPY " + key + " h" + any(8) + " DB 1 REPLACE";
    case 4:
      return random() % 10 == 0 ? "FLUSHALL" : "SET " + key + " v";
    case 5:
      return "HDEL " + key + " " + field;
    case 6:
      return "HPERSIST " + key + " FIELDS 1 " + field;
    case 7:
      return "PEXPIRE " + key + " " + any(2000);
    case 8:
      return "EVAL \"for i = 1, 90 do redis.call('HSET', KEYS[1], 'f' .. i, i) end\" 1 " + key;
    case 9:
      return "HINCRBY " + key + " " + field + " 1";
    case 10:
      return "HSET " + key + " " + field + " x";
    default:
      return "HPEXPIRE " + key + " " + any(2000) + " FIELDS 1 " + field;
  }
}

}  // namespace

TEST_CASE("rolling back brings every time back, and the keyspace finds each that is due") {
  for (const uint64_t seed : {1U, 2U, 3U, 4U}) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    Redis74 redis;
    const auto churn = [&] {
      for (int i = 0; i < 60; ++i) {
        redis.clock.Advance(static_cast<int64_t>(random() % 10'000));
        redis.Run(RandomCommand(random));
      }
    };
    churn();
    for (int round = 0; round < 20; ++round) {
      const auto keep = round % 3 == 0 ? Journal::Keep::kWholeValues : Journal::Keep::kChanges;
      const int64_t start = redis.clock.NowMicros();
      const std::string outside = Everything(redis);
      const auto outer = redis.engine.Checkpoint(keep);
      churn();
      const int64_t middle = redis.clock.NowMicros();
      const std::string before = Everything(redis);
      const auto inner = redis.engine.Checkpoint();
      churn();
      redis.engine.RollBack(inner);
      REQUIRE(SeenAt(redis, middle) == before);
      if (round % 2 == 0) {
        churn();
        redis.engine.RollBack(outer);
        REQUIRE(SeenAt(redis, start) == outside);
      }
      redis.engine.Release(outer);
      churn();
    }
    // In the end nothing is left of what has a time.
    redis.clock.Advance(10'000'000);
    redis.Run("PING");
    for (const auto& keys : redis.engine.state().databases) CHECK(keys->with_ending_fields() == 0);
  }
}

}  // namespace luarig::test
