// XPENDING, XCLAIM and XAUTOCLAIM. Redis documentation:
// https://redis.io/docs/latest/commands/?group=stream

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/commands/families.h"
#include "engine/commands/stream_args.h"
#include "engine/commands/stream_consumers.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"

namespace luarig {
namespace {

// --- What they share -----------------------------------------------------------------------------

CommandError NoGroup(const Call& call) {
  return CommandError(
      StrCat("NOGROUP No such key '", call.argv[1], "' or consumer group '", call.argv[2], "'"));
}

// How long ago the entry was delivered; a clock that went back may make that negative.
int64_t IdleFor(const PendingEntry& entry, int64_t now_ms) { return now_ms - entry.delivered_ms; }

// --- XPENDING ------------------------------------------------------------------------------------

struct PendingFilter {
  int64_t min_idle = 0;
  StreamId from;
  StreamId to;
  int64_t count = 0;
  std::optional<std::string_view> consumer;
};

PendingFilter ReadFilter(const Call& call) {
  constexpr size_t kWithIdle = 8;
  PendingFilter filter;
  ArgReader args(call.argv, 3);
  if (args.Take("IDLE")) {
    filter.min_idle = args.NextInteger();
    if (call.argv.size() < kWithIdle) throw CommandError::Syntax();
  }
  const auto ends = args.Words(2);
  filter.count = args.NextInteger();
  filter.from = IntervalStartArg(ends[0]);
  filter.to = IntervalEndArg(ends[1]);
  if (!args.done()) filter.consumer = args.Next();
  return filter;
}

const StreamGroup& PendingGroup(Call& call) {
  const Stream* stream = call.keys.Find<Stream>(call.argv[1]);
  const StreamGroup* group = stream == nullptr ? nullptr : stream->FindGroup(call.argv[2]);
  if (group == nullptr) throw NoGroup(call);
  return *group;
}

void ReplySummary(Call& call, const StreamGroup& group) {
  ReplySink& reply = call.reply;
  reply.Array(4);
  reply.Integer(static_cast<int64_t>(group.pending().size()));
  if (group.pending().empty()) {
    reply.Null();
    reply.Null();
    return reply.NullArray();
  }
  ReplyStreamId(reply, group.pending().begin()->first);
  ReplyStreamId(reply, group.pending().rbegin()->first);
  const auto has_pending = [](const auto& consumer) { return !consumer.second->pending.empty(); };
  reply.Array(static_cast<size_t>(std::ranges::count_if(group.consumers(), has_pending)));
  for (const auto& [name, consumer] : group.consumers()) {
    if (consumer->pending.empty()) continue;
    reply.Array(2);
    reply.Bulk(name);
    reply.Bulk(StrCat(consumer->pending.size()));
  }
}

using PendingList = std::vector<std::pair<StreamId, const PendingEntry*>>;

// Adds `id` if it is idle for long enough; false when the list is full.
bool AddIfIdle(PendingList& list, const PendingFilter& filter, int64_t now_ms, const StreamId& id,
               const PendingEntry& entry) {
  if (filter.min_idle == 0 || IdleFor(entry, now_ms) >= filter.min_idle) {
    list.emplace_back(id, &entry);
  }
  return list.size() < static_cast<size_t>(filter.count);
}

PendingList ListPending(const StreamGroup& group, const PendingFilter& filter, int64_t now_ms) {
  PendingList list;
  if (filter.count <= 0) return list;
  if (!filter.consumer) {
    const auto& all = group.pending();
    for (auto at = all.lower_bound(filter.from); at != all.end() && at->first <= filter.to; ++at) {
      if (!AddIfIdle(list, filter, now_ms, at->first, at->second)) break;
    }
    return list;
  }
  const StreamConsumer* consumer = group.FindConsumer(*filter.consumer);
  if (consumer == nullptr) return list;
  const auto& own = consumer->pending;
  for (auto at = own.lower_bound(filter.from); at != own.end() && *at <= filter.to; ++at) {
    if (!AddIfIdle(list, filter, now_ms, *at, *group.FindPending(*at))) break;
  }
  return list;
}

void XPending(Call& call) {
  constexpr size_t kSummary = 3;
  constexpr size_t kLeast = 6;
  constexpr size_t kMost = 9;
  const size_t words = call.argv.size();
  if (words == kSummary) return ReplySummary(call, PendingGroup(call));
  if (words < kLeast || words > kMost) throw CommandError::Syntax();

  const PendingFilter filter = ReadFilter(call);
  const int64_t now_ms = call.server.store.now_ms;
  const PendingList list = ListPending(PendingGroup(call), filter, now_ms);
  call.reply.Array(list.size());
  for (const auto& [id, entry] : list) {
    call.reply.Array(4);
    ReplyStreamId(call.reply, id);
    call.reply.Bulk(entry->consumer->name);
    call.reply.Integer(std::max<int64_t>(IdleFor(*entry, now_ms), 0));
    call.reply.Integer(static_cast<int64_t>(entry->deliveries));
  }
}

// --- Claiming ------------------------------------------------------------------------------------

// Claims entries for the consumer at argv[3] and keeps what the reply shows of them.
class Claimer {
 public:
  Claimer(Call& call, Stream& stream, StreamGroup& group, bool just_ids)
      : call_(call),
        place_{call.keys, call.argv[1], stream, group},
        consumer_(call.argv[3]),
        now_ms_(call.server.store.now_ms),
        just_ids_(just_ids) {
    if (call.target().Has(Quirk::kConsumersSeenAlways)) {
      SeeConsumer(place_, consumer_, now_ms_);
    }
  }

