// DUMP and RESTORE: values as bytes that another server reads.

#include "engine/commands/dump.h"

#include <string>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/commands/expiry_arg.h"
#include "engine/commands/families.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"
#include "engine/rdb/rdb_reader.h"
#include "engine/rdb/value_bytes.h"

namespace luarig {
namespace {

void Dump(Call& call) {
  const Entry* entry = call.keys.FindEntry(call.argv[1]);
  if (entry == nullptr) return call.reply.Null();
  call.reply.Bulk(DumpValue(*entry, call.target().rdb_version));
}

struct RestoreOptions {
  bool replace = false;
  bool absolute = false;
  std::optional<int64_t> idle_seconds;
  std::optional<uint8_t> frequency;
};

RestoreOptions ReadOptions(const Call& call) {
  RestoreOptions options;
  ArgReader args(call.argv, 4);
  while (!args.done()) {
    if (args.Take("replace")) {
      options.replace = true;
    } else if (args.Take("absttl")) {
      options.absolute = true;
    } else if (!options.frequency && args.Take("idletime", 1)) {
      options.idle_seconds = args.NextInteger();
      if (*options.idle_seconds < 0) {
        throw CommandError("ERR Invalid IDLETIME value, must be >= 0");
      }
    } else if (!options.idle_seconds && args.Take("freq", 1)) {
      const int64_t frequency = args.NextInteger();
      if (frequency < 0 || frequency > 255) {
        throw CommandError("ERR Invalid FREQ value, must be >= 0 and <= 255");
      }
      options.frequency = static_cast<uint8_t>(frequency);
    } else {
      throw CommandError::Syntax();
    }
  }
  return options;
}

Value ReadPayload(const Call& call) {
  const std::string_view payload = call.argv[3];
  if (!IsSealed(payload, call.target().rdb_version)) {
    throw CommandError("ERR DUMP payload version or checksum are wrong");
  }
  auto value = ReadValue(payload, call.server.store.limits);
  if (!value) throw CommandError("ERR Bad data format");
  return std::move(*value);
}

}  // namespace

void PutValue(Keyspace& keys, std::string_view key, Value value) {
  std::visit(
      [&]<typename T>(T& content) {
        if constexpr (std::is_same_v<T, std::string>) {
          keys.SetString(key, content);
        } else {
          keys.Put(key, std::move(content));
          if constexpr (std::is_same_v<T, Hash>) keys.HideEndedFields(key);
        }
      },
      value);
}

namespace {

// What the policy in force goes by; the other option is of no effect.
void NoteUse(Keyspace& keys, std::string_view key, const AccessNotes& notes,
             const RestoreOptions& options) {
  if (notes.counts_uses) {
    if (options.frequency) keys.SetAccess(key, notes.WithFrequency(*options.frequency));
  } else if (options.idle_seconds) {
    keys.SetAccess(
        key, static_cast<uint32_t>(notes.clock() - static_cast<uint64_t>(*options.idle_seconds)));
  }
}

void PropagateDeadline(const Call& call, int64_t deadline) {
  if (!call.propagates()) return;
  std::vector<std::string> words(call.argv.begin(), call.argv.end());
  words[2] = StrCat(deadline);
  words.emplace_back("ABSTTL");
  call.PropagateWords(std::move(words));
}

void Restore(Call& call) {
  const RestoreOptions options = ReadOptions(call);
  const std::string_view key = call.argv[1];
  if (!options.replace && call.keys.FindEntry(key, false) != nullptr) {
    throw CommandError("BUSYKEY Target key name already exists.");
  }
  const int64_t ttl = IntegerArg(call.argv[2]);
  if (ttl < 0) throw CommandError("ERR Invalid TTL value, must be >= 0");
  Value value = ReadPayload(call);

  int64_t deadline = ttl;
  const StoreContext& store = call.server.store;
  // As on the server a TTL beyond the end of time wraps around and is past.
  const bool overflow =
      ttl != 0 && !options.absolute && __builtin_add_overflow(ttl, store.now_ms, &deadline);
  if (ttl != 0 && (overflow || deadline <= store.now_ms) &&
      call.server.conditions.role == Role::kPrimary) {
    if (call.keys.Erase(key)) {
      call.keys.Changed(EventClass::kGeneric, "del", key);
      PropagateServerRemoval(call, key);
    }
    return call.reply.Ok();
  }

  PutValue(call.keys, key, std::move(value));
  if (ttl != 0) call.keys.SetExpire(key, deadline);
  if (ttl != 0 && !options.absolute) PropagateDeadline(call, deadline);
  NoteUse(call.keys, key, store.access, options);
  call.keys.Changed(EventClass::kGeneric, "restore", key);
  call.reply.Ok();
}

using enum CommandFlag;

constexpr AclCategories kKeyspace = AclCategory::kKeyspace;
constexpr AclCategories kKeyspaceDangerous = AclCategory::kKeyspace | AclCategory::kDangerous;
constexpr std::string_view kRestoreUsage =
    "key ttl serialized-value [REPLACE] [ABSTTL] [IDLETIME seconds] [FREQ frequency]";

// clang-format off
constexpr CommandSpec kDump[] = {
    // name           arity flags                          acl                 keys           since    run      usage
    {"dump",           2,   kReadOnly,                     kKeyspace,          kReadKey,      "2.6.0", Dump,    "key"},
    {"restore",       -4,   kWrite | kDenyOom,             kKeyspaceDangerous, kOverwriteKey, "2.6.0", Restore, kRestoreUsage},
    {"restore-asking", -4,  kWrite | kDenyOom | kAsking,   kKeyspaceDangerous, kOverwriteKey, "3.0.0", Restore, kRestoreUsage},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> DumpCommands() { return kDump; }

}  // namespace luarig
