// Stream commands about entries. Redis documentation:
// https://redis.io/docs/latest/commands/?group=stream

#include <algorithm>
#include <optional>

#include "engine/base/bytes.h"
#include "engine/commands/families.h"
#include "engine/commands/stream_args.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"

namespace luarig {
namespace {

// --- Trimming ------------------------------------------------------------------------------------

// MAXLEN or MINID, and how.
class TrimOptions {
 public:
  // Takes the next option if it is one about trimming.
  bool Take(ArgReader& args) {
    if (args.Take("MAXLEN", 1)) {
      Choose(kMaxLen, args);
      length_ = args.NextInteger();
      if (length_ < 0) throw CommandError("ERR The MAXLEN argument must be >= 0.");
    } else if (args.Take("MINID", 1)) {
      Choose(kMinId, args);
      min_id_ = StreamIdArg(args.Next());
    } else if (args.Take("LIMIT", 1)) {
      const int64_t limit = args.NextInteger();
      if (limit < 0) throw CommandError("ERR The LIMIT argument must be >= 0.");
      limit_ = limit;
    } else {
      return false;
    }
    return true;
  }

  // What only shows when all options are there.
  void Check(bool required) const {
    if (limit_.value_or(0) != 0 && strategy_ == kNone) {
      throw CommandError(
          "ERR syntax error, LIMIT cannot be used without specifying a trimming strategy");
    }
    if (required && strategy_ == kNone) {
      throw CommandError("ERR syntax error, XTRIM must be called with a trimming strategy");
    }
    if (limit_ && !approximate_) {
      throw CommandError("ERR syntax error, LIMIT cannot be used without the special ~ option");
    }
  }

  // What "~" has left is up to this server's nodes: the outcome is propagated instead.
  void PropagateOutcome(const Call& call, const Stream& stream) const {
    if (!approximate_ || !call.propagates()) return;
    call.PropagateWith(threshold_ - 1, "=");
    if (strategy_ == kMaxLen) {
      call.PropagateWith(threshold_, StrCat(stream.figures().length));
    } else {
      // Deleted entries in front count too, as on the server.
      const auto& nodes = stream.nodes();
      call.PropagateWith(threshold_,
                         FormatStreamId(nodes.empty() ? StreamId::Max() : nodes.front().id()));
    }
  }

  size_t Trim(Stream& stream, const EncodingLimits& limits) const {
    const Stream::TrimPlan plan = {.whole_nodes = approximate_, .limit = Limit(limits)};
    switch (strategy_) {
      case kMaxLen:
        return stream.TrimToLength(static_cast<size_t>(length_), plan);
      case kMinId:
        return stream.TrimBelow(min_id_, plan);
      case kNone:
        break;
    }
    return 0;
  }

 private:
  enum Strategy : uint8_t { kNone, kMaxLen, kMinId };

  void Choose(Strategy strategy, ArgReader& args) {
    if (strategy_ != kNone) {
      throw CommandError(
          "ERR syntax error, MAXLEN and MINID options at the same time are not compatible");
    }
    strategy_ = strategy;
    approximate_ = args.Take("~", 1);
    if (!approximate_) args.Take("=", 1);
    threshold_ = args.position();
  }

  // As many entries as a hundred full nodes hold, unless LIMIT says otherwise.
  size_t Limit(const EncodingLimits& limits) const {
    constexpr int64_t kNodes = 100;
    constexpr int64_t kUsual = 10000;
    constexpr int64_t kMost = 1000000;
    if (limit_) return static_cast<size_t>(*limit_);
    const int64_t entries = limits.stream_node_max_entries;
    if (entries <= 0) return kUsual;
    return static_cast<size_t>(std::min(entries, kMost / kNodes) * kNodes);
  }