  // An entry that is gone from the stream is pending no more. Returns true if it was.
  bool DropIfDeleted(const StreamId& id) {
    if (place_.stream.Contains(id)) return false;
    if (place_.group.FindPending(id) != nullptr) {
      PropagateClaim(call_, place_, id);  // it is not there, so it is dropped there as well
      propagated_ = true;
    }
    if (place_.stream.ErasePending(place_.group, id)) call_.keys.CountChanges(1);
    return true;
  }

  // REQUIRES: `id` is in the stream.
  void Claim(const StreamId& id, int64_t delivered_ms, uint64_t deliveries) {
    SeeConsumer(place_, consumer_, now_ms_);
    place_.stream.SetPending(place_.group, id, consumer_, delivered_ms, deliveries);
    NoteActive(place_, consumer_, now_ms_);
    call_.keys.CountChanges(1);
    PropagateClaim(call_, place_, id);
    propagated_ = true;
    claimed_.push_back(id);
  }

  void Reply() const {
    call_.reply.Array(claimed_.size());
    for (const StreamId& id : claimed_) {
      if (just_ids_) {
        ReplyStreamId(call_.reply, id);
      } else {
        ReplyStreamEntry(call_.reply, EntriesBetween(place_.stream, id, id, 1).front());
      }
    }
  }

  // The group's position, which LASTID has moved, unless a claim has said it.
  void PropagateLastId() const {
    if (!propagated_) PropagatePosition(call_, place_);
  }

  size_t claimed() const { return claimed_.size(); }

