#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "tests/unit/commands/event_log.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

// Counts of changes and events recorded from redis-server 7.0.15.
TEST_CASE("hash commands count their changes and name their events as the server does") {
  TestEngine redis;
  EventLog log(redis);
  const std::pair<std::string_view, std::string_view> steps[] = {
      {"HSET h a 1 b 2 a 3", "3 | hset h"},
      {"HMSET h a 1", "1 | hset h"},
      {"HSETNX h a 1", "0 | "},
      {"HSETNX h c 1", "1 | hset h"},
      {"HINCRBY h n 1", "1 | hincrby h"},
      {"HINCRBYFLOAT h n 1", "1 | hincrbyfloat h"},
      {"HDEL h a zz", "1 | hdel h"},
      {"HDEL h b c n q", "3 | hdel h, del h"},
  };
  for (const auto& step : steps) {
    const auto& command = step.first;
    const auto& expected = step.second;
    INFO(command);
    CHECK(log.Of(command) == expected);
  }
}

TEST_CASE("HRANDFIELD reaches every field, and a small hash keeps its order in the picks") {
  TestEngine redis;
  redis.Run("HSET h a 1 b 2 c 3 d 4");
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const Reply picks = redis.Run("HRANDFIELD h 2");
    REQUIRE(picks.elements.size() == 2);
    CHECK(picks.elements[0].text < picks.elements[1].text);
    seen.insert(picks.elements[0].text);
    seen.insert(redis.Run("HRANDFIELD h").text);
  }
  CHECK(seen.size() == 4);
}

TEST_CASE("HRANDFIELD of a large hash picks distinct fields with their own values") {
  TestEngine redis;
  redis.Eval("for i=1,1000 do redis.call('HSET','h','f'..i,'f'..i) end");
  for (const std::string_view count : {"1", "20", "400", "999"}) {
    const Reply picks = redis.Run(StrCat("HRANDFIELD h ", count, " WITHVALUES"));
    std::set<std::string> fields;
    for (size_t i = 0; i < picks.elements.size(); i += 2) {
      fields.insert(picks.elements[i].text);
      CHECK(picks.elements[i].text == picks.elements[i + 1].text);
    }
    CHECK(StrCat(fields.size()) == count);
  }
}

TEST_CASE("HSET of more pairs than a listpack may hold makes a table at once from 7.2 on") {
  const std::string_view twice =
      "local words = {'HSET', 'h'} for i=1,513 do words[#words+1]='same' words[#words+1]=i end "
      "redis.call(unpack(words)) return redis.call('OBJECT','ENCODING','h')";
  CHECK(TestEngine("redis-7.0").Eval(twice) == Bulk("listpack"));
  CHECK(TestEngine("redis-7.2").Eval(twice) == Bulk("hashtable"));
}

}  // namespace
}  // namespace luarig::test
