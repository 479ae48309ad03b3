#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "tests/unit/commands/event_log.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

// Counts of changes and events recorded from redis-server 7.0.15.
TEST_CASE("set commands count their changes and name their events as the server does") {
  TestEngine redis;
  EventLog log(redis);
  const std::pair<std::string_view, std::string_view> steps[] = {
      {"SADD s a b c 1", "4 | sadd s"},
      {"SADD s a", "0 | "},
      {"SREM s zz", "0 | "},
      {"SREM s a", "1 | srem s"},
      {"SMOVE s t b", "2 | srem s, sadd t"},
      {"SADD s b", "1 | sadd s"},
      {"SMOVE s t b", "1 | srem s"},
      {"SMOVE t t b", "0 | "},
      {"SPOP s 1", "1 | spop s"},
      {"SPOP s 5", "1 | spop s, del s"},
      {"SPOP t", "1 | spop t, del t"},
      {"SADD s 1 2", "2 | sadd s"},
      {"SINTERSTORE d s", "1 | sinterstore d"},
      {"SINTERSTORE d s nokey", "1 | del d"},
      {"SINTERSTORE d nokey", "0 | "},
      {"SUNIONSTORE d s", "1 | sunionstore d"},
      {"SDIFFSTORE d s", "1 | sdiffstore d"},
      {"SDIFFSTORE d s s", "1 | del d"},
      {"SADD q x", "1 | sadd q"},
      {"SMOVE q r x", "2 | srem q, del q, sadd r"},
      {"SADD p 1 2 3 4 5 6", "6 | sadd p"},
      {"SPOP p 5", "5 | spop p"},
      {"SREM p 1 2 3 4 5 6", "1 | srem p, del p"},
  };
  for (const auto& step : steps) {
    const auto& command = step.first;
    const auto& expected = step.second;
    INFO(command);
    CHECK(log.Of(command) == expected);
  }
}

TEST_CASE("small sets with strings stay listpacks through STORE forms, from 7.2 on") {
  TestEngine redis("redis-7.4");
  redis.Run("SADD a x 3 1 2");
  redis.Run("SADD b 1 2 3 x y");

  SUBCASE("an intersection keeps the order of the smallest set") {
    redis.Run("SINTERSTORE d a b");
    CHECK(redis.Run("SMEMBERS d") == redis.Run("SMEMBERS a"));
    CHECK(redis.Run("OBJECT ENCODING d") == Bulk("listpack"));
  }
  SUBCASE("an intersection without strings is an intset") {
    redis.Run("SREM b x");
    redis.Run("SINTERSTORE d a b");
    CHECK(redis.Run("SMEMBERS d") == Array({Bulk("1"), Bulk("2"), Bulk("3")}));
    CHECK(redis.Run("OBJECT ENCODING d") == Bulk("intset"));
  }
  SUBCASE("a union begins as an intset") {
    redis.Run("SUNIONSTORE d b a");
    CHECK(redis.Run("OBJECT ENCODING d") == Bulk("listpack"));
    CHECK(redis.Run("SCARD d") == Int(5));
  }
}

TEST_CASE("SPOP that leaves few members gives back what it did when undone") {
  TestEngine redis;
  redis.Eval("for i=1,600 do redis.call('SADD','s',i) end");
  const Reply before = redis.Run("SMEMBERS s");
  const Journal::Mark mark = redis.engine.Checkpoint();
  CHECK(redis.Run("SPOP s 590").elements.size() == 590);
  CHECK(redis.Run("OBJECT ENCODING s") == Bulk("intset"));
  redis.engine.RollBack(mark);
  CHECK(redis.Run("SMEMBERS s") == before);
  CHECK(redis.Run("OBJECT ENCODING s") == Bulk("hashtable"));
}

TEST_CASE("SPOP and SRANDMEMBER reach every member, each once where they must be distinct") {
  TestEngine redis;
  redis.Eval("for i=1,40 do redis.call('SADD','s','m'..i) end");
  std::set<std::string> seen;
  for (int i = 0; i < 400; ++i) seen.insert(redis.Run("SRANDMEMBER s").text);
  CHECK(seen.size() == 40);

  seen.clear();
  for (const std::string_view count : {"1", "5", "30", "4"}) {
    for (const Reply& member : redis.Run(StrCat("SPOP s ", count)).elements)
      seen.insert(member.text);
  }
  CHECK(seen.size() == 40);
  CHECK(redis.Run("EXISTS s") == Int(0));
}

TEST_CASE("SINTERCARD ends at its limit within a large set") {
  TestEngine redis;
  redis.Eval("for i=1,5000 do redis.call('SADD','a','m'..i) redis.call('SADD','b','m'..i) end");
  for (const int64_t limit : {1, 63, 64, 65, 4999, 5000}) {
    CHECK(redis.Run(StrCat("SINTERCARD 2 a b LIMIT ", limit)) == Int(limit));
  }
  CHECK(redis.Run("SINTERCARD 2 a b LIMIT 6000") == Int(5000));
}

}  // namespace
}  // namespace luarig::test
