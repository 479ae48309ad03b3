// What a deployment refuses, and what of it does not go together.

#include "engine/dispatch/deployment.h"

#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

Deployment Of(std::string_view names) {
  Deployment deployment;
  CHECK(AddNamed(names, deployment) == std::nullopt);
  return deployment;
}

// The first word of what a server so deployed answers to a command.
std::string Answer(std::string_view names, std::string_view command) {
  TestEngine redis;
  CHECK(Deploy(Of(names), redis.engine.state()) == std::nullopt);
  const std::string text = redis.Run(command).text;
  return text.substr(0, text.find(' '));
}

}  // namespace

TEST_CASE("each named deployment refuses what its server would") {
  CHECK(Answer("primary", "SET k v") == "OK");
  CHECK(Answer("replica", "SET k v") == "READONLY");
  CHECK(Answer("stale-replica", "GET k") == "MASTERDOWN");
  CHECK(Answer("oom", "SET k v") == "OOM");
  CHECK(Answer("oom", "GET k") == "");
  CHECK(Answer("cluster", "MSET a 1 b 2") == "CROSSSLOT");
  CHECK(Answer("foreign-slots", "GET k") == "MOVED");
  CHECK(Answer("disk-error", "SET k v") == "MISCONF");
  CHECK(Answer("too-few-replicas", "SET k v") == "NOREPLICAS");
  CHECK(Answer("readonly-user", "SET k v") == "NOPERM");
  CHECK(Answer("loading", "GET k") == "LOADING");
  CHECK(Answer("write-pause", "SET k v") == "PAUSED");
  CHECK(Answer("write-pause", "GET k") == "");
  CHECK(Answer("cluster+readonly-user", "SET k v") == "NOPERM");
}

TEST_CASE("a pause holds writing scripts back, and lets those pass that only read") {
  CHECK(Answer("write-pause", "EVAL 'return 1' 0") == "PAUSED");
  CHECK(Answer("write-pause", "EVAL_RO 'return \"ok\"' 0") == "ok");
}

// Recorded from two nodes of 7.0.15, of which the other one owned the slot of foo.
TEST_CASE("keys of slots elsewhere are refused as a cluster's node does") {
  TestEngine redis("redis-7.0");
  Deployment deployment;
  CHECK(deployment.Set("cluster", "") == std::nullopt);
  CHECK(deployment.Set("slots", "0-8191") == std::nullopt);
  CHECK(Deploy(deployment, redis.engine.state()) == std::nullopt);
  const std::string non_local = "ERR Script attempted to access a non local key in a cluster node";
  CHECK(redis.Run("SET bar 1").text == "OK");
  CHECK(redis.Run("SET foo 1") == Error("MOVED 12182 127.0.0.1:6380"));
  CHECK(redis.Run("MGET bar foo") ==
        Error("CROSSSLOT Keys in request don't hash to the same slot"));
  CHECK(redis.Run("EVAL \"return redis.call('get',KEYS[1])\" 1 foo") ==
        Error("MOVED 12182 127.0.0.1:6380"));
  CHECK(redis.Eval("return redis.pcall('get','foo')") == Error(non_local));
  CHECK(redis.Run("EVAL \"redis.call('set','bar','2') return redis.pcall('get','foo')\" 1 bar") ==
        Error(non_local));
  CHECK(redis.Eval("#!lua flags=allow-cross-slot-keys\nreturn redis.pcall('get','foo')") ==
        Error(non_local));
  CHECK(redis.Eval("return redis.pcall('spublish','foo','y')") == Error(non_local));
  CHECK(redis.Run("SPUBLISH foo y") == Error("MOVED 12182 127.0.0.1:6380"));
  CHECK(redis.Run("GET bar").text == "2");
}

TEST_CASE("CLUSTER tells of both nodes and their slots") {
  TestEngine redis("redis-7.0");
  Deployment deployment;
  deployment.cluster = true;
  CHECK(deployment.Set("slots", "0-100,200") == std::nullopt);
  CHECK(Deploy(deployment, redis.engine.state()) == std::nullopt);
  const Reply slots = redis.Run("CLUSTER SLOTS");
  std::vector<int64_t> bounds;
  for (const Reply& range : slots.elements) {
    bounds.push_back(range.elements[0].integer);
    bounds.push_back(range.elements[1].integer);
  }
  CHECK(bounds == std::vector<int64_t>{0, 100, 101, 199, 200, 200, 201, 16383});
  const std::string nodes = redis.Run("CLUSTER NODES").text;
  CHECK(nodes.find("myself,master - 0 0 0 connected 0-100 200\n") != std::string::npos);
  CHECK(nodes.find(":6380@16380 master - 0 0 1 connected 101-199 201-16383\n") !=
        std::string::npos);
  CHECK(redis.Run("CLUSTER SHARDS").elements.size() == 2);
  CHECK(redis.Run("CLUSTER INFO").text.find("cluster_known_nodes:2\r\n") != std::string::npos);
}

TEST_CASE("what does not go together is named") {
  Deployment lonely;
  CHECK(lonely.Set("slots", "5") == std::nullopt);
  REQUIRE(lonely.Conflicts().size() == 1);
  CHECK(lonely.Conflicts()[0].impossible);
  const auto conflicts = Of("replica+oom+disk-error").Conflicts();
  REQUIRE(conflicts.size() == 2);
  CHECK_FALSE(conflicts[0].impossible);
  CHECK(Of("cluster+oom").Conflicts().empty());
}

TEST_CASE("settings that are none say what would be one") {
  Deployment deployment;
  CHECK(deployment.Set("role", "replcia")->find("did you mean replica?") != std::string::npos);
  CHECK(deployment.Set("rol", "x")->find("did you mean role?") != std::string::npos);
  CHECK(deployment.Set("maxmemory", "much")->find("is no size") != std::string::npos);
  for (const char* slots : {"a", "5-4", "1-16384", "-1", "1,,2", "1-2-3"}) {
    CAPTURE(slots);
    CHECK(deployment.Set("slots", slots).has_value());
  }
  CHECK(AddNamed("replica+", deployment).has_value());
}

}  // namespace luarig::test
