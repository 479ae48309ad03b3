// CLUSTER SLOT-STATS of valkey-8.0. Documentation:
// https://valkey.io/commands/cluster-slot-stats/

#include <algorithm>
#include <array>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/crc.h"
#include "engine/commands/cluster_arg.h"
#include "engine/dispatch/arg_reader.h"

namespace luarig {
namespace {

struct SlotKeys {
  int64_t slot = 0;
  int64_t keys = 0;
};

std::vector<SlotKeys> KeysOfSlots(const ServerState& server) {
  std::vector<SlotKeys> slots(kSlots);
  for (int64_t slot = 0; slot < kSlots; ++slot) slots[static_cast<size_t>(slot)].slot = slot;
  server.databases[0]->ForEach([&](const Entry& entry) { ++slots[SlotOf(entry.key())].keys; });
  return slots;
}

void ReplySlots(Call& call, std::span<const SlotKeys> slots) {
  call.reply.Array(slots.size());
  for (const SlotKeys& one : slots) {
    call.reply.Array(2);
    call.reply.Integer(one.slot);
    call.reply.Map(1);
    call.reply.Bulk("key-count");
    call.reply.Integer(one.keys);
  }
}

int64_t SlotArg(std::string_view word) {
  return IntegerArg(word, 0, kSlots - 1, "ERR Invalid or out of range slot");
}

void SlotsInRange(Call& call) {
  const int64_t first = SlotArg(call.argv[3]);
  const int64_t last = SlotArg(call.argv[4]);
  if (first > last) {
    throw CommandError(
        StrCat("ERR Start slot number ", first, " is greater than end slot number ", last));
  }
  const std::vector<SlotKeys> slots = KeysOfSlots(call.server);
  ReplySlots(call, std::span(slots).subspan(static_cast<size_t>(first),
                                            static_cast<size_t>(last - first + 1)));
}

void SlotsInOrder(Call& call) {
  if (!EqualsIgnoreCase(call.argv[3], "KEY-COUNT"))
    throw CommandError("ERR Unrecognized sort metric for ORDERBY.");
  int64_t limit = kSlots;
  bool ascending = false;
  for (ArgReader args(call.argv, 4); !args.done();) {
    if (args.Take("LIMIT", 1)) {
      limit = IntegerArg(args.Next(), 1, kSlots,
                         "ERR Limit has to lie in between 1 and 16384 (maximum number of slots).");
    } else if (args.Take("ASC")) {
      ascending = true;
    } else if (args.Take("DESC")) {
      ascending = false;
    } else {
      throw CommandError::Syntax();
    }
  }
  std::vector<SlotKeys> slots = KeysOfSlots(call.server);
  std::ranges::stable_sort(slots, [&](const SlotKeys& a, const SlotKeys& b) {
    return ascending ? a.keys < b.keys : a.keys > b.keys;
  });
  ReplySlots(call, std::span(slots).first(static_cast<size_t>(limit)));
}

}  // namespace

void ClusterSlotStats(Call& call) {
  NodeOf(call);
  if (call.argv.size() == 5 && EqualsIgnoreCase(call.argv[2], "SLOTSRANGE"))
    return SlotsInRange(call);
  if (EqualsIgnoreCase(call.argv[2], "ORDERBY")) return SlotsInOrder(call);
  throw CommandError::Syntax();
}

}  // namespace luarig
