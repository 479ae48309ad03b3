// XINFO. Redis documentation: https://redis.io/docs/latest/commands/?group=stream

#include <algorithm>

#include "engine/base/bytes.h"
#include "engine/commands/families.h"
#include "engine/commands/stream_args.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"
#include "engine/dispatch/help.h"

namespace luarig {
namespace {

const Stream& StreamArg(Call& call) {
  const Stream* stream = call.keys.Find<Stream>(call.argv[2]);
  if (stream == nullptr) throw CommandError::NoSuchKey();
  return *stream;
}

void ReplyNumber(ReplySink& reply, std::string_view name, size_t value) {
  reply.Bulk(name);
  reply.Integer(static_cast<int64_t>(value));
}

void ReplyId(ReplySink& reply, std::string_view name, const StreamId& id) {
  reply.Bulk(name);
  ReplyStreamId(reply, id);
}

// How far a group has read and how much is left, as far as that is known.
void ReplyProgress(ReplySink& reply, const Stream& stream, const StreamGroup& group) {
  reply.Bulk("entries-read");
  if (group.entries_read() == StreamGroup::kUnknown) {
    reply.Null();
  } else {
    reply.Integer(group.entries_read());
  }
  reply.Bulk("lag");
  if (const std::optional<int64_t> lag = stream.LagOf(group)) {
    reply.Integer(*lag);
  } else {
    reply.Null();
  }
}

// --- STREAM --------------------------------------------------------------------------------------

void ReplyFigures(ReplySink& reply, const Stream& stream) {
  const Stream::Figures& figures = stream.figures();
  ReplyNumber(reply, "length", figures.length);
  ReplyNumber(reply, "radix-tree-keys", stream.nodes().size());
  ReplyNumber(reply, "radix-tree-nodes", stream.RadixNodes());
  ReplyId(reply, "last-generated-id", figures.last_id);
  ReplyId(reply, "max-deleted-entry-id", figures.max_deleted_id);
  ReplyNumber(reply, "entries-added", figures.entries_added);
  ReplyId(reply, "recorded-first-entry-id", figures.first_id);
}

void ReplyEdge(ReplySink& reply, std::string_view name, const Stream& stream, bool last) {
  reply.Bulk(name);
  StreamRange range(stream, StreamId::Min(), StreamId::Max(), last);
  if (const StreamEntry* entry = range.Next()) {
    ReplyStreamEntry(reply, *entry);
  } else {
    reply.Null();
  }
}

void ReplyBrief(ReplySink& reply, const Stream& stream) {
  reply.Map(10);
  ReplyFigures(reply, stream);
  ReplyNumber(reply, "groups", stream.groups().size());
  ReplyEdge(reply, "first-entry", stream, false);
  ReplyEdge(reply, "last-entry", stream, true);
}

// Everything about a stream and its groups, at most `count` (0: all) of each kind of entries.
class FullReply {
 public:
  FullReply(Call& call, const Stream& stream, size_t count)
      : reply_(call.reply),
        stream_(stream),
        count_(count),
        active_times_(call.target().Has(Quirk::kConsumersSeenAlways)) {}

  void Write() {
    reply_.Map(9);
    ReplyFigures(reply_, stream_);
    reply_.Bulk("entries");
    ReplyStreamEntries(reply_, EntriesBetween(stream_, StreamId::Min(), StreamId::Max(), count_));
    reply_.Bulk("groups");
    reply_.Array(stream_.groups().size());
    for (const auto& [name, group] : stream_.groups()) WriteGroup(*group);
  }

 private:
  size_t Shown(size_t size) const { return count_ == 0 ? size : std::min(count_, size); }

  void WriteGroup(const StreamGroup& group) {
    reply_.Map(7);
    reply_.Bulk("name");
    reply_.Bulk(group.name());
    ReplyId(reply_, "last-delivered-id", group.last_id());
    ReplyProgress(reply_, stream_, group);
    ReplyNumber(reply_, "pel-count", group.pending().size());
    reply_.Bulk("pending");
    size_t left = Shown(group.pending().size());
    reply_.Array(left);
    for (auto at = group.pending().begin(); left > 0; ++at, --left) {
      reply_.Array(4);
      ReplyStreamId(reply_, at->first);
      reply_.Bulk(at->second.consumer->name);
      WriteDelivery(at->second);
    }
    reply_.Bulk("consumers");
    reply_.Array(group.consumers().size());
    for (const auto& [name, consumer] : group.consumers()) WriteConsumer(group, *consumer);
  }

