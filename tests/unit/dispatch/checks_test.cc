#include "engine/dispatch/checks.h"

#include "tests/unit/test_engine.h"

// Texts and order: observed.jsonl, topics policy-*; SCRIPTING.md section 8.

namespace luarig::test {
namespace {

constexpr std::string_view kOom = "OOM command not allowed when used memory > 'maxmemory'.";
constexpr std::string_view kReadOnly = "READONLY You can't write against a read only replica.";
constexpr std::string_view kNoReplicas = "NOREPLICAS Not enough good replicas to write.";

Conditions& ConditionsOf(TestEngine& redis) { return redis.engine.state().conditions; }

}  // namespace

TEST_CASE("over the memory limit a client may read and delete, but not add") {
  TestEngine redis;
  redis.Run("SET k v");
  ConditionsOf(redis).over_memory = true;
  CHECK(redis.Run("SET k w") == Error(kOom));
  CHECK(redis.Run("GET k") == Bulk("v"));
  CHECK(redis.Run("DEL k") == Int(1));
}

TEST_CASE("a legacy script is refused at the call that grows memory, until it has written") {
  TestEngine redis;
  ConditionsOf(redis).over_memory = true;
  CHECK(redis.Eval("return 1") == Int(1));
  CHECK(redis.Eval("return redis.call('SET', 'k', 'v')").text.starts_with(kOom));
  CHECK(redis.Eval("redis.call('DEL', 'x') return redis.call('SET', 'k', 'v')") == Ok());
}

TEST_CASE("a script with a shebang is refused before it starts, unless it declares otherwise") {
  TestEngine redis;
  ConditionsOf(redis).over_memory = true;
  CHECK(redis.Eval("#!lua\nreturn 1") == Error(kOom));
  CHECK(redis.Eval("#!lua flags=allow-oom\nreturn redis.call('SET', 'k', 'v')") == Ok());
  CHECK(redis.Eval("#!lua flags=no-writes\nreturn 1") == Int(1));
}

TEST_CASE("of several refusals the server's first wins") {
  TestEngine redis;
  ConditionsOf(redis).over_memory = true;
  ConditionsOf(redis).too_few_replicas = true;
  CHECK(redis.Run("SET k v") == Error(kOom));
  CHECK(redis.Run("DEL k") == Error(kNoReplicas));
  CHECK(redis.Eval("#!lua\nreturn 1") == Error(kOom));
  // Inside a script NOREPLICAS stands before OOM.
  CHECK(redis.Eval("return redis.call('SET', 'k', 'v')").text.starts_with(kNoReplicas));

  ConditionsOf(redis) = {.role = Role::kReplica};
  CHECK(redis.Run("SET k v") == Error(kReadOnly));
  CHECK(redis.Eval("return redis.call('SET', 'k', 'v')").text.starts_with(kReadOnly));
  CHECK(redis.Eval("#!lua\nreturn 1") == Error(kReadOnly));
  CHECK(redis.Run({"EVAL_RO", "return redis.call('SET', 'k', 'v')", "0"})
            .text.starts_with("ERR Write commands are not allowed from read-only scripts."));
}

TEST_CASE("a stale replica answers only what declares that it may be stale") {
  TestEngine redis;
  ConditionsOf(redis) = {
      .role = Role::kReplica, .replica_serve_stale_data = false, .primary_link_down = true};
  CHECK(redis.Run("GET k").text.starts_with("MASTERDOWN Link with MASTER is down"));
  CHECK(redis.Eval("return 1").text.starts_with("MASTERDOWN"));
  CHECK(redis.Eval("#!lua flags=allow-stale,no-writes\nreturn 1") == Int(1));
  CHECK(redis.Eval("#!lua flags=allow-stale,no-writes\nreturn redis.call('GET', 'k')")
            .text.starts_with("ERR Can not execute the command on a stale replica"));
}

TEST_CASE("in a cluster the keys of a command share a slot") {
  TestEngine redis;
  ConditionsOf(redis).cluster = true;
  CHECK(redis.Run("MSET {a}1 x {a}2 y") == Ok());
  CHECK(redis.Run("MSET a x b y") ==
        Error("CROSSSLOT Keys in request don't hash to the same slot"));
  CHECK(redis.Run("EVAL 'return 1' 2 a b") ==
        Error("CROSSSLOT Keys in request don't hash to the same slot"));
  CHECK(redis.Eval("return redis.call('MGET', 'a', 'b')")
            .text.starts_with("ERR Script attempted to access a non local key in a cluster node"));
  CHECK(redis.Eval("#!lua\nredis.call('GET', 'a') return redis.call('GET', 'b')")
            .text.starts_with(
                "ERR Script attempted to access keys that do not hash to the same slot"));
}

}  // namespace luarig::test
