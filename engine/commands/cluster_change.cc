// CLUSTER: what would change who owns which slot. A node that is alone refuses most of it in the
// server's words; the rest would end the cluster, and is refused in ours.

#include <bitset>
#include <string>
#include <vector>

#include <arpa/inet.h>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/commands/cluster_arg.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/help.h"

namespace luarig {
namespace {

CommandError UnknownNode(std::string_view id) {
  return CommandError(StrCat("ERR Unknown node ", id));
}

// Of a change that a server would make.
CommandError FixedTopology() {
  return CommandError("ERR this node is its whole cluster, and keeps every slot");
}

int64_t SlotArg(std::string_view word) {
  return IntegerArg(word, 0, kSlots - 1, "ERR Invalid or out of range slot");
}

// Notes slots that a command names. Every slot has its owner, who is this node.
class NamedSlots {
 public:
  explicit NamedSlots(bool gives) : gives_(gives) {}

  void Name(int64_t first, int64_t last) {
    for (int64_t slot = first; slot <= last; ++slot) {
      if (gives_) throw CommandError(StrCat("ERR Slot ", slot, " is already busy"));
      const auto at = static_cast<size_t>(slot);
      if (named_[at]) throw CommandError(StrCat("ERR Slot ", slot, " specified multiple times"));
      named_[at] = true;
    }
  }

