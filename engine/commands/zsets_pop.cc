// Sorted sets whose lowest or highest members are taken out, at once or as soon as there are any.
// Redis documentation: https://redis.io/docs/latest/commands/?group=sorted-set

#include <algorithm>

#include "engine/commands/families.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"
#include "engine/dispatch/waiting.h"

namespace luarig {
namespace {

enum class End : uint8_t { kMin, kMax };

// What those that look among several keys are propagated as.
std::string_view PopCommand(End end) { return end == End::kMin ? "ZPOPMIN" : "ZPOPMAX"; }

// Removes `count` members from one end after visit(member, score) of each, outermost first.
// REQUIRES: count <= size.
template <typename Visit>
void PopFrom(Call& call, std::string_view key, ZSet& zset, End end, size_t count, Visit&& visit) {
  if (count == 0) return;
  const size_t from = end == End::kMin ? 0 : zset.size() - count;
  zset.ForRange(from, from + count, end == End::kMax, visit);
  zset.EraseRange(from, from + count);
  call.keys.Changed(EventClass::kZSet, end == End::kMin ? "zpopmin" : "zpopmax", key, count);
}

void Pop(Call& call, End end) {
  if (call.argv.size() > 3) throw CommandError::Syntax();
  const bool counted = call.argv.size() == 3;
  const size_t count = counted ? static_cast<size_t>(PositiveArg(call.argv[2])) : 1;
  const std::string_view key = call.argv[1];
  const auto zset = call.keys.Edit<ZSet>(key);
  if (!zset) return call.reply.Array(0);

  // Without a count the one pair is never nested.
  const bool nested = counted && call.reply.resp3();
  const size_t popped = std::min(count, zset->size());
  call.reply.Array(nested ? popped : 2 * popped);
  PopFrom(call, key, *zset, end, popped, [&](std::string_view member, double score) {
    if (nested) call.reply.Array(2);
    call.reply.Bulk(member);
    call.reply.Double(score);
  });
}

void ZPopMin(Call& call) { Pop(call, End::kMin); }
void ZPopMax(Call& call) { Pop(call, End::kMax); }

// Pops from the first sorted set of several that is there. False, and no reply, if none is.
struct PopAmong {
  std::span<const std::string_view> keys;
  End end = End::kMin;
  size_t count = 1;

