// CLUSTER of one node that owns every slot it has not given away: what it tells of itself. Redis
// documentation: https://redis.io/docs/latest/commands/?group=cluster

#include <algorithm>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/crc.h"
#include "engine/commands/cluster_arg.h"
#include "engine/commands/families.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"
#include "engine/dispatch/help.h"
#include "engine/server/config.h"

namespace luarig {
namespace {

// --- Where the node can be reached ---------------------------------------------------------------

int64_t PortOf(ServerState& server, std::string_view announced, int64_t own) {
  const std::string port = DirectiveValue(server, announced);
  return port == "0" ? own : IntegerArg(port);
}

// What the node tells others, as the directives say.
struct Endpoint {
  std::string ip;
  int64_t port = 0;
  int64_t bus_port = 0;
  std::string hostname;
  std::string preferred;  // cluster-preferred-endpoint-type
};

constexpr int64_t kBusPortAbove = 10000;

Endpoint EndpointOf(ServerState& server) {
  const int64_t port = server.directives.port;
  const int64_t bus_port = PortOf(server, "cluster-port", port + kBusPortAbove);
  return {.ip = DirectiveValue(server, "cluster-announce-ip"),
          .port = PortOf(server, "cluster-announce-port", port),
          .bus_port = PortOf(server, "cluster-announce-bus-port", bus_port),
          .hostname = DirectiveValue(server, "cluster-announce-hostname"),
          .preferred = DirectiveValue(server, "cluster-preferred-endpoint-type")};
}

bool PrefersHostname(const Endpoint& endpoint) { return endpoint.preferred == "hostname"; }
bool PrefersIp(const Endpoint& endpoint) { return endpoint.preferred == "ip"; }

std::string HostnameOrNone(const Endpoint& endpoint) {
  return endpoint.hostname.empty() ? "?" : endpoint.hostname;
}

// --- The nodes and their slots ------------------------------------------------------------------

struct SlotRange {
  unsigned first;
  unsigned last;
};

// A node as it is told of: this one, and the one that owns the slots that were given away.
struct NodeFacts {
  std::string_view id;
  Endpoint endpoint;
  bool myself = true;
  int64_t config_epoch = 0;
  std::vector<SlotRange> slots;
};

std::vector<SlotRange> RangesOf(const SlotSet& slots) {
  std::vector<SlotRange> ranges;
  for (unsigned slot = 0; slot < kSlotCount; ++slot) {
    if (!slots[slot]) continue;
    if (ranges.empty() || ranges.back().last + 1 != slot) ranges.push_back({slot, slot});
    ranges.back().last = slot;
  }
  return ranges;
}

std::vector<NodeFacts> NodesOf(const Call& call) {
  const ClusterNode& node = NodeOf(call);
  std::vector<NodeFacts> nodes{{.id = node.id,
                                .endpoint = EndpointOf(call.server),
                                .config_epoch = node.config_epoch,
                                .slots = RangesOf(~node.elsewhere)}};
  if (node.elsewhere.none()) return nodes;
  const int64_t port = OtherNodePort(call.server.directives.port);
  nodes.push_back({.id = node.other_id,
                   .endpoint = {.ip = std::string(kOtherNodeIp),
                                .port = port,
                                .bus_port = port + kBusPortAbove,
                                .hostname = {},
                                .preferred = nodes[0].endpoint.preferred},
                   .myself = false,
                   .config_epoch = 1,
                   .slots = RangesOf(node.elsewhere)});
  return nodes;
}

void ClusterInfo(Call& call) {
  const ClusterNode& node = NodeOf(call);
  const size_t nodes = NodesOf(call).size();
  std::string text = "cluster_state:ok\r\n";
  for (const std::string_view name : {"cluster_slots_assigned", "cluster_slots_ok"})
    text += StrCat(name, ":", kSlots, "\r\n");
  for (const std::string_view name : {"cluster_slots_pfail", "cluster_slots_fail"})
    text += StrCat(name, ":0\r\n");
  text += StrCat("cluster_known_nodes:", nodes, "\r\ncluster_size:", nodes,
                 "\r\ncluster_current_epoch:", node.current_epoch,
                 "\r\ncluster_my_epoch:", node.config_epoch, "\r\n");
  // There is nobody to talk to.
  for (const std::string_view name :
       {"cluster_stats_messages_sent", "cluster_stats_messages_received",
        "total_cluster_links_buffer_limit_exceeded"}) {
    text += StrCat(name, ":0\r\n");
  }
  call.reply.Verbatim("txt", text);
}

void ClusterMyId(Call& call) { call.reply.Bulk(NodeOf(call).id); }
void ClusterMyShardId(Call& call) { call.reply.Bulk(NodeOf(call).shard_id); }

void ClusterNodes(Call& call) {
  std::string text;
  for (const NodeFacts& node : NodesOf(call)) {
    const Endpoint& endpoint = node.endpoint;
    text += StrCat(node.id, " ", endpoint.ip, ":", endpoint.port, "@", endpoint.bus_port,
                   endpoint.hostname.empty() ? "" : StrCat(",", endpoint.hostname),
                   node.myself ? " myself,master - 0 0 " : " master - 0 0 ", node.config_epoch,
                   " connected");
    for (const auto& [first, last] : node.slots)
      text += first == last ? StrCat(" ", first) : StrCat(" ", first, "-", last);
    text += "\n";
  }
  call.reply.Verbatim("txt", text);
}

void ReplySlotsOf(Call& call, const NodeFacts& node, const SlotRange& range) {
  const Endpoint& endpoint = node.endpoint;
  call.reply.Array(3);
  call.reply.Integer(range.first);
  call.reply.Integer(range.last);
  call.reply.Array(4);
  if (PrefersIp(endpoint)) {
    call.reply.Bulk(endpoint.ip);
  } else if (PrefersHostname(endpoint)) {
    call.reply.Bulk(HostnameOrNone(endpoint));
  } else {
    call.reply.Null();
  }
  call.reply.Integer(endpoint.port);
  call.reply.Bulk(node.id);
  // The names that are not the preferred one.
  const bool with_ip = !PrefersIp(endpoint);
  const bool with_hostname = !PrefersHostname(endpoint) && !endpoint.hostname.empty();
  call.reply.Map((with_ip ? 1 : 0) + (with_hostname ? 1 : 0));
  if (with_ip) {
    call.reply.Bulk("ip");
    call.reply.Bulk(endpoint.ip);
  }
  if (with_hostname) {
    call.reply.Bulk("hostname");
    call.reply.Bulk(endpoint.hostname);
  }
}

// The ranges of all nodes, in their order.
void ClusterSlots(Call& call) {
  struct Owned {
    SlotRange range;
    const NodeFacts* node;
  };
  const std::vector<NodeFacts> nodes = NodesOf(call);
  std::vector<Owned> all;
  for (const NodeFacts& node : nodes) {
    for (const SlotRange& range : node.slots) all.push_back({range, &node});
  }
  std::ranges::sort(all, {}, [](const Owned& owned) { return owned.range.first; });
  call.reply.Array(all.size());
  for (const Owned& owned : all) ReplySlotsOf(call, *owned.node, owned.range);
}

void ReplyNode(Call& call, const NodeFacts& node) {
  const Endpoint& endpoint = node.endpoint;
  const auto pair = [&](std::string_view name, std::string_view value) {
    call.reply.Bulk(name);
    call.reply.Bulk(value);
  };
  const bool named = !endpoint.hostname.empty();
  call.reply.Map(named ? 8 : 7);
  pair("id", node.id);
  call.reply.Bulk("port");
  call.reply.Integer(endpoint.port);
  pair("ip", endpoint.ip);
  if (PrefersIp(endpoint)) {
    pair("endpoint", endpoint.ip);
  } else {
    pair("endpoint", PrefersHostname(endpoint) ? HostnameOrNone(endpoint) : "");
  }
  if (named) pair("hostname", endpoint.hostname);
  pair("role", "master");
  call.reply.Bulk("replication-offset");
  call.reply.Integer(0);
  pair("health", "online");
}

void ClusterShards(Call& call) {
  const std::vector<NodeFacts> nodes = NodesOf(call);
  call.reply.Array(nodes.size());
  for (const NodeFacts& node : nodes) {
    call.reply.Map(2);
    call.reply.Bulk("slots");
    call.reply.Array(2 * node.slots.size());
    for (const auto& [first, last] : node.slots) {
      call.reply.Integer(first);
      call.reply.Integer(last);
    }
    call.reply.Bulk("nodes");
    call.reply.Array(1);
    ReplyNode(call, node);
  }
}

void ClusterLinks(Call& call) {
  NodeOf(call);
  call.reply.Array(0);
}

void ClusterReplicas(Call& call) {
  NodeArg(call, call.argv[2]);
  call.reply.Array(0);
}

void ClusterCountFailureReports(Call& call) {
  NodeArg(call, call.argv[2]);
  call.reply.Integer(0);
}

// --- Keys ----------------------------------------------------------------------------------------

void ClusterKeySlot(Call& call) {
  NodeOf(call);
  call.reply.Integer(SlotOf(call.argv[2]));
}

bool IsSlot(int64_t number) { return number >= 0 && number < kSlots; }

// Calls `visit` for each key of a slot.
template <typename F>
void ForEachKeyIn(const ServerState& server, int64_t slot, F visit) {
  server.databases[0]->ForEach([&](const Entry& entry) {
    if (SlotOf(entry.key()) == slot) visit(entry.key());
  });
}

void ClusterCountKeysInSlot(Call& call) {
  NodeOf(call);
  const int64_t slot = IntegerArg(call.argv[2]);
  if (!IsSlot(slot)) throw CommandError("ERR Invalid slot");
  int64_t count = 0;
  ForEachKeyIn(call.server, slot, [&](std::string_view) { ++count; });
  call.reply.Integer(count);
}

void ClusterGetKeysInSlot(Call& call) {
  NodeOf(call);
  const int64_t slot = IntegerArg(call.argv[2]);
  const int64_t count = IntegerArg(call.argv[3]);
  if (!IsSlot(slot) || count < 0) throw CommandError("ERR Invalid slot or number of keys");
  std::vector<std::string_view> keys;
  ForEachKeyIn(call.server, slot, [&](std::string_view key) { keys.push_back(key); });
  const size_t shown = std::min(keys.size(), static_cast<size_t>(count));
  call.reply.Array(shown);
  for (size_t i = 0; i < shown; ++i) call.reply.Bulk(keys[keys.size() - 1 - i]);  // newest first
}

// --- HELP ----------------------------------------------------------------------------------------

void ClusterHelp(Call& call) {
  NodeOf(call);
  ShowHelp(call);
}

// --- What a client says of itself ----------------------------------------------------------------

void ReadOnlyAnywhere(Call& call) {
  call.session.reads_from_replicas = true;
  call.reply.Ok();
}

void ReadWriteAnywhere(Call& call) {
  call.session.reads_from_replicas = false;
  call.reply.Ok();
}

void ReadOnly(Call& call) {
  NodeOf(call);
  ReadOnlyAnywhere(call);
}

void ReadWrite(Call& call) {
  NodeOf(call);
  ReadWriteAnywhere(call);
}

// It is about slots that move, and here none does.
void Asking(Call& call) {
  NodeOf(call);
  call.reply.Ok();
}

using enum CommandFlag;
using AclCategory::kConnection;

constexpr TargetSet kValkey = TargetId::kValkey80;
constexpr TargetSet kRedis = kAllTargets.Without(kValkey);
constexpr TargetSet kOn70 = TargetId::kRedis70;
constexpr TargetSet kNewRedis = kSince72.Without(kValkey);

constexpr CommandFlags kAlsoStale = kStale;
constexpr CommandFlags kAnyTime = kLoading | kStale;
constexpr CommandFlags kOfAdmin = kAdmin | kStale;
constexpr CommandFlags kChanges = kOfAdmin | kNoAsyncLoading;

// clang-format off
constexpr CommandSpec kClusterParts[] = {
    // name                  arity flags                acl keys since    run                         usage
    {"addslots",             -3,   kChanges,            {}, {},  "3.0.0", ClusterAddSlots,            "slot [slot ...]"},
    {"addslotsrange",        -4,   kChanges,            {}, {},  "7.0.0", ClusterAddSlotsRange,       "start-slot end-slot [start-slot end-slot ...]"},
    {"bumpepoch",             2,   kChanges,            {}, {},  "3.0.0", ClusterBumpEpoch,           ""},
    {"count-failure-reports", 3,   kOfAdmin,            {}, {},  "3.0.0", ClusterCountFailureReports, "node-id"},
    {"countkeysinslot",       3,   kAlsoStale,          {}, {},  "3.0.0", ClusterCountKeysInSlot,     "slot"},
    {"delslots",             -3,   kChanges,            {}, {},  "3.0.0", ClusterDelSlots,            "slot [slot ...]"},
    {"delslotsrange",        -4,   kChanges,            {}, {},  "7.0.0", ClusterDelSlotsRange,       "start-slot end-slot [start-slot end-slot ...]"},
    {"failover",             -2,   kChanges,            {}, {},  "3.0.0", ClusterFailover,            "[FORCE | TAKEOVER]"},
    {"flushslots",            2,   kChanges,            {}, {},  "3.0.0", ClusterFlushSlots,          ""},
    {"forget",                3,   kChanges,            {}, {},  "3.0.0", ClusterForget,              "node-id"},
    {"getkeysinslot",         4,   kAlsoStale,          {}, {},  "3.0.0", ClusterGetKeysInSlot,       "slot count"},
    {"help",                  2,   kAnyTime,            {}, {},  "5.0.0", ClusterHelp,                ""},
    {"info",                  2,   kAlsoStale,          {}, {},  "3.0.0", ClusterInfo,                "", kRedis},
    {"info",                  2,   kAnyTime,            {}, {},  "3.0.0", ClusterInfo,                "", kValkey},
    {"keyslot",               3,   kAlsoStale,          {}, {},  "3.0.0", ClusterKeySlot,             "key"},
    {"links",                 2,   kAlsoStale,          {}, {},  "7.0.0", ClusterLinks,               ""},
    {"meet",                 -4,   kChanges,            {}, {},  "3.0.0", ClusterMeet,                "ip port [cluster-bus-port]"},
    {"myid",                  2,   kAlsoStale,          {}, {},  "3.0.0", ClusterMyId,                "", kRedis},
    {"myid",                  2,   kAnyTime,            {}, {},  "3.0.0", ClusterMyId,                "", kValkey},
    {"myshardid",             2,   kAlsoStale,          {}, {},  "7.2.0", ClusterMyShardId,           "", kNewRedis},
    {"myshardid",             2,   kAnyTime,            {}, {},  "7.2.0", ClusterMyShardId,           "", kValkey},
    {"nodes",                 2,   kAlsoStale,          {}, {},  "3.0.0", ClusterNodes,               "", kRedis},
    {"nodes",                 2,   kAnyTime,            {}, {},  "3.0.0", ClusterNodes,               "", kValkey},
    {"replicas",              3,   kOfAdmin,            {}, {},  "5.0.0", ClusterReplicas,            "node-id"},
    {"replicate",             3,   kChanges,            {}, {},  "3.0.0", ClusterReplicate,           "node-id"},
    {"reset",                -2,   kOfAdmin | kNoScript, {}, {}, "3.0.0", ClusterReset,               "[HARD | SOFT]"},
    {"saveconfig",            2,   kChanges,            {}, {},  "3.0.0", ClusterSaveConfig,          ""},
    {"set-config-epoch",      3,   kChanges,            {}, {},  "3.0.0", ClusterSetConfigEpoch,      "config-epoch"},
    {"setslot",              -4,   kChanges,            {}, {},  "3.0.0", ClusterSetSlot,             "slot <IMPORTING node-id | MIGRATING node-id | NODE node-id | STABLE>"},
    {"shards",                2,   kAlsoStale,          {}, {},  "7.0.0", ClusterShards,              "", kOn70},
    {"shards",                2,   kAnyTime,            {}, {},  "7.0.0", ClusterShards,              "", kSince72},
    {"slaves",                3,   kOfAdmin,            {}, {},  "3.0.0", ClusterReplicas,            "node-id"},
    {"slot-stats",           -4,   kAnyTime,            {}, {},  "8.0.0", ClusterSlotStats,           "<SLOTSRANGE start-slot end-slot | ORDERBY metric [LIMIT limit] [ASC | DESC]>", kValkey},
    {"slots",                 2,   kAlsoStale,          {}, {},  "3.0.0", ClusterSlots,               "", kOn70},
    {"slots",                 2,   kAnyTime,            {}, {},  "3.0.0", ClusterSlots,               "", kSince72},
};

constexpr CommandSpec kCluster[] = {
    // name      arity flags           acl          keys since    run                usage
    {"asking",    1,   kFast,          kConnection, {},  "3.0.0", Asking,            ""},
    {"cluster",  -2,   {},             {},          {},  "3.0.0", nullptr,           "", kAllTargets, kClusterParts},
    {"readonly",  1,   kAnyTime | kFast, kConnection, {}, "3.0.0", ReadOnly,          "", kRedis},
    {"readonly",  1,   kAnyTime | kFast, kConnection, {}, "3.0.0", ReadOnlyAnywhere,  "", kValkey},
    {"readwrite", 1,   kAnyTime | kFast, kConnection, {}, "3.0.0", ReadWrite,         "", kRedis},
    {"readwrite", 1,   kAnyTime | kFast, kConnection, {}, "3.0.0", ReadWriteAnywhere, "", kValkey},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> ClusterCommands() { return kCluster; }

}  // namespace luarig
