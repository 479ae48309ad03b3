// XREAD and XREADGROUP. Redis documentation: https://redis.io/docs/latest/commands/xreadgroup

#include "engine/commands/streams_read.h"

#include <algorithm>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/commands/families.h"
#include "engine/commands/stream_args.h"
#include "engine/commands/stream_consumers.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/waiting.h"

namespace luarig {
namespace {

// --- Arguments -----------------------------------------------------------------------------------

CommandError OnlyOfXreadgroup(std::string_view option) {
  return CommandError(StrCat("ERR The ", option,
                             " option is only supported by XREADGROUP. You called XREAD instead."));
}

CommandError Meaningless(std::string_view id) {
  return CommandError(StrCat(
      "ERR The ", id,
      " ID is meaningless in the context of XREADGROUP: you want to read the history of this "
      "consumer by specifying a proper ID, or use the > ID to get new messages. The ",
      id, " ID would just return an empty result set."));
}

int64_t BlockArg(const Call& call, std::string_view word) {
  const int64_t timeout =
      IntegerArg(word, INT64_MIN, INT64_MAX, "ERR timeout is not an integer or out of range");
  if (timeout < 0) throw CommandError("ERR timeout is negative");
  if (call.target().Has(Quirk::kBoundedTimeout) && timeout > INT64_MAX - call.server.store.now_ms) {
    throw CommandError("ERR timeout is out of range");
  }
  return timeout;
}

void CheckMayBlock(const Call& call) {
  if (call.session.script == nullptr || call.target().Has(Quirk::kXreadBlockInScripts)) return;
  throw CommandError(
      StrCat("ERR ", call.argv[0], " command is not allowed with BLOCK option from scripts"));
}

// Reads the options up to STREAMS; the keys and IDs are left.
std::span<const std::string_view> ReadOptions(const Call& call, StreamRead& read) {
  bool group_given = false;
  ArgReader args(call.argv, 1);
  while (!args.done()) {
    if (args.Take("BLOCK", 1)) {
      CheckMayBlock(call);
      read.block_ms = BlockArg(call, args.Next());
    } else if (args.Take("COUNT", 1)) {
      read.count = static_cast<size_t>(std::max<int64_t>(args.NextInteger(), 0));
    } else if (args.Take("STREAMS", 1)) {
      if (args.left() % 2 != 0) {
        throw CommandError(std::string(call.server.text(read.of_group ? Text::kUnbalancedXreadgroup
                                                                      : Text::kUnbalancedXread)));
      }
      if (read.of_group && !group_given) {
        throw CommandError("ERR Missing GROUP option for XREADGROUP");
      }
      return args.Rest();
    } else if (args.Take("GROUP", 2)) {
      if (!read.of_group) throw OnlyOfXreadgroup("GROUP");
      group_given = true;
      read.group = args.Next();
      read.consumer = args.Next();
    } else if (args.Take("NOACK")) {
      if (!read.of_group) throw OnlyOfXreadgroup("NOACK");
      read.no_ack = true;
    } else {
      break;
    }
  }
  throw CommandError::Syntax();
}

// What "+" of XREAD stands behind: the ID that comes right before the last one.
StreamId BeforeLast(const Stream* stream) {
  const StreamId last = stream == nullptr ? StreamId::Min() : stream->figures().last_id;
  return last.is_min() ? last : last.Previous();
}

StreamRead::Source ReadSource(Call& call, const StreamRead& read, std::string_view key,
                              std::string_view word) {
  const Stream* stream = call.keys.Find<Stream>(key);
  if (read.of_group && (stream == nullptr || stream->FindGroup(read.group) == nullptr)) {
    throw CommandError(StrCat("NOGROUP No such key '", key, "' or consumer group '", read.group,
                              "' in XREADGROUP with GROUP option"));
  }
  const bool plus = word == "+" && call.target().Has(Quirk::kXreadLastEntry);
  if (read.of_group) {
    if (word == "$" || plus) throw Meaningless(word);
    const StreamId after = word == ">" ? StreamId::Max() : StreamIdArg(word);
    return {.key = std::string(key), .after = after, .undelivered = after.is_max()};
  }
  if (word == ">") {
    throw CommandError(
        "ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group> "
        "<consumer> option.");
  }
  if (plus) return {.key = std::string(key), .after = BeforeLast(stream)};
  if (word != "$") return {.key = std::string(key), .after = StreamIdArg(word)};
  return {.key = std::string(key),
          .after = stream == nullptr ? StreamId::Min() : stream->figures().last_id};
}

// --- Serving -------------------------------------------------------------------------------------

// True if there is an entry behind `after`.
bool HasEntriesAfter(const Stream& stream, const StreamId& after) {
  const std::optional<StreamId> last = stream.LastEntryId();
  return last && *last > after;
}

std::vector<StreamEntry> EntriesAfter(const Stream& stream, const StreamId& after, size_t count) {
  if (after.is_max()) return {};
  return EntriesBetween(stream, after.Next(), StreamId::Max(), count);
}

// Entries that a group's consumer gets now.
class Delivery {
 public:
  Delivery(const Call& call, const GroupOfKey& place, const StreamRead& read)
      : call_(call), place_(place), read_(read), now_ms_(call.server.store.now_ms) {}

