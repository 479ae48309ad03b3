// XGROUP and XACK. Redis documentation: https://redis.io/docs/latest/commands/?group=stream

#include <optional>

#include "engine/base/bytes.h"
#include "engine/commands/families.h"
#include "engine/commands/stream_args.h"
#include "engine/commands/stream_consumers.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"
#include "engine/dispatch/help.h"

namespace luarig {
namespace {

// --- What the subcommands share ------------------------------------------------------------------

CommandError NoKey() {
  return CommandError(
      "ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to "
      "use the MKSTREAM option to create an empty stream automatically.");
}

// The group that argv[3] names in the stream at argv[2]. REQUIRES: `stream` is that one.
StreamGroup& GroupArg(const Call& call, Stream& stream) {
  StreamGroup* group = stream.FindGroup(call.argv[3]);
  if (group == nullptr) {
    throw CommandError(StrCat("NOGROUP No such consumer group '", call.argv[3], "' for key name '",
                              call.argv[2], "'"));
  }
  return *group;
}

// "$" or an ID.
StreamId PositionArg(std::string_view word, const Stream* stream) {
  if (word != "$") return StreamIdArg(word);
  return stream == nullptr ? StreamId::Min() : stream->figures().last_id;
}

struct PositionOptions {
  bool make_stream = false;
  int64_t entries_read = StreamGroup::kUnknown;
};

PositionOptions ReadOptions(const Call& call, bool may_make_stream) {
  PositionOptions options;
  ArgReader args(call.argv, 5);
  while (!args.done()) {
    if (may_make_stream && args.Take("MKSTREAM")) {
      options.make_stream = true;
    } else if (args.Take("ENTRIESREAD", 1)) {
      options.entries_read = args.NextInteger();
      if (options.entries_read < StreamGroup::kUnknown) {
        throw CommandError("ERR value for ENTRIESREAD must be positive or -1");
      }
    } else {
      throw UnknownSubcommand(call, "XGROUP");
    }
  }
  return options;
}

// An option that stands twice is known, and one word too many.
void CheckSize(const Call& call, size_t most) {
  if (call.argv.size() > most) throw UnknownSubcommand(call, "XGROUP");
}

// --- Subcommands ---------------------------------------------------------------------------------

void XGroupCreate(Call& call) {
  constexpr size_t kMostWords = 8;
  const PositionOptions options = ReadOptions(call, true);
  const std::string_view key = call.argv[2];
  const std::string_view name = call.argv[3];
  const Stream* found = call.keys.Find<Stream>(key);
  if (found == nullptr && !options.make_stream) throw NoKey();
  CheckSize(call, kMostWords);
  const StreamId position = PositionArg(call.argv[4], found);
  if (found != nullptr && found->FindGroup(name) != nullptr) {
    throw CommandError("BUSYGROUP Consumer Group name already exists");
  }
  const bool created = found == nullptr;
  call.keys.Upsert<Stream>(key)->CreateGroup(name, position, options.entries_read);
  if (created) {
    call.keys.Changed(EventClass::kStream, "xgroup-create", key);
  } else {
    call.keys.Announce(EventClass::kStream, "xgroup-create", key);
  }
  call.reply.Ok();
}

void XGroupSetId(Call& call) {
  constexpr size_t kMostWords = 7;
  const PositionOptions options = ReadOptions(call, false);
  const std::string_view key = call.argv[2];
  const auto stream = call.keys.Edit<Stream>(key);
  if (!stream) throw NoKey();
  StreamGroup& group = GroupArg(call, *stream);
  CheckSize(call, kMostWords);
  const StreamId position = PositionArg(call.argv[4], &*stream);
  stream->SetPosition(group, position, options.entries_read);
  call.keys.Announce(EventClass::kStream, "xgroup-setid", key);
  call.reply.Ok();
}

void XGroupDestroy(Call& call) {
  const std::string_view key = call.argv[2];
  const auto stream = call.keys.Edit<Stream>(key);
  if (!stream) throw NoKey();
  const bool destroyed = stream->DestroyGroup(call.argv[3]);
  if (destroyed) {
    call.keys.Announce(EventClass::kStream, "xgroup-destroy", key);
    // Those who wait for the group are to be told.
    call.server.waiters.NoteChange(call.keys.index(), key);
  }
  call.reply.Integer(destroyed ? 1 : 0);
}

void XGroupCreateConsumer(Call& call) {
  const std::string_view key = call.argv[2];
  const auto stream = call.keys.Edit<Stream>(key);
  if (!stream) throw NoKey();
  StreamGroup& group = GroupArg(call, *stream);
  const bool created = group.FindConsumer(call.argv[4]) == nullptr;
  if (created) {
    SeeConsumer({call.keys, key, *stream, group}, call.argv[4], call.server.store.now_ms);
  }
  call.reply.Integer(created ? 1 : 0);
}

void XGroupDelConsumer(Call& call) {
  const std::string_view key = call.argv[2];
  const auto stream = call.keys.Edit<Stream>(key);
  if (!stream) throw NoKey();
  StreamGroup& group = GroupArg(call, *stream);
  const StreamConsumer* consumer = group.FindConsumer(call.argv[4]);
  if (consumer == nullptr) return call.reply.Integer(0);
  const size_t pending = consumer->pending.size();
  stream->EraseConsumer(group, call.argv[4]);
  call.keys.Announce(EventClass::kStream, "xgroup-delconsumer", key);
  call.reply.Integer(static_cast<int64_t>(pending));
}

// The options of CREATE are lines of their own.
// --- XACK ----------------------------------------------------------------------------------------

void XAck(Call& call) {
  const auto stream = call.keys.Edit<Stream>(call.argv[1]);
  StreamGroup* group = stream ? stream->FindGroup(call.argv[2]) : nullptr;
  if (group == nullptr) return call.reply.Integer(0);
  uint64_t acknowledged = 0;
  for (const StreamId& id : StreamIdArgs(call.argv.subspan(3))) {
    acknowledged += stream->ErasePending(*group, id) ? 1 : 0;
  }
  call.keys.CountChanges(acknowledged);
  call.reply.Integer(static_cast<int64_t>(acknowledged));
}

using enum CommandFlag;
using AclCategory::kStream;

constexpr KeySpec kSubInsert[] = {{.flags = KeyFlag::kRW | KeyFlag::kInsert, .index = 2}};
constexpr KeySpec kSubUpdate[] = {{.flags = KeyFlag::kRW | KeyFlag::kUpdate, .index = 2}};
constexpr KeySpec kSubDelete[] = {{.flags = KeyFlag::kRW | KeyFlag::kDelete, .index = 2}};

constexpr std::string_view kCreateUsage = "key group id | $ [MKSTREAM] [ENTRIESREAD entries-read]";
constexpr std::string_view kGroupSetIdUsage = "key group id | $ [ENTRIESREAD entries-read]";

// clang-format off
constexpr CommandSpec kXGroup[] = {
    // name            arity flags              acl      keys        since    run                   usage
    {"create",         -5,   kWrite | kDenyOom, kStream, kSubInsert, "5.0.0", XGroupCreate,         kCreateUsage},
    {"createconsumer",  5,   kWrite | kDenyOom, kStream, kSubInsert, "6.2.0", XGroupCreateConsumer, "key group consumer"},
    {"delconsumer",     5,   kWrite,            kStream, kSubDelete, "5.0.0", XGroupDelConsumer,    "key group consumer"},
    {"destroy",         4,   kWrite,            kStream, kSubDelete, "5.0.0", XGroupDestroy,        "key group"},
    {"help",            2,   kLoading | kStale, kStream, {},         "5.0.0", ShowHelp,             ""},
    {"setid",          -5,   kWrite,            kStream, kSubUpdate, "5.0.0", XGroupSetId,          kGroupSetIdUsage},
};

constexpr CommandSpec kGroups[] = {
    // name    arity flags           acl      keys        since    run      usage
    {"xack",   -4,   kWrite | kFast, kStream, kUpdateKey, "5.0.0", XAck,    "key group id [id ...]"},
    {"xgroup", -2,   {},             {},      {},         "5.0.0", nullptr, "", kAllTargets, kXGroup},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> StreamGroupCommands() { return kGroups; }

}  // namespace luarig
