// Where luarig differs from a server on purpose: one test for each row of docs/differences.md that
// conformance cases cannot show, because the server crashes, waits or rolls dice there.

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "engine/base/bytes.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {

TEST_CASE("an error table without err is an error reply, not a crash") {
  TestEngine redis;
  for (const char* script : {"error({})", "error({err = {}})", "error({err = true})"}) {
    INFO(script);
    const Reply reply = redis.Eval(script);
    CHECK(reply.kind == Reply::Kind::kError);
    CHECK(reply.text.starts_with("ERR unknown error script: "));
    CHECK(reply.text.ends_with(", on @user_script:1."));
  }
  CHECK(redis.Run("PING") == Status("PONG"));
}

TEST_CASE("a key is gone as soon as its time has come, though nobody looked at it") {
  TestEngine redis;
  redis.Run("SET k v PX 1000");
  redis.Run("SELECT 3");
  redis.Run("SET other v PX 1000");
  redis.clock.Advance(999'000);
  CHECK(redis.Run("DBSIZE") == Int(1));
  redis.clock.Advance(2'000);
  CHECK(redis.Run("DBSIZE") == Int(0));
  redis.Run("SELECT 0");
  CHECK(redis.Run("DBSIZE") == Int(0));
}

TEST_CASE("a large hash and a large set are walked in the order of insertion") {
  constexpr int kMembers = 600;  // beyond the 512 entries of a listpack or intset
  TestEngine redis;
  std::vector<Reply> fields;
  std::vector<Reply> members;
  for (int i = kMembers; i > 0; --i) {
    const std::string name = StrCat("m", i);
    redis.Run({"HSET", "h", name, "v"});
    redis.Run({"SADD", "s", name});
    fields.push_back(Bulk(name));
    members.push_back(Bulk(name));
  }
  CHECK(redis.Run("OBJECT ENCODING h") == Bulk("hashtable"));
  CHECK(redis.Run("HKEYS h") == Array(fields));
  Reply set = redis.Run("SMEMBERS s");
  CHECK(set.elements == members);
}

TEST_CASE("commands of families that are not here are unknown, not half answered") {
  TestEngine redis;
  for (const char* command : {"MULTI", "SUBSCRIBE c", "BLPOP k 0", "XADD s * f v", "GEOADD g 1 2 m",
                              "SETBIT b 1 1", "PFADD p a"}) {
    INFO(command);
    CHECK(redis.Run(command).text.starts_with("ERR unknown command '"));
  }
}

TEST_CASE("the server's own debugger is refused") {
  TestEngine redis;
  CHECK(redis.Run("SCRIPT DEBUG YES").kind == Reply::Kind::kError);
  CHECK(redis.Run("SCRIPT DEBUG NO") == Ok());
}

}  // namespace luarig::test