 private:
  bool gives_;
  std::bitset<kSlots> named_;
};

void ChangeSlots(const Call& call, bool gives) {
  NodeOf(call);
  std::vector<int64_t> slots;
  for (const std::string_view word : call.argv.subspan(2)) slots.push_back(SlotArg(word));
  NamedSlots named(gives);
  for (const int64_t slot : slots) named.Name(slot, slot);
  throw FixedTopology();
}

void ChangeRanges(const Call& call, bool gives) {
  NodeOf(call);
  if (call.argv.size() % 2 != 0) throw CommandError::WrongArity(StrCat("cluster|", call.spec.name));
  NamedSlots named(gives);
  for (size_t i = 2; i < call.argv.size(); i += 2) {
    const int64_t first = SlotArg(call.argv[i]);
    const int64_t last = SlotArg(call.argv[i + 1]);
    if (first > last) {
      throw CommandError(
          StrCat("ERR start slot number ", first, " is greater than end slot number ", last));
    }
    named.Name(first, last);
  }
  throw FixedTopology();
}

bool IsAddress(const std::string& text) {
  in6_addr address{};
  return inet_pton(AF_INET, text.c_str(), &address) == 1 ||
         inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

bool HoldsKeys(const Call& call) { return call.server.databases[0]->size() != 0; }

}  // namespace

ClusterNode& NodeOf(const Call& call) {
  if (!call.server.conditions.cluster)
    throw CommandError("ERR This instance has cluster support disabled");
  return call.server.cluster_node;
}

ClusterNode& NodeArg(const Call& call, std::string_view id) {
  ClusterNode& node = NodeOf(call);
  if (id != node.id) throw UnknownNode(id);
  return node;
}

// --- Slots ---------------------------------------------------------------------------------------

void ClusterAddSlots(Call& call) { ChangeSlots(call, true); }
void ClusterAddSlotsRange(Call& call) { ChangeRanges(call, true); }
void ClusterDelSlots(Call& call) { ChangeSlots(call, false); }
void ClusterDelSlotsRange(Call& call) { ChangeRanges(call, false); }

void ClusterFlushSlots(Call& call) {
  NodeOf(call);
  if (HoldsKeys(call)) throw CommandError("ERR DB must be empty to perform CLUSTER FLUSHSLOTS.");
  throw FixedTopology();
}

void ClusterSetSlot(Call& call) {
  const ClusterNode& node = NodeOf(call);
  const int64_t slot = SlotArg(call.argv[2]);
  ArgReader args(call.argv, 3);
  const bool with_node = args.left() == 2;
  if (args.left() == 1 && args.Take("STABLE")) return call.reply.Ok();
  if (with_node && args.Take("MIGRATING")) {
    if (const std::string_view id = args.Next(); id != node.id)
      throw CommandError(StrCat("ERR I don't know about node ", id));
    throw FixedTopology();
  }
  if (with_node && args.Take("IMPORTING"))
    throw CommandError(StrCat("ERR I'm already the owner of hash slot ", slot));
  if (with_node && args.Take("NODE")) {
    NodeArg(call, args.Next());
    return call.reply.Ok();
  }
  throw CommandError("ERR Invalid CLUSTER SETSLOT action or number of arguments. Try CLUSTER HELP");
}

// --- Nodes ---------------------------------------------------------------------------------------

void ClusterMeet(Call& call) {
  constexpr int64_t kMaxPort = 65535;
  constexpr int64_t kBusPortAbove = 10000;
  NodeOf(call);
  if (call.argv.size() > 5) throw UnknownSubcommand(call, "CLUSTER");
  const auto port = ParseInteger(call.argv[3]);
  if (!port) throw CommandError(StrCat("ERR Invalid TCP base port specified: ", call.argv[3]));
  int64_t bus_port = *port <= kMaxPort ? *port + kBusPortAbove : 0;
  if (call.argv.size() == 5) {
    const auto given = ParseInteger(call.argv[4]);
    if (!given) throw CommandError(StrCat("ERR Invalid TCP bus port specified: ", call.argv[4]));
    bus_port = *given;
  }
  const auto is_port = [](int64_t number) { return number > 0 && number <= kMaxPort; };
  if (!is_port(*port) || !is_port(bus_port) || !IsAddress(std::string(call.argv[2]))) {
    throw CommandError(
        StrCat("ERR Invalid node address specified: ", call.argv[2], ":", call.argv[3]));
  }
  throw FixedTopology();
}

void ClusterForget(Call& call) {
  NodeArg(call, call.argv[2]);
  throw CommandError("ERR I tried hard but I can't forget myself...");
}

void ClusterReplicate(Call& call) {
  NodeArg(call, call.argv[2]);
  throw CommandError("ERR Can't replicate myself");
}

void ClusterFailover(Call& call) {
  NodeOf(call);
  if (call.argv.size() > 3) throw UnknownSubcommand(call, "CLUSTER");
  ArgReader args(call.argv, 2);
  if (!args.done() && !args.Take("FORCE") && !args.Take("TAKEOVER")) throw CommandError::Syntax();
  throw CommandError("ERR You should send CLUSTER FAILOVER to a replica");
}

void ClusterReset(Call& call) {
  NodeOf(call);
  if (call.argv.size() > 3) throw UnknownSubcommand(call, "CLUSTER");
  ArgReader args(call.argv, 2);
  if (!args.done() && !args.Take("HARD") && !args.Take("SOFT")) throw CommandError::Syntax();
  if (HoldsKeys(call))
    throw CommandError("ERR CLUSTER RESET can't be called with master nodes containing keys");
  throw FixedTopology();
}

// --- Epochs --------------------------------------------------------------------------------------

void ClusterBumpEpoch(Call& call) {
  ClusterNode& node = NodeOf(call);
  const bool bump = node.config_epoch == 0 || node.config_epoch != node.current_epoch;
  if (bump) node.config_epoch = ++node.current_epoch;
  call.reply.Status(StrCat(bump ? "BUMPED " : "STILL ", node.config_epoch));
}

void ClusterSetConfigEpoch(Call& call) {
  ClusterNode& node = NodeOf(call);
  const int64_t epoch = IntegerArg(call.argv[2]);
  if (epoch < 0) throw CommandError(StrCat("ERR Invalid config epoch specified: ", epoch));
  if (node.config_epoch != 0) throw CommandError("ERR Node config epoch is already non-zero");
  node.config_epoch = epoch;
  node.current_epoch = std::max(node.current_epoch, epoch);
  call.reply.Ok();
}

// What is known of the cluster follows from how the engine was made.
void ClusterSaveConfig(Call& call) {
  NodeOf(call);
  call.reply.Ok();
}

}  // namespace luarig