  void Deliver(const std::vector<StreamEntry>& entries) {
    bool moved = false;
    for (const StreamEntry& entry : entries) {
      if (entry.id() > place_.group.last_id()) {
        MoveTo(entry.id());
        moved = true;
      }
      if (read_.no_ack) continue;
      place_.stream.SetPending(place_.group, entry.id(), read_.consumer, now_ms_, 1);
      NoteActive(place_, read_.consumer, now_ms_);
      PropagateClaim(call_, place_, entry.id());
      moved = false;  // the claim says it
    }
    if (moved) PropagatePosition(call_, place_);
  }

  // The consumer's own pending entries behind `after`, as delivered once more.
  std::vector<StreamId> OwnAfter(const StreamId& after) {
    const auto& own = place_.group.FindConsumer(read_.consumer)->pending;
    std::vector<StreamId> ids;
    for (auto id = own.upper_bound(after); id != own.end(); ++id) {
      ids.push_back(*id);
      if (ids.size() == read_.count) break;
    }
    return ids;
  }

  // What the reply shows of `id`; nothing if it was deleted.
  std::optional<StreamEntry> DeliverAgain(const StreamId& id) {
    const auto entries = EntriesBetween(place_.stream, id, id, 1);
    if (entries.empty()) return std::nullopt;
    const uint64_t deliveries = place_.group.FindPending(id)->deliveries + 1;
    place_.stream.SetPending(place_.group, id, read_.consumer, now_ms_, deliveries);
    return entries.front();
  }

 private:
  void MoveTo(const StreamId& id) {
    int64_t read = place_.group.entries_read();
    if (read != StreamGroup::kUnknown && !place_.stream.HasTombstonesFrom(id)) {
      read = static_cast<int64_t>(static_cast<uint64_t>(read) + 1);  // it may be the largest
    } else if (place_.stream.figures().entries_added > 0) {
      read = place_.stream.EntriesUpTo(id);
    }
    place_.stream.SetPosition(place_.group, id, read);
  }