  bool Pop(Call& call) const {
    for (const std::string_view key : keys) {
      const auto zset = call.keys.Edit<ZSet>(key);
      if (!zset) continue;
      const size_t popped = std::min(count, zset->size());
      call.reply.Array(2);
      call.reply.Bulk(key);
      call.reply.Array(popped);
      PopFrom(call, key, *zset, end, popped, [&](std::string_view member, double score) {
        call.reply.Array(2);
        call.reply.Bulk(member);
        call.reply.Double(score);
      });
      call.PropagateAs(PopCommand(end), key, popped);
      return true;
    }
    return false;
  }
};

// numkeys key [key ...] <MIN | MAX> [COUNT count], from argv[first] on.
PopAmong ReadPopAmong(const Call& call, size_t first) {
  const auto keys = static_cast<uint64_t>(
      IntegerArg(call.argv[first], 1, INT64_MAX, "ERR numkeys should be greater than 0"));
  ArgReader args(call.argv, first + 1);
  if (keys >= args.left()) throw CommandError::Syntax();
  PopAmong pop;
  pop.keys = args.Words(keys);
  if (args.Take("MAX")) {
    pop.end = End::kMax;
  } else if (!args.Take("MIN")) {
    throw CommandError::Syntax();
  }
  if (args.Take("COUNT", 1)) {
    pop.count = static_cast<size_t>(
        IntegerArg(args.Next(), 1, INT64_MAX, "ERR count should be greater than 0"));
  }
  if (!args.done()) throw CommandError::Syntax();
  return pop;
}

void ZMPop(Call& call) {
  if (!ReadPopAmong(call, 1).Pop(call)) call.reply.NullArray();
}

// --- Waiting for a member ------------------------------------------------------------------------

void WaitForZSets(Call& call, std::span<const std::string_view> keys, int64_t deadline) {
  WaitFor(call, {.type = ValueType::kZSet,
                 .keys = {keys.begin(), keys.end()},
                 .deadline = deadline,
                 .timed_out = Wait::TimedOut::kNullArray});
}

void BlockingPop(Call& call, End end) {
  const int64_t deadline = DeadlineFromSeconds(call, call.argv.back());
  const auto keys = call.argv.subspan(1, call.argv.size() - 2);
  for (const std::string_view key : keys) {
    const auto zset = call.keys.Edit<ZSet>(key);
    if (!zset) continue;
    call.reply.Array(3);
    call.reply.Bulk(key);
    PopFrom(call, key, *zset, end, 1, [&](std::string_view member, double score) {
      call.reply.Bulk(member);
      call.reply.Double(score);
    });
    return call.PropagateAs(PopCommand(end), key);
  }
  WaitForZSets(call, keys, deadline);
}

void BZPopMin(Call& call) { BlockingPop(call, End::kMin); }
void BZPopMax(Call& call) { BlockingPop(call, End::kMax); }

void BZMPop(Call& call) {
  const PopAmong pop = ReadPopAmong(call, 2);
  const int64_t deadline = DeadlineFromSeconds(call, call.argv[1]);
  if (!pop.Pop(call)) WaitForZSets(call, pop.keys, deadline);
}

using enum CommandFlag;
constexpr AclCategory kZSet = AclCategory::kSortedSet;

constexpr CommandFlags kWaits = kWrite | kBlocking;
constexpr TargetSet kOnly70 = TargetId::kRedis70;  // where scripts may not call them

constexpr KeyFlags kTaken = KeyFlag::kRW | KeyFlag::kAccess | KeyFlags(KeyFlag::kDelete);
constexpr KeySpec kPopKeys[] = {{.flags = kTaken, .find = KeySpec::Find::kKeyNum}};
constexpr KeySpec kWaitKeys[] = {{.flags = kTaken, .last = -2}};
constexpr KeySpec kWaitPopKeys[] = {{.flags = kTaken, .index = 2, .find = KeySpec::Find::kKeyNum}};

// clang-format off
constexpr CommandSpec kPops[] = {
    // name     arity flags                      acl    keys            since    run       usage
    {"bzmpop",   -5,  kWaits,                    kZSet, kWaitPopKeys,   "7.0.0", BZMPop,   "timeout numkeys key [key ...] <MIN | MAX> [COUNT count]"},
    {"bzpopmax", -3,  kWaits | kFast | kNoScript, kZSet, kWaitKeys,     "5.0.0", BZPopMax, "key [key ...] timeout", kOnly70},
    {"bzpopmax", -3,  kWaits | kFast,            kZSet, kWaitKeys,      "5.0.0", BZPopMax, "key [key ...] timeout", kSince72},
    {"bzpopmin", -3,  kWaits | kFast | kNoScript, kZSet, kWaitKeys,     "5.0.0", BZPopMin, "key [key ...] timeout", kOnly70},
    {"bzpopmin", -3,  kWaits | kFast,            kZSet, kWaitKeys,      "5.0.0", BZPopMin, "key [key ...] timeout", kSince72},
    {"zmpop",    -4,  kWrite,                    kZSet, kPopKeys,       "7.0.0", ZMPop,    "numkeys key [key ...] <MIN | MAX> [COUNT count]"},
    {"zpopmax",  -2,  kWrite | kFast,            kZSet, kReadDeleteKey, "5.0.0", ZPopMax,  "key [count]"},
    {"zpopmin",  -2,  kWrite | kFast,            kZSet, kReadDeleteKey, "5.0.0", ZPopMin,  "key [count]"},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> ZSetPopCommands() { return kPops; }

}  // namespace luarig
