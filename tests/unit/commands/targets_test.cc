// Where targets answer differently. Source: the observed facts (tests/reference).

#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

Reply Cursor0(std::vector<Reply> elements) {
  return Array({Bulk("0"), Array(std::move(elements))});
}

TEST_CASE("an empty or negative cursor is refused since 7.4, where leading blanks are not") {
  TestEngine old("redis-7.2");
  CHECK(old.Run("SCAN ''") == Cursor0({}));
  CHECK(old.Run("SCAN -1") == Cursor0({}));
  CHECK(old.Run("SCAN ' 1'") == Error("ERR invalid cursor"));
  for (const char* name : {"redis-7.4", "valkey-8.0"}) {
    TestEngine strict(name);
    CHECK(strict.Run("SCAN ''") == Error("ERR invalid cursor"));
    CHECK(strict.Run("SCAN -1") == Error("ERR invalid cursor"));
    CHECK(strict.Run("SCAN ' 1'") == Cursor0({}));
  }
}

TEST_CASE("only Valkey knows which types there are to SCAN for") {
  TestEngine redis("redis-7.4");
  CHECK(redis.Run("SCAN 0 TYPE nope") == Cursor0({}));
  TestEngine valkey("valkey-8.0");
  CHECK(valkey.Run("SCAN 0 TYPE nope") == Error("ERR unknown type name 'nope'"));
  CHECK(valkey.Run("SCAN 0 TYPE ZSET") == Cursor0({}));
}

TEST_CASE("NOVALUES and NOSCORES belong to one command each") {
  TestEngine redis("redis-7.4");
  CHECK(redis.Run("SCAN 0 NOVALUES") == Error("ERR NOVALUES option can only be used in HSCAN"));
  CHECK(redis.Run("SCAN 0 NOSCORES") == Error("ERR syntax error"));
  TestEngine valkey("valkey-8.0");
  CHECK(valkey.Run("SCAN 0 NOSCORES") == Error("ERR NOSCORES option can only be used in ZSCAN"));
}

TEST_CASE("WAITAOF exists since 7.2") {
  TestEngine old("redis-7.0");
  CHECK(old.Run("WAITAOF 0 0 0") ==
        Error("ERR unknown command 'WAITAOF', with args beginning with: '0' '0' '0' "));
  TestEngine redis("redis-7.2");
  CHECK(redis.Run("WAITAOF 0 0 0") == Array({Int(0), Int(0)}));
  CHECK(redis.Run("WAITAOF 1 0 0") ==
        Error("ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled."));
  CHECK(redis.Run("WAITAOF 2 0 0") ==
        Error("ERR value is out of range, value must between 0 and 1"));
  CHECK(redis.Run("WAITAOF 0 -1 0") == Error("ERR value is out of range, must be positive"));
  CHECK(redis.Run("WAITAOF 0 0 -1") == Error("ERR timeout is negative"));
}

TEST_CASE("COMMAND GETKEYS asks for fewer words since 7.2") {
  TestEngine old("redis-7.0");
  CHECK(old.Run("COMMAND GETKEYS GET") ==
        Error("ERR wrong number of arguments for 'command|getkeys' command"));
  TestEngine redis("redis-7.2");
  CHECK(redis.Run("COMMAND GETKEYS GET") ==
        Error("ERR Invalid number of arguments specified for command"));
  CHECK(redis.Run("COMMAND GETKEYS PING") == Error("ERR The command has no key arguments"));
}

TEST_CASE("CLIENT SETINFO and NO-TOUCH came with 7.2") {
  TestEngine old("redis-7.0");
  CHECK(old.Run("CLIENT NO-TOUCH on") ==
        Error("ERR unknown subcommand 'NO-TOUCH'. Try CLIENT HELP."));
  TestEngine redis("redis-7.2");
  CHECK(redis.Run("CLIENT NO-TOUCH on") == Ok());
  CHECK(redis.Run("CLIENT NO-TOUCH x") == Error("ERR syntax error"));
  CHECK(redis.Run("CLIENT SETINFO lib-name abc") == Ok());
  CHECK(redis.Run("CLIENT SETINFO lib-ver 'a b'") ==
        Error("ERR lib-ver cannot contain spaces, newlines or special characters."));
  CHECK(redis.Run("CLIENT SETINFO bad x") == Error("ERR Unrecognized option 'bad'"));
}

TEST_CASE("NO-TOUCH keeps reads from making a key young") {
  TestEngine redis("redis-7.2");
  redis.Run("SET k v");
  redis.clock.Advance(5'000'000);
  CHECK(redis.Run("OBJECT IDLETIME k") == Int(5));
  redis.Run("CLIENT NO-TOUCH on");
  redis.Run("GET k");
  CHECK(redis.Run("OBJECT IDLETIME k") == Int(5));
  redis.Run("CLIENT NO-TOUCH off");
  redis.Run("EXISTS k");
  CHECK(redis.Run("OBJECT IDLETIME k") == Int(5));
  redis.Run("GET k");
  CHECK(redis.Run("OBJECT IDLETIME k") == Int(0));
}

TEST_CASE("HELLO answers in the protocol it switches to, with the product's own version") {
  TestEngine valkey("valkey-8.0");
  const Reply reply = valkey.Run("HELLO 3");
  REQUIRE(reply.kind == Reply::Kind::kMap);
  CHECK(reply.elements[1] == Bulk("valkey"));
  CHECK(reply.elements[3] == Bulk("8.0.1"));
  CHECK(valkey.Run("RESET") == Status("RESET"));
  CHECK(valkey.Run("HELLO").kind == Reply::Kind::kArray);
}

TEST_CASE("INFO counts keys, commands and errors") {
  TestEngine redis;
  redis.Run("CONFIG RESETSTAT");
  redis.Run("MSET a 1 b 2");
  redis.Run("EXPIRE a 100");
  redis.Run("GET");
  redis.Run("INCR b");
  CHECK(redis.Run("INFO keyspace") == Bulk("# Keyspace\r\ndb0:keys=2,expires=1,avg_ttl=0\r\n"));
  CHECK(redis.Run("INFO errorstats nosuch") == Bulk("# Errorstats\r\nerrorstat_ERR:count=1\r\n"));
  const std::string stats = redis.Run("INFO commandstats").text;
  CHECK(
      stats.find("cmdstat_get:calls=0,usec=0,usec_per_call=0.00,rejected_calls=1,failed_calls=0") !=
      std::string::npos);
  CHECK(stats.find("cmdstat_incr:calls=1") != std::string::npos);
}

TEST_CASE("CONFIG SET moves the limit of an encoding at once") {
  TestEngine redis("redis-7.4");
  CHECK(redis.Run("CONFIG SET set-max-listpack-entries 3 hash-max-ziplist-value 1kb") == Ok());
  CHECK(redis.engine.state().store.limits.set_max_listpack_entries == 3);
  CHECK(redis.engine.state().store.limits.hash_max_listpack_value == 1024);
  TestEngine old("redis-7.0");
  CHECK(old.Run("CONFIG SET set-max-listpack-entries 3") ==
        Error("ERR Unknown option or number of arguments for CONFIG SET - "
              "'set-max-listpack-entries'"));
}

}  // namespace
}  // namespace luarig::test
