#include <string_view>
#include <utility>

#include "tests/unit/commands/event_log.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

// Counts of changes and events recorded from redis-server 7.0.15.
TEST_CASE("list commands count their changes and name their events as the server does") {
  TestEngine redis;
  EventLog log(redis);
  const std::pair<std::string_view, std::string_view> steps[] = {
      {"RPUSH l a b c d e f a", "7 | rpush l"},
      {"LPUSHX l z", "1 | lpush l"},
      {"LMOVE l l LEFT RIGHT", "1 | rpush l, lpop l"},
      {"LMOVE l m LEFT LEFT", "1 | lpush m, lpop l"},
      {"LMPOP 1 l LEFT COUNT 2", "2 | lpop l"},
      {"LPOP l 0", "0 | "},
      {"LPOP l", "1 | lpop l"},
      {"RPOP l 1", "1 | rpop l"},
      {"LSET l 0 x", "1 | lset l"},
      {"LINSERT l BEFORE x y", "1 | linsert l"},
      {"LINSERT l BEFORE nope y", "0 | "},
      {"LREM l 0 nope", "0 | "},
      {"LREM l 0 y", "1 | lrem l"},
      {"LTRIM l 0 -1", "0 | ltrim l"},
      {"LTRIM l 1 0", "3 | ltrim l, del l"},
      {"RPOPLPUSH m l", "1 | lpush l, rpop m, del m"},
      {"LPOP l 5", "1 | lpop l, del l"},
      {"RPUSH one x", "1 | rpush one"},
      {"LMOVE one one LEFT RIGHT", "1 | rpush one, lpop one"},
  };
  for (const auto& step : steps) {
    const auto& command = step.first;
    const auto& expected = step.second;
    INFO(command);
    CHECK(log.Of(command) == expected);
  }
}

constexpr std::string_view kOutOfRange =
    "ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807";

TEST_CASE("LPOS takes a rank of -2^63 for the last match before 7.2 and refuses it since") {
  for (const auto& target : Targets()) {
    TestEngine redis(target.name);
    redis.Run("RPUSH l a b c a b");
    const Reply reply = redis.Run("LPOS l a RANK -9223372036854775808");
    CHECK(reply == (target.id == TargetId::kRedis70 ? Int(3) : Error(kOutOfRange)));
  }
}

TEST_CASE("LREM takes a count of -2^63 for all of them before 7.4 and refuses it since") {
  for (const auto& target : Targets()) {
    TestEngine redis(target.name);
    redis.Run("RPUSH l a b a");
    const Reply reply = redis.Run("LREM l -9223372036854775808 a");
    CHECK(reply == (kSince74.Has(target.id) ? Error(kOutOfRange) : Int(2)));
  }
}

TEST_CASE("a small list is a listpack again after it was trimmed, from 7.2 on") {
  const std::string_view trimmed =
      "for i=1,600 do redis.call('RPUSH','l',string.rep('x',20)) end redis.call('LTRIM','l',0,9) "
      "return redis.call('OBJECT','ENCODING','l')";
  CHECK(TestEngine("redis-7.0").Eval(trimmed) == Bulk("quicklist"));
  CHECK(TestEngine("redis-7.4").Eval(trimmed) == Bulk("listpack"));
}

}  // namespace
}  // namespace luarig::test