  void WriteConsumer(const StreamGroup& group, const StreamConsumer& consumer) {
    reply_.Map(active_times_ ? 5 : 4);
    reply_.Bulk("name");
    reply_.Bulk(consumer.name);
    reply_.Bulk("seen-time");
    reply_.Integer(consumer.seen_ms);
    if (active_times_) {
      reply_.Bulk("active-time");
      reply_.Integer(consumer.active_ms);
    }
    ReplyNumber(reply_, "pel-count", consumer.pending.size());
    reply_.Bulk("pending");
    size_t left = Shown(consumer.pending.size());
    reply_.Array(left);
    for (auto at = consumer.pending.begin(); left > 0; ++at, --left) {
      reply_.Array(3);
      ReplyStreamId(reply_, *at);
      WriteDelivery(*group.FindPending(*at));
    }
  }

  void WriteDelivery(const PendingEntry& entry) {
    reply_.Integer(entry.delivered_ms);
    reply_.Integer(static_cast<int64_t>(entry.deliveries));
  }

  ReplySink& reply_;
  const Stream& stream_;
  size_t count_;
  bool active_times_;
};

void XInfoStream(Call& call) {
  constexpr int64_t kUsualCount = 10;
  const Stream& stream = StreamArg(call);
  ArgReader args(call.argv, 3);
  if (args.done()) return ReplyBrief(call.reply, stream);
  int64_t count = kUsualCount;
  if (!args.Take("FULL")) throw UnknownSubcommand(call, "XINFO");
  if (!args.done()) {
    if (args.left() != 2 || !args.Take("COUNT")) throw UnknownSubcommand(call, "XINFO");
    count = args.NextInteger();
    if (count < 0) count = kUsualCount;
  }
  FullReply(call, stream, static_cast<size_t>(count)).Write();
}

// --- GROUPS, CONSUMERS ---------------------------------------------------------------------------

void XInfoGroups(Call& call) {
  const Stream& stream = StreamArg(call);
  ReplySink& reply = call.reply;
  reply.Array(stream.groups().size());
  for (const auto& [name, group] : stream.groups()) {
    reply.Map(6);
    reply.Bulk("name");
    reply.Bulk(name);
    ReplyNumber(reply, "consumers", group->consumers().size());
    ReplyNumber(reply, "pending", group->pending().size());
    ReplyId(reply, "last-delivered-id", group->last_id());
    ReplyProgress(reply, stream, *group);
  }
}

void XInfoConsumers(Call& call) {
  const StreamGroup* group = StreamArg(call).FindGroup(call.argv[3]);
  if (group == nullptr) {
    throw CommandError(StrCat("NOGROUP No such consumer group '", call.argv[3], "' for key name '",
                              call.argv[2], "'"));
  }
  const bool active_times = call.target().Has(Quirk::kConsumersSeenAlways);
  const int64_t now_ms = call.server.store.now_ms;
  ReplySink& reply = call.reply;
  reply.Array(group->consumers().size());
  for (const auto& [name, consumer] : group->consumers()) {
    reply.Map(active_times ? 4 : 3);
    reply.Bulk("name");
    reply.Bulk(name);
    ReplyNumber(reply, "pending", consumer->pending.size());
    reply.Bulk("idle");
    reply.Integer(std::max<int64_t>(now_ms - consumer->seen_ms, 0));
    if (!active_times) continue;
    const bool ever = consumer->active_ms != -1;
    reply.Bulk("inactive");
    reply.Integer(ever ? std::max<int64_t>(now_ms - consumer->active_ms, 0) : -1);
  }
}

using enum CommandFlag;
using AclCategory::kStream;

constexpr KeySpec kSubRead[] = {{.flags = KeyFlag::kRO | KeyFlag::kAccess, .index = 2}};

// clang-format off
constexpr CommandSpec kXInfo[] = {
    // name       arity flags              acl      keys      since    run             usage
    {"consumers",  4,   kReadOnly,         kStream, kSubRead, "5.0.0", XInfoConsumers, "key group"},
    {"groups",     3,   kReadOnly,         kStream, kSubRead, "5.0.0", XInfoGroups,    "key"},
    {"help",       2,   kLoading | kStale, kStream, {},       "5.0.0", ShowHelp,       ""},
    {"stream",    -3,   kReadOnly,         kStream, kSubRead, "5.0.0", XInfoStream,    "key [FULL [COUNT count]]"},
};

constexpr CommandSpec kInfo[] = {
    {"xinfo",     -2,   {},                {},      {},       "5.0.0", nullptr,        "", kAllTargets, kXInfo},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> StreamInfoCommands() { return kInfo; }

}  // namespace luarig
