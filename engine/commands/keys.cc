// Commands on whole keys. Redis documentation:
// https://redis.io/docs/latest/commands/?group=generic

#include <algorithm>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/glob.h"
#include "engine/commands/database_arg.h"
#include "engine/commands/families.h"
#include "engine/commands/object.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"
#include "engine/dispatch/help.h"

namespace luarig {
namespace {

// --- Existence -----------------------------------------------------------------------------------

void Del(Call& call) {
  int64_t removed = 0;
  for (const std::string_view key : call.argv.subspan(1)) {
    if (!call.keys.Erase(key)) continue;
    call.keys.Changed(EventClass::kGeneric, "del", key);
    ++removed;
  }
  call.reply.Integer(removed);
}

int64_t CountExisting(Call& call, bool touch) {
  int64_t count = 0;
  for (const std::string_view key : call.argv.subspan(1)) {
    if (call.keys.FindEntry(key, touch) != nullptr) ++count;
  }
  return count;
}

void Exists(Call& call) { call.reply.Integer(CountExisting(call, false)); }
void Touch(Call& call) { call.reply.Integer(CountExisting(call, true)); }

void Type(Call& call) { call.reply.Status(TypeName(call.keys.TypeOf(call.argv[1]))); }

void Keys(Call& call) {
  const std::string_view pattern = call.argv[1];
  std::vector<std::string_view> found;  // views of the entries, which stay where they are
  call.keys.ForEach([&](const Entry& entry) {
    if (pattern == "*" || GlobMatch(pattern, entry.key())) found.push_back(entry.key());
  });
  call.reply.Array(found.size());
  for (const std::string_view key : found) call.reply.Bulk(key);
}

void RandomKey(Call& call) {
  const Entry* entry = call.keys.RandomEntry(call.server.random);
  if (entry == nullptr) return call.reply.Null();
  call.reply.Bulk(entry->key());
}

// --- Other places
// ----------------------------------------------------------------------------------

// Returns true if it renamed.
bool RenameKey(Call& call, bool replace) {
  const std::string_view from = call.argv[1];
  const std::string_view to = call.argv[2];
  if (!call.keys.Exists(from)) throw CommandError::NoSuchKey();
  if (from == to) return replace;
  if (!replace && call.keys.Exists(to)) return false;
  call.keys.Rename(from, to);
  call.keys.Changed(EventClass::kGeneric, "rename_from", from, 0);
  call.keys.Changed(EventClass::kGeneric, "rename_to", to);
  return true;
}

void Rename(Call& call) {
  RenameKey(call, true);
  call.reply.Ok();
}

void RenameNx(Call& call) { call.reply.Integer(RenameKey(call, false) ? 1 : 0); }

[[noreturn]] void RefuseSamePlace() {
  throw CommandError("ERR source and destination objects are the same");
}

void Move(Call& call) {
  Keyspace& target = DatabaseArg(call, call.argv[2]);
  if (&target == &call.keys) RefuseSamePlace();
  const std::string_view key = call.argv[1];
  if (!call.keys.Exists(key) || target.Exists(key)) return call.reply.Integer(0);
  call.keys.MoveTo(key, target, key);
  call.keys.Changed(EventClass::kGeneric, "move_from", key, 0);
  target.Changed(EventClass::kGeneric, "move_to", key);
  call.reply.Integer(1);
}

void Copy(Call& call) {
  Keyspace* target = &call.keys;
  bool replace = false;
  ArgReader args(call.argv, 3);
  while (!args.done()) {
    if (args.Take("REPLACE")) {
      replace = true;
    } else if (args.Take("DB", 1)) {
      target = &DatabaseArg(call, args.Next());
    } else {
      throw CommandError::Syntax();
    }
  }
  const std::string_view from = call.argv[1];
  const std::string_view to = call.argv[2];
  if (target == &call.keys && from == to) RefuseSamePlace();
  if (!call.keys.Exists(from)) return call.reply.Integer(0);
  if (!replace && target->Exists(to)) return call.reply.Integer(0);
  call.keys.CopyTo(from, *target, to);
  target->Changed(EventClass::kGeneric, "copy_to", to);
  call.reply.Integer(1);
}

// There is no network here, so every target is one that cannot be reached: MIGRATE answers as a
// server does whose connection is refused.
void Migrate(Call& call) {
  constexpr size_t kFirstOption = 6;
  auto keys = call.argv.subspan(3, 1);
  ArgReader args(call.argv, kFirstOption);
  while (!args.done()) {
    if (args.Take("COPY") || args.Take("REPLACE")) continue;
    if (args.Take("AUTH", 1)) {
      call.server.redacted.push_back(args.position());
      args.Words(1);
    } else if (args.Take("AUTH2", 2)) {
      call.server.redacted.insert(call.server.redacted.end(),
                                  {args.position(), args.position() + 1});
      args.Words(2);
    } else if (args.Take("KEYS")) {
      if (!call.argv[3].empty()) {
        throw CommandError(
            "ERR When using MIGRATE KEYS option, the key argument must be set to the empty string");
      }
      keys = args.Words(args.left());
    } else {
      throw CommandError::Syntax();
    }
  }
  IntegerArg(call.argv[5]);
  IntegerArg(call.argv[4]);
  const bool any =
      std::ranges::any_of(keys, [&](std::string_view key) { return call.keys.Exists(key); });
  if (!any) return call.reply.Status("NOKEY");
  throw CommandError("IOERR error or timeout writing to target instance");
}

// --- OBJECT --------------------------------------------------------------------------------------

}  // namespace

Encoding EncodingOf(const Entry& entry) {
  switch (entry.type()) {
    case ValueType::kList:
      return entry.collection<List>()->encoding();
    case ValueType::kSet:
      return entry.collection<Set>()->encoding();
    case ValueType::kZSet:
      return entry.collection<ZSet>()->encoding();
    case ValueType::kHash:
      return entry.collection<Hash>()->encoding();
    case ValueType::kStream:
      return Encoding::kStream;
    case ValueType::kNone:
    case ValueType::kString:
      break;
  }
  return entry.string_encoding();
}

int64_t RefCountOf(const Call& call, const Entry& entry) {
  constexpr int64_t kSharedCount = INT32_MAX;
  return call.server.store.memory.model().IsShared(entry) ? kSharedCount : 1;
}

int64_t IdleSecondsOf(const Call& call, const Entry& entry) {
  return call.server.store.access.IdleSeconds(entry.access());
}

namespace {

// OBJECT looks without touching.
const Entry* ObjectArg(Call& call) {
  const Entry* entry = call.keys.FindEntry(call.argv[2], false);
  if (entry == nullptr) call.reply.Null();
  return entry;
}

void ObjectEncoding(Call& call) {
  if (const Entry* entry = ObjectArg(call)) call.reply.Bulk(EncodingName(EncodingOf(*entry)));
}

constexpr std::string_view kSwitchingTakesTime =
    " Please note that when switching between policies at runtime LRU and LFU data will take some "
    "time to adjust.";

void ObjectFreq(Call& call) {
  const Entry* entry = ObjectArg(call);
  if (entry == nullptr) return;
  const AccessNotes& notes = call.server.store.access;
  if (!notes.counts_uses) {
    throw CommandError(
        StrCat("ERR An LFU maxmemory policy is not selected, access frequency not tracked.",
               kSwitchingTakesTime));
  }
  call.reply.Integer(notes.Frequency(entry->access()));
}

void ObjectIdleTime(Call& call) {
  const Entry* entry = ObjectArg(call);
  if (entry == nullptr) return;
  if (call.server.store.access.counts_uses) {
    throw CommandError(StrCat("ERR An LFU maxmemory policy is selected, idle time not tracked.",
                              kSwitchingTakesTime));
  }
  call.reply.Integer(IdleSecondsOf(call, *entry));
}

void ObjectRefCount(Call& call) {
  if (const Entry* entry = ObjectArg(call)) call.reply.Integer(RefCountOf(call, *entry));
}

using enum CommandFlag;
using AclCategory::kDangerous;
using AclCategory::kKeyspace;

constexpr KeySpec kCopyKeys[] = {{.flags = KeyFlag::kRO | KeyFlag::kAccess},
                                 {.flags = KeyFlag::kOW | KeyFlag::kUpdate, .index = 2}};
constexpr KeySpec kMigrateKeys[] = {
    {.flags = KeyFlag::kRW | KeyFlag::kAccess | KeyFlags(KeyFlag::kDelete), .index = 3},
    {.flags = KeyFlag::kRW | KeyFlag::kAccess | KeyFlags(KeyFlag::kDelete) | KeyFlag::kIncomplete,
     .begin = KeySpec::Begin::kKeyword,
     .index = -2,
     .keyword = "KEYS",
     .last = -1}};
constexpr KeySpec kRenameKeys[] = {
    {.flags = KeyFlag::kRW | KeyFlag::kAccess | KeyFlags(KeyFlag::kDelete)},
    {.flags = KeyFlag::kOW | KeyFlag::kUpdate, .index = 2}};
constexpr KeySpec kRenameNxKeys[] = {
    {.flags = KeyFlag::kRW | KeyFlag::kAccess | KeyFlags(KeyFlag::kDelete)},
    {.flags = KeyFlag::kOW | KeyFlag::kInsert, .index = 2}};
constexpr KeySpec kSubcommandKey[] = {{.flags = KeyFlag::kRO, .index = 2}};

// clang-format off
constexpr CommandSpec kObject[] = {
    // name      arity flags              acl        keys            since    run             usage
    {"encoding",  3,   kReadOnly,         kKeyspace, kSubcommandKey, "2.2.3", ObjectEncoding, "key"},
    {"freq",      3,   kReadOnly,         kKeyspace, kSubcommandKey, "4.0.0", ObjectFreq,     "key"},
    {"help",      2,   kLoading | kStale, kKeyspace, {},             "6.2.0", ShowHelp,       ""},
    {"idletime",  3,   kReadOnly,         kKeyspace, kSubcommandKey, "2.2.3", ObjectIdleTime, "key"},
    {"refcount",  3,   kReadOnly,         kKeyspace, kSubcommandKey, "2.2.3", ObjectRefCount, "key"},
};

constexpr CommandSpec kKeyCommands[] = {
    // name      arity flags              acl                     keys           since    run        usage
    {"copy",     -3,   kWrite | kDenyOom, kKeyspace,              kCopyKeys,     "6.2.0", Copy,      "source destination [DB destination-db] [REPLACE]"},
    {"del",      -2,   kWrite,            kKeyspace,              kRemoveKeys,   "1.0.0", Del,       "key [key ...]"},
    {"exists",   -2,   kReadOnly | kFast, kKeyspace,              kLookKeys,     "1.0.0", Exists,    "key [key ...]"},
    {"keys",      2,   kReadOnly,         kKeyspace | kDangerous, {},            "1.0.0", Keys,      "pattern"},
    {"migrate",  -6,   kWrite,            kKeyspace | kDangerous, kMigrateKeys,  "2.6.0", Migrate,   "host port <key | \"\"> destination-db timeout [COPY] [REPLACE] [AUTH password | AUTH2 username password] [KEYS key [key ...]]"},
    {"move",      3,   kWrite | kFast,    kKeyspace,              kReadUpdateKey, "1.0.0", Move,     "key db"},
    {"object",   -2,   {},                {},                     {},            "2.2.3", nullptr,   "", kAllTargets, kObject},
    {"randomkey", 1,   kReadOnly,         kKeyspace,              {},            "1.0.0", RandomKey, ""},
    {"rename",    3,   kWrite,            kKeyspace,              kRenameKeys,   "1.0.0", Rename,    "key newkey"},
    {"renamenx",  3,   kWrite | kFast,    kKeyspace,              kRenameNxKeys, "1.0.0", RenameNx,  "key newkey"},
    {"touch",    -2,   kReadOnly | kFast, kKeyspace,              kLookKeys,     "3.2.1", Touch,     "key [key ...]"},
    {"type",      2,   kReadOnly | kFast, kKeyspace,              kLookKey,      "1.0.0", Type,      "key"},
    {"unlink",   -2,   kWrite | kFast,    kKeyspace,              kRemoveKeys,   "4.0.0", Del,       "key [key ...]"},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> KeyCommands() { return kKeyCommands; }

}  // namespace luarig
