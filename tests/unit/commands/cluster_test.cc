// CLUSTER, where targets differ, and what is refused that a server would do. What a node of
// redis-7.0 says is in tests/conformance/cluster.

#include "tests/unit/server/test_client.h"

namespace luarig::test {
namespace {

struct Node : TestEngine {
  explicit Node(std::string_view target = "redis-7.0") : TestEngine(target) {
    engine.state().conditions.cluster = true;
  }
  const ClusterNode& node() { return engine.state().cluster_node; }
};

Reply Map(std::vector<Reply> elements) { return Array(std::move(elements)); }  // in RESP2

}  // namespace

TEST_CASE("what would end the cluster of one node is refused") {
  Node node;
  const std::string id = node.node().id;
  for (const std::string& command :
       {std::string("CLUSTER DELSLOTS 1"), std::string("CLUSTER DELSLOTSRANGE 1 2 4 5"),
        std::string("CLUSTER FLUSHSLOTS"), std::string("CLUSTER RESET"),
        std::string("CLUSTER RESET HARD"), std::string("CLUSTER MEET 127.0.0.1 7000"),
        std::string("CLUSTER MEET ::1 7000 7001"), StrCat("CLUSTER SETSLOT 1 MIGRATING ", id)}) {
    INFO(command);
    CHECK(node.Run(command) == Error("ERR this node is its whole cluster, and keeps every slot"));
  }
  CHECK(node.Run("CLUSTER INFO").text.find("cluster_slots_ok:16384") != std::string::npos);
}

TEST_CASE("a node knows itself") {
  Node node;
  const std::string id = node.node().id;
  CHECK(id.size() == 40);
  CHECK(node.Run("CLUSTER MYID") == Bulk(id));
  CHECK(node.Run(StrCat("CLUSTER REPLICAS ", id)) == Array({}));
  CHECK(node.Run(StrCat("CLUSTER COUNT-FAILURE-REPORTS ", id)) == Int(0));
  CHECK(node.Run(StrCat("CLUSTER SETSLOT 1 NODE ", id)) == Ok());
  CHECK(node.Run(StrCat("CLUSTER SETSLOT 1 IMPORTING ", id)) ==
        Error("ERR I'm already the owner of hash slot 1"));
  CHECK(node.Run(StrCat("CLUSTER FORGET ", id)) ==
        Error("ERR I tried hard but I can't forget myself..."));
  CHECK(node.Run(StrCat("CLUSTER REPLICATE ", id)) == Error("ERR Can't replicate myself"));
}

TEST_CASE("where a node can be reached is for directives to say") {
  Node node;
  const std::string id = node.node().id;
  CHECK(node.Run("CLUSTER NODES").text ==
        StrCat(id, " :6379@16379 myself,master - 0 0 0 connected 0-16383\n"));
  node.Run(
      "CONFIG SET cluster-announce-ip 1.2.3.4 cluster-announce-port 7 cluster-announce-bus-port 8 "
      "cluster-announce-hostname host.name");
  CHECK(node.Run("CLUSTER NODES").text ==
        StrCat(id, " 1.2.3.4:7@8,host.name myself,master - 0 0 0 connected 0-16383\n"));

  const auto slots = [&](const Reply& endpoint, std::vector<Reply> names) {
    return Array(
        {Array({Int(0), Int(16383), Array({endpoint, Int(7), Bulk(id), Map(std::move(names))})})});
  };
  const auto endpoint_of_shards = [&] {
    const Reply shards = node.Run("CLUSTER SHARDS");
    return shards.elements[0].elements[3].elements[0].elements[7];
  };
  CHECK(node.Run("CLUSTER SLOTS") == slots(Bulk("1.2.3.4"), {Bulk("hostname"), Bulk("host.name")}));
  CHECK(endpoint_of_shards() == Bulk("1.2.3.4"));
  node.Run("CONFIG SET cluster-preferred-endpoint-type hostname");
  CHECK(node.Run("CLUSTER SLOTS") == slots(Bulk("host.name"), {Bulk("ip"), Bulk("1.2.3.4")}));
  CHECK(endpoint_of_shards() == Bulk("host.name"));
  node.Run("CONFIG SET cluster-preferred-endpoint-type unknown-endpoint");
  CHECK(node.Run("CLUSTER SLOTS") ==
        slots(Nil(), {Bulk("ip"), Bulk("1.2.3.4"), Bulk("hostname"), Bulk("host.name")}));
  CHECK(endpoint_of_shards() == Bulk(""));
}

TEST_CASE("a node that has no epoch yet can be given one") {
  Node node;
  CHECK(node.Run("CLUSTER SET-CONFIG-EPOCH 9") == Ok());
  const std::string info = node.Run("CLUSTER INFO").text;
  CHECK(info.find("cluster_current_epoch:9\r\ncluster_my_epoch:9\r\n") != std::string::npos);
  CHECK(node.Run("CLUSTER BUMPEPOCH") == Status("STILL 9"));
}

TEST_CASE("a node has a shard since 7.2, and figures of its slots on valkey") {
  CHECK(Node("redis-7.0").Run("CLUSTER MYSHARDID").text.starts_with("ERR unknown subcommand"));
  Node newer("redis-7.4");
  CHECK(newer.Run("CLUSTER MYSHARDID") == Bulk(newer.node().shard_id));
  CHECK(newer.Run("CLUSTER SLOT-STATS SLOTSRANGE 0 1").text.starts_with("ERR unknown subcommand"));

  Node valkey("valkey-8.0");
  valkey.Run("MSET {a}1 x {a}2 x");
  valkey.Run("SET b x");
  const auto slot = [](int64_t number, int64_t keys) {
    return Array({Int(number), Map({Bulk("key-count"), Int(keys)})});
  };
  CHECK(valkey.Run("CLUSTER SLOT-STATS SLOTSRANGE 15494 15496") ==
        Array({slot(15494, 0), slot(15495, 2), slot(15496, 0)}));
  CHECK(valkey.Run("CLUSTER SLOT-STATS ORDERBY key-count LIMIT 3") ==
        Array({slot(15495, 2), slot(3300, 1), slot(0, 0)}));
  CHECK(valkey.Run("CLUSTER SLOT-STATS ORDERBY key-count LIMIT 1 ASC") == Array({slot(0, 0)}));
  CHECK(valkey.Run("CLUSTER SLOT-STATS SLOTSRANGE 2 1").is_error());
  CHECK(valkey.Run("CLUSTER SLOT-STATS ORDERBY key-count LIMIT 0").is_error());
  CHECK(valkey.Run("CLUSTER SLOT-STATS FOO a") == Error("ERR syntax error"));
}

TEST_CASE("READONLY is a flag of the client, on valkey without a cluster too") {
  const auto is_read_only = [](TestClient& client) {
    return client.Say("CLIENT INFO").find(" flags=r ") != std::string::npos;
  };
  Node node;
  TestEngine valkey("valkey-8.0");
  for (TestEngine* redis : {static_cast<TestEngine*>(&node), &valkey}) {
    TestClient client(*redis);
    CHECK(client.Say("READONLY") == "+OK|");
    CHECK(is_read_only(client));
    CHECK(client.Say("READWRITE") == "+OK|");
    CHECK_FALSE(is_read_only(client));
    client.Say("READONLY");
    client.Say("RESET");
    CHECK_FALSE(is_read_only(client));
  }
}

}  // namespace luarig::test