  Strategy strategy_ = kNone;
  bool approximate_ = false;
  size_t threshold_ = 0;  // the word that says how much stays
  int64_t length_ = 0;
  StreamId min_id_;
  std::optional<int64_t> limit_;
};

// --- XADD ----------------------------------------------------------------------------------------

struct AddOptions {
  TrimOptions trim;
  bool must_exist = false;         // NOMKSTREAM
  std::optional<StreamIdWord> id;  // nothing: "*"
  size_t id_word = 0;
  StreamFields fields;
};

AddOptions ReadAddOptions(const Call& call) {
  AddOptions options;
  ArgReader args(call.argv, 2);
  while (!args.done()) {
    options.id_word = args.position();
    if (args.Take("*")) break;
    if (args.Take("NOMKSTREAM")) {
      options.must_exist = true;
    } else if (!options.trim.Take(args)) {
      options.id = NewStreamIdArg(args.Next());
      break;
    }
  }
  options.trim.Check(false);
  options.fields = args.Rest();
  if (options.fields.size() < 2 || options.fields.size() % 2 != 0) {
    throw CommandError::WrongArity(call.spec.name);
  }
  if (options.id && !options.id->any_seq && options.id->id.is_min()) {
    throw CommandError("ERR The ID specified in XADD must be greater than 0-0");
  }
  return options;
}

CommandError TooLarge() { return CommandError("ERR Elements are too large to be stored"); }

// The ID of the next entry. REQUIRES: `last` is not the greatest ID.
StreamId NewId(const std::optional<StreamIdWord>& wanted, const StreamId& last, int64_t now_ms) {
  if (!wanted) {
    const auto now = static_cast<uint64_t>(now_ms);
    return now > last.ms ? StreamId{now, 0} : last.Next();
  }
  StreamId id = wanted->id;
  if (wanted->any_seq && id.ms == last.ms) {
    if (last.seq == UINT64_MAX) throw TooLarge();  // the words the server has for it
    id.seq = last.seq + 1;
  }
  if (id <= last) {
    throw CommandError(
        "ERR The ID specified in XADD is equal or smaller than the target stream top item");
  }
  return id;
}

void XAdd(Call& call) {
  const AddOptions options = ReadAddOptions(call);
  const std::string_view key = call.argv[1];
  if (!Stream::Holds(options.fields)) throw TooLarge();
  const auto stream =
      options.must_exist ? call.keys.Edit<Stream>(key) : call.keys.Upsert<Stream>(key);
  if (!stream) return call.reply.Null();
  const StreamId last = stream->figures().last_id;
  if (last.is_max()) {
    throw CommandError(
        "ERR The stream has exhausted the last possible ID, unable to add more items");
  }
  const StreamId id = NewId(options.id, last, call.server.store.now_ms);
  stream->Append(id, options.fields);
  call.keys.Changed(EventClass::kStream, "xadd", key);
  if (options.trim.Trim(*stream, call.server.store.limits) > 0) {
    call.keys.Announce(EventClass::kStream, "xtrim", key, 0);
  }
  options.trim.PropagateOutcome(call, *stream);
  const bool chosen = !options.id || options.id->any_seq;
  if (chosen && call.propagates()) call.PropagateWith(options.id_word, FormatStreamId(id));
  ReplyStreamId(call.reply, id);
}

// --- Removing ------------------------------------------------------------------------------------

void XTrim(Call& call) {
  TrimOptions options;
  ArgReader args(call.argv, 2);
  while (!args.done()) {
    if (!options.Take(args)) throw CommandError::Syntax();
  }
  options.Check(true);
  const std::string_view key = call.argv[1];
  size_t removed = 0;
  if (const auto stream = call.keys.Edit<Stream>(key)) {
    removed = options.Trim(*stream, call.server.store.limits);
    if (removed > 0) call.keys.Changed(EventClass::kStream, "xtrim", key, removed);
    options.PropagateOutcome(call, *stream);
  }
  call.reply.Integer(static_cast<int64_t>(removed));
}

void XDel(Call& call) {
  const std::string_view key = call.argv[1];
  uint64_t removed = 0;
  if (const auto stream = call.keys.Edit<Stream>(key)) {
    for (const StreamId& id : StreamIdArgs(call.argv.subspan(2))) {
      removed += stream->Erase(id) ? 1 : 0;
    }
    if (removed > 0) call.keys.Changed(EventClass::kStream, "xdel", key, removed);
  }
  call.reply.Integer(static_cast<int64_t>(removed));
}

// --- Reading -------------------------------------------------------------------------------------

void XLen(Call& call) {
  const Stream* stream = call.keys.Find<Stream>(call.argv[1]);
  call.reply.Integer(stream == nullptr ? 0 : static_cast<int64_t>(stream->figures().length));
}

void ReplyRange(Call& call, std::string_view start, std::string_view end, bool reverse) {
  const StreamId from = IntervalStartArg(start);
  const StreamId to = IntervalEndArg(end);
  std::optional<int64_t> count;
  ArgReader args(call.argv, 4);
  while (!args.done()) {
    if (!args.Take("COUNT", 1)) throw CommandError::Syntax();
    count = std::max<int64_t>(args.NextInteger(), 0);
  }
  const Stream* stream = call.keys.Find<Stream>(call.argv[1]);
  if (stream == nullptr) return call.reply.Array(0);
  if (count == 0) return call.reply.NullArray();
  const auto limit = static_cast<size_t>(count.value_or(0));
  ReplyStreamEntries(call.reply, EntriesBetween(*stream, from, to, limit, reverse));
}

void XRange(Call& call) { ReplyRange(call, call.argv[2], call.argv[3], false); }
void XRevRange(Call& call) { ReplyRange(call, call.argv[3], call.argv[2], true); }

// --- XSETID --------------------------------------------------------------------------------------

struct SetIdOptions {
  StreamId last_id;
  std::optional<int64_t> entries_added;
  StreamId max_deleted_id;  // 0-0: stays as it is
};

SetIdOptions ReadSetIdOptions(const Call& call) {
  SetIdOptions options;
  options.last_id = StreamIdArg(call.argv[2]);
  ArgReader args(call.argv, 3);
  while (!args.done()) {
    if (args.Take("ENTRIESADDED", 1)) {
      options.entries_added = args.NextInteger();
      if (*options.entries_added < 0) throw CommandError("ERR entries_added must be positive");
    } else if (args.Take("MAXDELETEDID", 1)) {
      options.max_deleted_id = StreamIdArg(args.Next());
      if (options.last_id < options.max_deleted_id) {
        throw CommandError(
            "ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id");
      }
    } else {
      throw CommandError::Syntax();
    }
  }
  return options;
}

void CheckSetId(const Call& call, const Stream& stream, const SetIdOptions& options) {
  const Stream::Figures& now = stream.figures();
  if (call.target().Has(Quirk::kXsetidAboveDeleted) && options.last_id < now.max_deleted_id) {
    throw CommandError(
        "ERR The ID specified in XSETID is smaller than current max_deleted_entry_id");
  }
  if (now.length == 0) return;
  if (options.last_id < *stream.LastEntryId()) {
    throw CommandError("ERR The ID specified in XSETID is smaller than the target stream top item");
  }
  if (options.entries_added && static_cast<uint64_t>(*options.entries_added) < now.length) {
    throw CommandError(
        "ERR The entries_added specified in XSETID is smaller than the target stream length");
  }
}

void XSetId(Call& call) {
  const SetIdOptions options = ReadSetIdOptions(call);
  const std::string_view key = call.argv[1];
  const auto stream = call.keys.Edit<Stream>(key);
  if (!stream) throw CommandError::NoSuchKey();
  CheckSetId(call, *stream, options);

  Stream::Figures figures = stream->figures();
  figures.last_id = options.last_id;
  if (options.entries_added) figures.entries_added = static_cast<uint64_t>(*options.entries_added);
  if (!options.max_deleted_id.is_min()) figures.max_deleted_id = options.max_deleted_id;
  stream->SetFigures(figures);
  call.keys.Announce(EventClass::kStream, "xsetid", key);
  call.reply.Ok();
}

using enum CommandFlag;
using AclCategory::kStream;

constexpr std::string_view kAddUsage =
    "key [NOMKSTREAM] [MAXLEN | MINID [= | ~] threshold [LIMIT count]] * | id field value "
    "[field value ...]";
constexpr std::string_view kTrimUsage = "key MAXLEN | MINID [= | ~] threshold [LIMIT count]";
constexpr std::string_view kSetIdUsage =
    "key last-id [ENTRIESADDED entries-added] [MAXDELETEDID max-deleted-id]";

constexpr KeySpec kTrimKey[] = {
    {.flags = KeyFlag::kRW | KeyFlag::kUpdate,
     .notes = "UPDATE instead of INSERT because of the optional trimming feature"}};

// clang-format off
constexpr CommandSpec kStreams[] = {
    // name        arity flags                               acl      keys          since    run        usage
    {"xadd",       -5,   kWrite | kDenyOom | CommandFlags(kFast), kStream, kTrimKey,     "5.0.0", XAdd,      kAddUsage},
    {"xdel",       -3,   kWrite | kFast,                     kStream, kDeleteInKey, "5.0.0", XDel,      "key id [id ...]"},
    {"xlen",        2,   kReadOnly | kFast,                  kStream, kLookKey,     "5.0.0", XLen,      "key"},
    {"xrange",     -4,   kReadOnly,                          kStream, kReadKey,     "5.0.0", XRange,    "key start end [COUNT count]"},
    {"xrevrange",  -4,   kReadOnly,                          kStream, kReadKey,     "5.0.0", XRevRange, "key end start [COUNT count]"},
    {"xsetid",     -3,   kWrite | kDenyOom | CommandFlags(kFast), kStream, kUpdateKey,   "5.0.0", XSetId,    kSetIdUsage},
    {"xtrim",      -4,   kWrite,                             kStream, kDeleteInKey, "5.0.0", XTrim,     kTrimUsage},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> StreamCommands() { return kStreams; }

}  // namespace luarig