 private:
  Call& call_;
  GroupOfKey place_;
  std::string_view consumer_;
  int64_t now_ms_;
  bool just_ids_;
  bool propagated_ = false;
  std::vector<StreamId> claimed_;
};

struct ClaimOptions {
  int64_t min_idle = 0;
  std::vector<StreamId> ids;
  std::optional<int64_t> delivered_ms;  // IDLE, TIME
  int64_t retry_count = -1;             // -1: counts on
  bool force = false;
  bool just_ids = false;
  StreamId last_id;
};

int64_t ClaimNumber(std::string_view word, std::string_view what) {
  return IntegerArg(word, INT64_MIN, INT64_MAX,
                    StrCat("ERR Invalid ", what, " argument for XCLAIM"));
}

ClaimOptions ReadClaimOptions(const Call& call) {
  ClaimOptions options;
  const int64_t now_ms = call.server.store.now_ms;
  options.min_idle = std::max<int64_t>(ClaimNumber(call.argv[4], "min-idle-time"), 0);
  // The IDs end with the first word that is none.
  size_t words = 5;
  for (; words < call.argv.size(); ++words) {
    const auto parsed = ParseStreamId(call.argv[words], 0);
    if (!parsed) break;
    options.ids.push_back(parsed->id);
  }
  ArgReader args(call.argv, words);
  while (!args.done()) {
    if (args.Take("FORCE")) {
      options.force = true;
    } else if (args.Take("JUSTID")) {
      options.just_ids = true;
    } else if (args.Take("IDLE", 1)) {
      const auto idle = static_cast<uint64_t>(ClaimNumber(args.Next(), "IDLE option"));
      options.delivered_ms = static_cast<int64_t>(static_cast<uint64_t>(now_ms) - idle);
    } else if (args.Take("TIME", 1)) {
      options.delivered_ms = ClaimNumber(args.Next(), "TIME option");
    } else if (args.Take("RETRYCOUNT", 1)) {
      options.retry_count = ClaimNumber(args.Next(), "RETRYCOUNT option");
    } else if (args.Take("LASTID", 1)) {
      options.last_id = StreamIdArg(args.Next());
    } else {
      throw CommandError(StrCat("ERR Unrecognized XCLAIM option '", args.Next(), "'"));
    }
  }
  // Clients compute times by clocks of their own: one that cannot be is now.
  const int64_t delivered_ms = options.delivered_ms.value_or(now_ms);
  options.delivered_ms = delivered_ms < 0 || delivered_ms > now_ms ? now_ms : delivered_ms;
  return options;
}

// How often `entry` has been delivered when it is claimed now; null if FORCE makes it pending.
uint64_t DeliveriesAfter(const PendingEntry* entry, const ClaimOptions& options) {
  const uint64_t before = entry == nullptr ? 1 : entry->deliveries;
  if (options.retry_count >= 0) return static_cast<uint64_t>(options.retry_count);
  return options.just_ids ? before : before + 1;
}

void XClaim(Call& call) {
  const auto stream = call.keys.Edit<Stream>(call.argv[1]);
  StreamGroup* group = stream ? stream->FindGroup(call.argv[2]) : nullptr;
  if (group == nullptr) throw NoGroup(call);
  const ClaimOptions options = ReadClaimOptions(call);
  const int64_t now_ms = call.server.store.now_ms;

  call.PropagateNothing();
  const bool moved = options.last_id > group->last_id();
  if (moved) {
    stream->SetPosition(*group, options.last_id, group->entries_read());
    call.keys.CountChanges(1);
  }
  Claimer claimer(call, *stream, *group, options.just_ids);
  for (const StreamId& id : options.ids) {
    if (claimer.DropIfDeleted(id)) continue;
    const PendingEntry* entry = group->FindPending(id);
    if (entry == nullptr && !options.force) continue;
    if (entry != nullptr && options.min_idle > 0 && IdleFor(*entry, now_ms) < options.min_idle) {
      continue;
    }
    claimer.Claim(id, *options.delivered_ms, DeliveriesAfter(entry, options));
  }
  if (moved) claimer.PropagateLastId();
  claimer.Reply();
}

struct AutoClaimOptions {
  int64_t min_idle = 0;
  StreamId start;
  int64_t count = 100;
  bool just_ids = false;
};

// How many pending entries are looked at for each that may be claimed.
constexpr int64_t kAttempts = 10;

AutoClaimOptions ReadAutoClaimOptions(const Call& call) {
  constexpr int64_t kMostEntries = INT64_MAX / int64_t{sizeof(StreamId)};
  AutoClaimOptions options;
  options.min_idle =
      std::max<int64_t>(IntegerArg(call.argv[4], INT64_MIN, INT64_MAX,
                                   "ERR Invalid min-idle-time argument for XAUTOCLAIM"),
                        0);
  options.start = IntervalStartArg(call.argv[5]);
  ArgReader args(call.argv, 6);
  while (!args.done()) {
    if (args.Take("COUNT", 1)) {
      options.count = IntegerArg(args.Next(), 1, kMostEntries, "ERR COUNT must be > 0");
    } else if (args.Take("JUSTID")) {
      options.just_ids = true;
    } else {
      throw CommandError::Syntax();
    }
  }
  return options;
}

void XAutoClaim(Call& call) {
  const AutoClaimOptions options = ReadAutoClaimOptions(call);
  const auto stream = call.keys.Edit<Stream>(call.argv[1]);
  StreamGroup* group = stream ? stream->FindGroup(call.argv[2]) : nullptr;
  if (group == nullptr) throw NoGroup(call);
  const int64_t now_ms = call.server.store.now_ms;

  call.PropagateNothing();
  Claimer claimer(call, *stream, *group, options.just_ids);
  std::vector<StreamId> deleted;
  int64_t attempts = options.count * kAttempts;
  const auto full = [&] {
    return claimer.claimed() + deleted.size() >= static_cast<size_t>(options.count);
  };
  auto at = group->pending().lower_bound(options.start);
  while (attempts-- > 0 && !full() && at != group->pending().end()) {
    const StreamId id = at->first;
    if (claimer.DropIfDeleted(id)) {
      deleted.push_back(id);
      at = group->pending().lower_bound(id);
      continue;
    }
    const PendingEntry& entry = at->second;
    ++at;
    if (options.min_idle > 0 && IdleFor(entry, now_ms) < options.min_idle) continue;
    claimer.Claim(id, now_ms, entry.deliveries + (options.just_ids ? 0 : 1));
  }
  const StreamId next = at == group->pending().end() ? StreamId::Min() : at->first;

  call.reply.Array(3);
  ReplyStreamId(call.reply, next);
  claimer.Reply();
  call.reply.Array(deleted.size());
  for (const StreamId& id : deleted) ReplyStreamId(call.reply, id);
}

using enum CommandFlag;
using AclCategory::kStream;

constexpr std::string_view kPendingUsage =
    "key group [[IDLE min-idle-time] start end count [consumer]]";
constexpr std::string_view kClaimUsage =
    "key group consumer min-idle-time id [id ...] [IDLE ms] [TIME unix-time-milliseconds] "
    "[RETRYCOUNT count] [FORCE] [JUSTID] [LASTID lastid]";
constexpr std::string_view kAutoClaimUsage =
    "key group consumer min-idle-time start [COUNT count] [JUSTID]";

// clang-format off
constexpr CommandSpec kPending[] = {
    // name         arity flags           acl      keys          since    run         usage
    {"xautoclaim",  -6,   kWrite | kFast, kStream, kDeleteInKey, "6.2.0", XAutoClaim, kAutoClaimUsage},
    {"xclaim",      -6,   kWrite | kFast, kStream, kUpdateKey,   "5.0.0", XClaim,     kClaimUsage},
    {"xpending",    -3,   kReadOnly,      kStream, kReadKey,     "5.0.0", XPending,   kPendingUsage},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> StreamPendingCommands() { return kPending; }

}  // namespace luarig
