#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/remote/remote_fixture.h"

namespace luarig::test {
namespace {

int FreePort() {
  const Descriptor probe(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  REQUIRE(bind(probe.get(), generic, size) == 0);
  REQUIRE(getsockname(probe.get(), generic, &size) == 0);
  return ntohs(address.sin_port);
}

// Three primaries with a third of the slots each.
struct Cluster {
  Cluster() {
    constexpr const char* kSlots[][2] = {{"0", "5460"}, {"5461", "10922"}, {"10923", "16383"}};
    std::vector<std::string> bus;
    for (size_t i = 0; i < std::size(kSlots); ++i) {
      bus.push_back(std::to_string(FreePort()));
      nodes.push_back(std::make_unique<Rack>(OracleOptions{
          .tcp = true, .extra = {"--cluster-enabled", "yes", "--cluster-port", bus.back()}}));
      nodes[i]->Ask({"CLUSTER", "SET-CONFIG-EPOCH", std::to_string(i + 1)});
      nodes[i]->Ask({"CLUSTER", "ADDSLOTSRANGE", kSlots[i][0], kSlots[i][1]});
    }
    for (size_t i = 1; i < nodes.size(); ++i)
      nodes[0]->Ask(
          {"CLUSTER", "MEET", "127.0.0.1", std::to_string(nodes[i]->oracle->port()), bus[i]});
    for (const auto& node : nodes) Await(*node);
  }

  static void Await(Rack& node) {
    constexpr int kTries = 2000;
    for (int i = 0; i < kTries; ++i) {
      const std::string info = node.Ask({"CLUSTER", "INFO"}).text;
      if (Has(info, "cluster_state:ok") && Has(info, "cluster_known_nodes:3")) return;
      usleep(10'000);
    }
    FAIL("the cluster did not come up");
  }

  std::string url() const { return StrCat("redis://127.0.0.1:", nodes[0]->oracle->port()); }

  std::vector<std::unique_ptr<Rack>> nodes;
};

}  // namespace

TEST_CASE("the nodes of a cluster are one scene") {
  Cluster cluster;
  luarig::Setting setting = For70();
  setting.under = "cluster";
  setting.deployment.cluster = true;
  setting.fixtures = {
      File("f.json", R"({"keys": {"a": 1, "b": 2, "c": 3, "{x}1": 1, "{x}2": 2}})")};
  setting.libraries = {File("f.lua",
                            "#!lua name=f\nredis.register_function('bump', function(keys)\n"
                            "  return redis.call('INCR', keys[1])\nend)")};
  {
    Result<std::unique_ptr<RemoteServer>> opened = RemoteServer::Open(cluster.url(), {});
    REQUIRE_MESSAGE(opened.ok(), (opened.ok() ? "" : opened.error()));
    RemoteServer& server = **opened;
    CHECK(server.nodes().size() == 3);
    RemoteScene scene(server, setting);
    Begin(scene);
    for (const char* key : {"a", "b", "c"}) {
      const Seen& seen =
          Run(scene, {"FCALL", "bump", "1", key}, {.calls = true, .difference = true});
      CHECK_MESSAGE(seen.reply.kind == Reply::Kind::kInteger, seen.reply.text);
      CHECK(seen.calls.size() == 1);
      REQUIRE(scene.Difference().size() == 1);
      CHECK(scene.Difference()[0].key == key);
    }
    CHECK(scene.Keys({})[0]->size() == 5);
    const std::vector<KeyName> names{{0, "a"}, {0, "b"}, {0, "none"}};
    CHECK(scene.Keys(names)[0]->size() == 2);
    CHECK(Run(scene, {"MGET", "{x}1", "{x}2"}).reply.elements.size() == 2);
    CHECK(Run(scene, {"MGET", "a", "b"}).reply.text ==
          "CROSSSLOT Keys in request don't hash to the same slot");
    for (int i = 0; i < 30; ++i) Run(scene, {"SET", StrCat("more:", i), "1"});
    Begin(scene);
    CHECK(scene.Keys({})[0]->size() == 5);
    CHECK(scene.Trouble() == nullptr);
  }
  for (const auto& node : cluster.nodes) {
    CHECK(node->Ask({"DBSIZE"}).integer == 0);
    CHECK(node->Ask({"FUNCTION", "LIST"}).elements.empty());
  }
  const auto second = RemoteServer::Open(cluster.url() + "/2", {});
  CHECK(Has(second.ok() ? "" : second.error(), "cannot select database 2: ERR"));
}

TEST_CASE("a cluster that does not serve all slots is refused") {
  Rack rack({.tcp = true,
             .extra = {"--cluster-enabled", "yes", "--cluster-port", std::to_string(FreePort())}});
  const std::string why = rack.WhyNot();
  CHECK(Has(why, "slots that no node serves"));
}

TEST_CASE("a cluster of one node is one") {
  Rack rack({.tcp = true, .setting = Setting::kCluster});
  Result<std::unique_ptr<RemoteServer>> opened =
      RemoteServer::Open(StrCat("redis://127.0.0.1:", rack.oracle->port()), {});
  REQUIRE_MESSAGE(opened.ok(), (opened.ok() ? "" : opened.error()));
  RemoteScene scene(**opened, For70());
  Begin(scene);
  CHECK(Run(scene, {"SET", "k", "v"}).reply.text == "OK");
}

}  // namespace luarig::test
