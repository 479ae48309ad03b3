#include "engine/trace/key_audit.h"

#include "tests/unit/test_engine.h"

namespace luarig::test {

TEST_CASE("keys that a script was not given are noted with line and command") {
  TestEngine redis;
  KeyAudit audit;
  redis.engine.AddObserver(audit);
  const char* script =
      "redis.call('SET', KEYS[1], '1')\n"
      "for i = 1, 3 do\n"
      "  redis.call('INCR', 'user:' .. i)\n"
      "end\n"
      "redis.call('MGET', KEYS[1], 'a', KEYS[2], 'b')\n"
      "redis.call('SORT', KEYS[2], 'STORE', 'sorted')\n"
      "return redis.call('PING')";
  CHECK(redis.Run({"EVAL", script, "2", "k", "l", "user:1"}) == Status("PONG"));
  redis.Run("GET user:1");  // a client may use any key
  redis.engine.RemoveObserver(audit);

  REQUIRE(audit.accesses().size() == 3);
  const KeyAudit::Access& first = audit.accesses()[0];
  CHECK(first.kind == ScriptKind::kScript);
  CHECK(first.script == redis.Run({"SCRIPT", "LOAD", script}).text);
  CHECK(first.line == 3);
  CHECK(first.command == "incr");
  CHECK(first.key == "user:1");  // an argument is no key
  CHECK(first.times == 3);
  CHECK(audit.accesses()[1].line == 5);
  CHECK(audit.accesses()[1].key == "a");
  CHECK(audit.accesses()[1].times == 2);
  CHECK(audit.accesses()[2].command == "sort");
  CHECK(audit.accesses()[2].key == "sorted");
}

TEST_CASE("channels are no keys, and functions are named with their library") {
  TestEngine redis;
  KeyAudit audit;
  redis.engine.AddObserver(audit);
  redis.Run({"FUNCTION", "LOAD",
             "#!lua name=shop\n"
             "redis.register_function('f', function(keys, args)\n"
             "  redis.call('SPUBLISH', 'news', 'x')\n"
             "  return redis.call('GET', args[1])\n"
             "end)"});
  CHECK(redis.Run("FCALL f 1 k other") == Nil());
  CHECK(redis.Run("FCALL f 1 k k") == Nil());
  redis.engine.RemoveObserver(audit);
  REQUIRE(audit.accesses().size() == 1);
  CHECK(audit.accesses()[0].kind == ScriptKind::kFunction);
  CHECK(audit.accesses()[0].script == "f");
  CHECK(audit.accesses()[0].library == "shop");
  CHECK(audit.accesses()[0].line == 4);
}

TEST_CASE("strict keys refuse what the audit notes, after the server's own refusals") {
  TestEngine redis;
  redis.engine.state().conditions.strict_keys = true;
  CHECK(redis.Run({"EVAL", "return redis.call('GET', KEYS[1])", "1", "k"}) == Nil());
  CHECK(redis.Run({"EVAL", "return redis.pcall('GET', 'other').err", "1", "k"}) ==
        Bulk("ERR the key \"other\" is not among the KEYS that the script was called with (strict "
             "keys)"));
  CHECK(redis.Run({"EVAL_RO", "return redis.pcall('SET', 'other', '1').err", "0"}) ==
        Bulk("ERR Write commands are not allowed from read-only scripts."));
  CHECK(redis.Run("GET other") == Nil());
}

}  // namespace luarig::test