  const Call& call_;
  const GroupOfKey& place_;
  const StreamRead& read_;
  int64_t now_ms_;
};

// One source that has something for the reader.
struct Ready {
  const StreamRead::Source* source;
  StreamId after;
};

// A consumer that is to own nothing is propagated by itself; the others are by what they own.
void SeeReader(const Call& call, const StreamRead& read, const GroupOfKey& place) {
  const bool created = place.group.FindConsumer(read.consumer) == nullptr;
  SeeConsumer(place, read.consumer, call.server.store.now_ms);
  if (created && read.no_ack) PropagateConsumer(call, place, read.consumer);
}

void ReplyFromGroup(Call& call, const StreamRead& read, const Ready& ready) {
  const auto stream = call.keys.Edit<Stream>(ready.source->key);
  const GroupOfKey place = {call.keys, ready.source->key, *stream, *stream->FindGroup(read.group)};
  SeeReader(call, read, place);
  Delivery delivery(call, place, read);
  call.keys.CountChanges(1);
  if (ready.source->undelivered) {
    const auto entries = EntriesAfter(*stream, ready.after, read.count);
    delivery.Deliver(entries);
    return ReplyStreamEntries(call.reply, entries);
  }
  const std::vector<StreamId> own = delivery.OwnAfter(ready.after);
  call.reply.Array(own.size());
  for (const StreamId& id : own) {
    if (const auto entry = delivery.DeliverAgain(id)) {
      ReplyStreamEntry(call.reply, *entry);
    } else {
      call.reply.Array(2);
      ReplyStreamId(call.reply, id);
      call.reply.NullArray();
    }
  }
}

// Where the group will stand when the sources in `before` have been served: one key may be named
// twice.
StreamId PositionAfter(const std::vector<Ready>& before, const StreamRead& read,
                       const StreamRead::Source& source, const Stream& stream,
                       const StreamGroup& group) {
  StreamId position = group.last_id();
  for (const Ready& one : before) {
    if (!one.source->undelivered || one.source->key != source.key) continue;
    position = EntriesAfter(stream, one.after, read.count).back().id();
  }
  return position;
}

// Tells whether `source` has something, and behind which ID, when those in `before` are served.
std::optional<Ready> LookAt(Call& call, const StreamRead& read, const StreamRead::Source& source,
                            const std::vector<Ready>& before) {
  const Stream* stream = call.keys.Find<Stream>(source.key);
  if (stream == nullptr) return std::nullopt;
  if (!read.of_group) {
    if (!HasEntriesAfter(*stream, source.after)) return std::nullopt;
    return Ready{&source, source.after};
  }
  const StreamGroup* group = stream->FindGroup(read.group);
  if (group == nullptr) return std::nullopt;
  if (!source.undelivered) return Ready{&source, source.after};
  const StreamId position = PositionAfter(before, read, source, *stream, *group);
  if (!HasEntriesAfter(*stream, position)) return std::nullopt;
  return Ready{&source, position};
}

// Where a consumer exists from its first attempt on, even one that finds nothing.
void SeeAtAnyAttempt(Call& call, const StreamRead& read) {
  if (!read.of_group || !call.target().Has(Quirk::kConsumersSeenAlways)) return;
  for (const StreamRead::Source& source : read.sources) {
    const auto stream = call.keys.Edit<Stream>(source.key);
    StreamGroup* group = stream ? stream->FindGroup(read.group) : nullptr;
    if (group == nullptr) continue;
    SeeReader(call, read, {call.keys, source.key, *stream, *group});
  }
}

// --- Waiting for an entry ------------------------------------------------------------------------

void WaitForEntries(Call& call, const StreamRead& read) {
  Wait wait = {.argv = {call.argv.begin(), call.argv.end()},
               .type = ValueType::kStream,
               .on_any_change = read.of_group,
               .deadline = DeadlineAfter(call, *read.block_ms),
               .timed_out = Wait::TimedOut::kNullArray};
  for (const StreamRead::Source& source : read.sources) {
    wait.keys.push_back(source.key);
    // What was the last ID when the wait began.
    std::string& word = wait.argv[source.word];
    if (word == "$") word = FormatStreamId(source.after);
  }
  WaitFor(call, std::move(wait));
}

// Where a reader is not run again as a whole, it gets what came to the key that woke it.
bool ServeWoken(Call& call) {
  const StreamRead read = StreamRead::ParseFor(call, call.session.wait->woken_by);
  if (read.of_group) {
    const std::string& key = read.sources.front().key;
    if (call.keys.TypeOf(key) != ValueType::kStream)
      throw CommandError("UNBLOCKED the stream key no longer exists");
    if (call.keys.Find<Stream>(key)->FindGroup(read.group) == nullptr)
      throw CommandError("NOGROUP the consumer group this client was blocked on no longer exists");
  }
  return read.Serve(call);
}

void Read(Call& call) {
  if (call.spec.name == "xreadgroup") call.PropagateNothing();
  const bool woken = call.session.wait != nullptr;
  if (woken && !call.target().Has(Quirk::kReadersRunAgain)) {
    if (!ServeWoken(call)) call.session.wait->again = true;
    return;
  }
  const StreamRead read = StreamRead::Parse(call);
  if (read.Serve(call)) return;
  if (!read.block_ms) return call.reply.NullArray();
  WaitForEntries(call, read);
}

}  // namespace

StreamRead StreamRead::Parse(Call& call) {
  StreamRead read;
  read.of_group = call.spec.name == "xreadgroup";
  const auto words = ReadOptions(call, read);
  const size_t keys = words.size() / 2;
  for (size_t i = 0; i < keys; ++i) {
    read.sources.push_back(ReadSource(call, read, words[i], words[keys + i]));
    read.sources.back().word = call.argv.size() - keys + i;
  }
  return read;
}

StreamRead StreamRead::ParseFor(Call& call, std::string_view key) {
  StreamRead read;
  read.of_group = call.spec.name == "xreadgroup";
  const auto words = ReadOptions(call, read);
  const auto names = words.first(words.size() / 2);
  // Of a key that is named twice the first ID counts.
  const auto at = static_cast<size_t>(std::ranges::find(names, key) - names.begin());
  const std::string_view id = words[names.size() + at];
  const StreamId after = id == ">" ? StreamId::Max() : StreamIdArg(id);
  read.sources.push_back({.key = std::string(key), .after = after});
  return read;
}

bool StreamRead::Serve(Call& call) const {
  SeeAtAnyAttempt(call, *this);
  std::vector<Ready> ready;
  for (const Source& source : sources) {
    if (const auto found = LookAt(call, *this, source, ready)) ready.push_back(*found);
  }
  if (ready.empty()) return false;

  const bool pairs = !call.reply.resp3();
  if (pairs) {
    call.reply.Array(ready.size());
  } else {
    call.reply.Map(ready.size());
  }
  for (const Ready& one : ready) {
    if (pairs) call.reply.Array(2);
    call.reply.Bulk(one.source->key);
    if (of_group) {
      ReplyFromGroup(call, *this, one);
      continue;
    }
    const Stream& stream = *call.keys.Find<Stream>(one.source->key);
    ReplyStreamEntries(call.reply, EntriesAfter(stream, one.after, count));
  }
  return true;
}

namespace {

using enum CommandFlag;
using AclCategory::kStream;

constexpr KeySpec kXreadKeys[] = {{.flags = KeyFlag::kRO | KeyFlag::kAccess,
                                   .begin = KeySpec::Begin::kKeyword,
                                   .keyword = "STREAMS",
                                   .last = -1,
                                   .limit = 2}};
constexpr KeySpec kXreadgroupKeys[] = {{.flags = KeyFlag::kRO | KeyFlag::kAccess,
                                        .begin = KeySpec::Begin::kKeyword,
                                        .index = 4,
                                        .keyword = "STREAMS",
                                        .last = -1,
                                        .limit = 2}};

constexpr std::string_view kXreadUsage =
    "[COUNT count] [BLOCK milliseconds] STREAMS key [key ...] id [id ...]";
constexpr std::string_view kXreadgroupUsage =
    "GROUP group consumer [COUNT count] [BLOCK milliseconds] [NOACK] STREAMS key [key ...] id "
    "[id ...]";

// clang-format off
constexpr CommandSpec kReads[] = {
    // name         arity flags                  acl      keys             since    run   usage
    {"xread",       -4,   kReadOnly | kBlocking, kStream, kXreadKeys,      "5.0.0", Read, kXreadUsage},
    {"xreadgroup",  -7,   kWrite | kBlocking,    kStream, kXreadgroupKeys, "5.0.0", Read, kXreadgroupUsage},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> StreamReadCommands() { return kReads; }

}  // namespace luarig
