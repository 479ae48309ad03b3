// String commands. Redis documentation: https://redis.io/docs/latest/commands/?group=string

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/commands/expiry_arg.h"
#include "engine/commands/families.h"
#include "engine/commands/strings_lcs.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"

namespace luarig {
namespace {

// --- Reading -----------------------------------------------------------------------------------

void ReplyString(Call& call, StringRef value) {
  if (!value) return call.reply.Null();
  NumberText scratch;
  call.reply.Bulk(value.Text(scratch));
}

void Get(Call& call) {
  const auto value = call.keys.TryFindString(call.argv[1]);
  if (!value) return call.RefuseType();
  ReplyString(call, *value);
}

void MGet(Call& call) {
  const auto keys = call.argv.subspan(1);
  call.reply.Array(keys.size());
  for (const std::string_view key : keys) {
    const Entry* entry = call.keys.FindEntry(key);
    // A value of another type is no error here, just no string.
    if (entry != nullptr && entry->type() != ValueType::kString) entry = nullptr;
    ReplyString(call, StringRef(entry));
  }
}

void StrLen(Call& call) {
  const auto value = call.keys.TryFindString(call.argv[1]);
  if (!value) return call.RefuseType();
  call.reply.Integer(*value ? static_cast<int64_t>(value->size()) : 0);
}

void GetRange(Call& call) {
  int64_t start = IntegerArg(call.argv[2]);
  int64_t end = IntegerArg(call.argv[3]);
  const StringRef value = call.keys.FindString(call.argv[1]);
  if (!value) return call.reply.Bulk("");

  NumberText scratch;
  const std::string_view text = value.Text(scratch);
  const auto size = static_cast<int64_t>(text.size());
  // Both before the first byte and in the wrong order: clamping would make one byte of it.
  if (start < 0 && end < 0 && start > end) return call.reply.Bulk("");
  if (start < 0) start = std::max<int64_t>(start + size, 0);
  if (end < 0) end = std::max<int64_t>(end + size, 0);
  end = std::min(end, size - 1);
  if (start > end) return call.reply.Bulk("");
  call.reply.Bulk(text.substr(static_cast<size_t>(start), static_cast<size_t>(end - start + 1)));
}

// --- SET and its kin -----------------------------------------------------------------------------

void ChangedString(Call& call, std::string_view event, std::string_view key) {
  call.keys.Changed(EventClass::kString, event, key);
}

// Stores a value that ends at `deadline`, if that is set.
void Store(Call& call, std::string_view key, std::string_view value, bool keep_ttl,
           std::optional<int64_t> deadline) {
  call.keys.SetString(key, value, keep_ttl);
  if (deadline) call.keys.SetExpire(key, *deadline);
  ChangedString(call, "set", key);
  if (!deadline) return;
  call.keys.Changed(EventClass::kGeneric, "expire", key, 0);
  call.PropagateAs("SET", key, value, "PXAT", *deadline);
}

struct SetOptions {
  bool if_absent = false;   // NX
  bool if_present = false;  // XX
  bool get = false;
  ExpiryArg expiry;
};

SetOptions ReadSetOptions(Call& call) {
  SetOptions options;
  ArgReader args(call.argv, 3);
  while (!args.done()) {
    if (!options.if_present && args.Take("NX")) {
      options.if_absent = true;
    } else if (!options.if_absent && args.Take("XX")) {
      options.if_present = true;
    } else if (args.Take("GET")) {
      options.get = true;
    } else if (!options.expiry.Take(args, ExpiryArg::Kind::kKeep)) {
      throw CommandError::Syntax();
    }
  }
  return options;
}

// GET is no matter of those who only repeat what was done.
void PropagateWithoutGet(const Call& call) {
  if (!call.propagates()) return;
  std::vector<std::string> words(call.argv.begin(), call.argv.begin() + 3);
  for (const std::string_view option : call.argv.subspan(3)) {
    if (!EqualsIgnoreCase(option, "GET")) words.emplace_back(option);
  }
  call.PropagateWords(std::move(words));
}

void Set(Call& call) {
  if (call.argv.size() == 3) {
    call.keys.SetString(call.argv[1], call.argv[2]);
    ChangedString(call, "set", call.argv[1]);
    return call.reply.Ok();
  }
  const SetOptions options = ReadSetOptions(call);
  const std::optional<int64_t> deadline = options.expiry.Deadline(call);
  const std::string_view key = call.argv[1];

  if (options.get) ReplyString(call, call.keys.FindString(key));
  if (options.if_absent || options.if_present) {
    if (call.keys.Exists(key) == options.if_absent) {
      if (!options.get) call.reply.Null();
      return;
    }
  }
  if (options.get) PropagateWithoutGet(call);
  Store(call, key, call.argv[2], options.expiry.kind() == ExpiryArg::Kind::kKeep, deadline);
  if (!options.get) call.reply.Ok();
}

void SetNx(Call& call) {
  const std::string_view key = call.argv[1];
  if (call.keys.Exists(key)) return call.reply.Integer(0);
  Store(call, key, call.argv[2], false, std::nullopt);
  call.reply.Integer(1);
}

void StoreUntil(Call& call, ExpiryArg::Kind kind) {
  const ExpiryArg expiry(kind, call.argv[2]);
  const std::optional<int64_t> deadline = expiry.Deadline(call);
  Store(call, call.argv[1], call.argv[3], false, deadline);
  call.reply.Ok();
}

void SetEx(Call& call) { StoreUntil(call, ExpiryArg::Kind::kSeconds); }
void PSetEx(Call& call) { StoreUntil(call, ExpiryArg::Kind::kMillis); }

void GetSet(Call& call) {
  const std::string_view key = call.argv[1];
  ReplyString(call, call.keys.FindString(key));
  Store(call, key, call.argv[2], false, std::nullopt);
  call.PropagateAs("SET", key, call.argv[2]);
}

void GetDel(Call& call) {
  const std::string_view key = call.argv[1];
  const StringRef value = call.keys.FindString(key);
  ReplyString(call, value);
  if (!value) return;
  call.keys.Erase(key);
  call.keys.Changed(EventClass::kGeneric, "del", key);
  PropagateRemoval(call, key, "lazyfree-lazy-user-del");
}

void GetEx(Call& call) {
  ExpiryArg expiry;
  ArgReader args(call.argv, 2);
  while (!args.done()) {
    if (!expiry.Take(args, ExpiryArg::Kind::kPersist)) throw CommandError::Syntax();
  }
  const std::string_view key = call.argv[1];
  const StringRef value = call.keys.FindString(key);
  if (!value) return call.reply.Null();
  const std::optional<int64_t> deadline = expiry.Deadline(call);

  ReplyString(call, value);
  if (deadline && expiry.absolute() && EndsNow(call, *deadline)) {
    call.keys.Erase(key);
    call.keys.Changed(EventClass::kGeneric, "del", key);
    PropagateRemoval(call, key, "lazyfree-lazy-expire");
  } else if (deadline) {
    call.keys.SetExpire(key, *deadline);
    call.keys.Changed(EventClass::kGeneric, "expire", key);
    call.PropagateAs("PEXPIREAT", key, *deadline);
  } else if (expiry.kind() == ExpiryArg::Kind::kPersist && call.keys.Persist(key)) {
    call.keys.Changed(EventClass::kGeneric, "persist", key);
    call.PropagateAs("PERSIST", key);
  }
}

// Stores every pair of argv[1..].
void StorePairs(Call& call) {
  for (size_t i = 1; i < call.argv.size(); i += 2) {
    call.keys.SetString(call.argv[i], call.argv[i + 1]);
    ChangedString(call, "set", call.argv[i]);
  }
}

void RequirePairs(const Call& call) {
  if (call.argv.size() % 2 == 0) throw CommandError::WrongArity(call.spec.name);
}

void MSet(Call& call) {
  RequirePairs(call);
  StorePairs(call);
  call.reply.Ok();
}

void MSetNx(Call& call) {
  RequirePairs(call);
  for (size_t i = 1; i < call.argv.size(); i += 2) {
    if (call.keys.Exists(call.argv[i])) return call.reply.Integer(0);
  }
  StorePairs(call);
  call.reply.Integer(1);
}

// --- Changing a part -----------------------------------------------------------------------------

// Refuses a string of `size` + `added` bytes if that is more than a reply may hold.
void CheckSize(const Call& call, size_t size, size_t added) {
  // Neither is past 2^63, so the sum does not wrap.
  if (size + added > static_cast<size_t>(call.server.directives.proto_max_bulk_len))
    throw CommandError("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
}

void Append(Call& call) {
  const std::string_view key = call.argv[1];
  const std::string_view added = call.argv[2];
  const StringRef value = call.keys.FindString(key);
  size_t size = added.size();
  if (!value) {
    call.keys.SetString(key, added);
  } else {
    const size_t old_size = value.size();
    CheckSize(call, old_size, added.size());
    size += old_size;
    // Even nothing added makes the value raw, as the server gets it ready for more.
    std::ranges::copy(
        added, call.keys.EditBytes(key, size).begin() + static_cast<std::ptrdiff_t>(old_size));
  }
  ChangedString(call, "append", key);
  call.reply.Integer(static_cast<int64_t>(size));
}

void SetRange(Call& call) {
  const std::string_view key = call.argv[1];
  const std::string_view part = call.argv[3];
  const int64_t offset = IntegerArg(call.argv[2]);
  if (offset < 0) throw CommandError("ERR offset is out of range");
  const StringRef value = call.keys.FindString(key);
  const size_t old_size = value ? value.size() : 0;
  if (part.empty()) return call.reply.Integer(static_cast<int64_t>(old_size));
  const auto start = static_cast<size_t>(offset);
  CheckSize(call, start, part.size());

  const size_t size = std::max(old_size, start + part.size());
  const std::span<char> bytes = call.keys.EditBytes(key, size);
  std::ranges::copy(part, bytes.begin() + offset);
  ChangedString(call, "setrange", key);
  call.reply.Integer(static_cast<int64_t>(size));
}

// --- Numbers
// ---------------------------------------------------------------------------------------

void AddInteger(Call& call, int64_t delta) {
  const std::string_view key = call.argv[1];
  const auto value = call.keys.TryFindString(key);
  if (!value) return call.RefuseType();
  int64_t number = 0;
  if (*value) {
    std::optional<int64_t> stored = value->integer();
    NumberText scratch;
    if (!stored) stored = ParseInteger(value->Text(scratch));
    if (!stored) return call.Refuse(CommandError::kNotInteger);
    number = *stored;
  }
  if (__builtin_add_overflow(number, delta, &number))
    throw CommandError("ERR increment or decrement would overflow");
  call.keys.SetInteger(key, number, *value);
  ChangedString(call, "incrby", key);
  call.reply.Integer(number);
}

void Incr(Call& call) { AddInteger(call, 1); }
void Decr(Call& call) { AddInteger(call, -1); }
void IncrBy(Call& call) { AddInteger(call, IntegerArg(call.argv[2])); }

void DecrBy(Call& call) {
  const int64_t delta = IntegerArg(call.argv[2]);
  if (delta == INT64_MIN) throw CommandError("ERR decrement would overflow");
  AddInteger(call, -delta);
}

long double LongDoubleArg(std::string_view word) {
  const std::optional<long double> value = ParseLongDouble(word);
  if (!value) throw CommandError::NotFloat();
  return *value;
}

void IncrByFloat(Call& call) {
  const std::string_view key = call.argv[1];
  const StringRef value = call.keys.FindString(key);
  NumberText scratch;
  long double number = value ? LongDoubleArg(value.Text(scratch)) : 0;
  number += LongDoubleArg(call.argv[2]);
  if (std::isnan(number) || std::isinf(number))
    throw CommandError("ERR increment would produce NaN or Infinity");

  const std::string text = FormatLongDouble(number);
  // The sum is kept as text even where it is a whole number.
  call.keys.SetText(key, text, true);
  ChangedString(call, "incrbyfloat", key);
  // Not the sum again, which another machine might make otherwise.
  call.PropagateAs("SET", key, text, "KEEPTTL");
  call.reply.Bulk(text);
}

using enum CommandFlag;
using AclCategory::kString;

constexpr KeySpec kSetKey[] = {{.flags = KeyFlag::kRW | KeyFlag::kAccess |
                                         KeyFlags(KeyFlag::kUpdate) | KeyFlag::kVariableFlags,
                                .notes = "RW and ACCESS due to the optional `GET` argument"}};
constexpr KeySpec kRefreshKey[] = {{.flags = KeyFlag::kRW | KeyFlag::kAccess | KeyFlag::kUpdate,
                                    .notes = "RW and UPDATE because it changes the TTL"}};
constexpr KeySpec kTwoReadKeys[] = {{.flags = KeyFlag::kRO | KeyFlag::kAccess, .last = 1}};
constexpr KeySpec kInsertOverKey[] = {{.flags = KeyFlag::kOW | KeyFlag::kInsert}};
constexpr KeySpec kUpdatePairs[] = {
    {.flags = KeyFlag::kOW | KeyFlag::kUpdate, .last = -1, .step = 2}};
constexpr KeySpec kInsertPairs[] = {
    {.flags = KeyFlag::kOW | KeyFlag::kInsert, .last = -1, .step = 2}};

// clang-format off
constexpr CommandSpec kStrings[] = {
    // name         arity flags                      acl      keys            since    run          usage
    {"append",       3,   kWrite | kDenyOom | kFast, kString, kInsertKey,     "2.0.0", Append,      "key value"},
    {"decr",         2,   kWrite | kDenyOom | kFast, kString, kReadUpdateKey, "1.0.0", Decr,        "key"},
    {"decrby",       3,   kWrite | kDenyOom | kFast, kString, kReadUpdateKey, "1.0.0", DecrBy,      "key decrement"},
    {"get",          2,   kReadOnly | kFast,         kString, kReadKey,       "1.0.0", Get,         "key"},
    {"getdel",       2,   kWrite | kFast,            kString, kReadDeleteKey, "6.2.0", GetDel,      "key"},
    {"getex",       -2,   kWrite | kFast,            kString, kRefreshKey,    "6.2.0", GetEx,       "key [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | PERSIST]"},
    {"getrange",     4,   kReadOnly,                 kString, kReadKey,       "2.4.0", GetRange,    "key start end"},
    {"getset",       3,   kWrite | kDenyOom | kFast, kString, kReadUpdateKey, "1.0.0", GetSet,      "key value"},
    {"incr",         2,   kWrite | kDenyOom | kFast, kString, kReadUpdateKey, "1.0.0", Incr,        "key"},
    {"incrby",       3,   kWrite | kDenyOom | kFast, kString, kReadUpdateKey, "1.0.0", IncrBy,      "key increment"},
    {"incrbyfloat",  3,   kWrite | kDenyOom | kFast, kString, kReadUpdateKey, "2.6.0", IncrByFloat, "key increment"},
    {"lcs",         -3,   kReadOnly,                 kString, kTwoReadKeys,   "7.0.0", Lcs,         "key1 key2 [LEN] [IDX] [MINMATCHLEN min-match-len] [WITHMATCHLEN]"},
    {"mget",        -2,   kReadOnly | kFast,         kString, kReadKeys,      "1.0.0", MGet,        "key [key ...]"},
    {"mset",        -3,   kWrite | kDenyOom,         kString, kUpdatePairs,   "1.0.1", MSet,        "key value [key value ...]"},
    {"msetnx",      -3,   kWrite | kDenyOom,         kString, kInsertPairs,   "1.0.1", MSetNx,      "key value [key value ...]"},
    {"psetex",       4,   kWrite | kDenyOom,         kString, kOverwriteKey,  "2.6.0", PSetEx,      "key milliseconds value"},
    {"set",         -3,   kWrite | kDenyOom,         kString, kSetKey,        "1.0.0", Set,         "key value [NX | XX] [GET] [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | KEEPTTL]"},
    {"setex",        4,   kWrite | kDenyOom,         kString, kOverwriteKey,  "2.0.0", SetEx,       "key seconds value"},
    {"setnx",        3,   kWrite | kDenyOom | kFast, kString, kInsertOverKey, "1.0.0", SetNx,       "key value"},
    {"setrange",     4,   kWrite | kDenyOom,         kString, kUpdateKey,     "2.2.0", SetRange,    "key offset value"},
    {"strlen",       2,   kReadOnly | kFast,         kString, kLookKey,       "2.2.0", StrLen,      "key"},
    {"substr",       4,   kReadOnly,                 kString, kReadKey,       "1.0.0", GetRange,    "key start end"},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> StringCommands() { return kStrings; }

}  // namespace luarig
