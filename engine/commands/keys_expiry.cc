// Commands on the time to live of keys. Redis documentation:
// https://redis.io/docs/latest/commands/?group=generic

#include <optional>
#include <string>

#include "engine/base/bytes.h"
#include "engine/commands/expiry_arg.h"
#include "engine/commands/families.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"

namespace luarig {
namespace {

// When a new TTL is taken.
struct ExpireCondition {
  bool if_none = false;     // NX
  bool if_any = false;      // XX
  bool if_later = false;    // GT
  bool if_earlier = false;  // LT

  // A key without TTL lives for ever, which is later than any time.
  bool Holds(std::optional<int64_t> current, int64_t deadline) const {
    if (if_none && current) return false;
    if (if_any && !current) return false;
    if (if_later && (!current || deadline <= *current)) return false;
    return !if_earlier || !current || deadline < *current;
  }
};

ExpireCondition ReadCondition(Call& call) {
  ExpireCondition condition;
  ArgReader args(call.argv, 3);
  while (!args.done()) {
    if (args.Take("NX")) {
      condition.if_none = true;
    } else if (args.Take("XX")) {
      condition.if_any = true;
    } else if (args.Take("GT")) {
      condition.if_later = true;
    } else if (args.Take("LT")) {
      condition.if_earlier = true;
    } else {
      throw CommandError(StrCat("ERR Unsupported option ", args.Next()));
    }
  }
  if (condition.if_none && (condition.if_any || condition.if_later || condition.if_earlier)) {
    throw CommandError("ERR NX and XX, GT or LT options at the same time are not compatible");
  }
  if (condition.if_later && condition.if_earlier)
    throw CommandError("ERR GT and LT options at the same time are not compatible");
  return condition;
}

// The time is said absolutely; the conditions stay.
void PropagateDeadline(const Call& call, int64_t deadline) {
  if (!call.propagates()) return;
  if (call.spec.name != "pexpireat") call.PropagateWith(0, "PEXPIREAT");
  call.PropagateWith(2, StrCat(deadline));
}

void SetTtl(Call& call, bool seconds, bool relative) {
  const ExpireCondition condition = ReadCondition(call);
  const int64_t deadline = DeadlineOf(call, IntegerArg(call.argv[2]), seconds, relative);
  const std::string_view key = call.argv[1];

  if (!call.keys.Exists(key)) return call.reply.Integer(0);
  if (!condition.Holds(call.keys.ExpireAt(key), deadline)) return call.reply.Integer(0);
  if (EndsNow(call, deadline)) {
    call.keys.Erase(key);
    call.keys.Changed(EventClass::kGeneric, "del", key);
    PropagateRemoval(call, key, "lazyfree-lazy-expire");
  } else {
    call.keys.SetExpire(key, deadline);
    call.keys.Changed(EventClass::kGeneric, "expire", key);
    PropagateDeadline(call, deadline);
  }
  call.reply.Integer(1);
}

void Expire(Call& call) { SetTtl(call, true, true); }
void ExpireAt(Call& call) { SetTtl(call, true, false); }
void PExpire(Call& call) { SetTtl(call, false, true); }
void PExpireAt(Call& call) { SetTtl(call, false, false); }

void Persist(Call& call) {
  const std::string_view key = call.argv[1];
  if (!call.keys.Exists(key) || !call.keys.Persist(key)) return call.reply.Integer(0);
  call.keys.Changed(EventClass::kGeneric, "persist", key);
  call.reply.Integer(1);
}

// To the nearest second. Unsigned, as the largest time would not fit otherwise.
int64_t ToSeconds(int64_t ms) {
  return static_cast<int64_t>((static_cast<uint64_t>(ms) + 500) / 1000);
}

void ReplyTtl(Call& call, bool seconds, bool relative) {
  constexpr int64_t kNoKey = -2;
  constexpr int64_t kNoTtl = -1;
  const std::string_view key = call.argv[1];
  if (call.keys.FindEntry(key, false) == nullptr) return call.reply.Integer(kNoKey);
  const std::optional<int64_t> deadline = call.keys.ExpireAt(key);
  if (!deadline) return call.reply.Integer(kNoTtl);
  // Never negative: what has ended is gone.
  const int64_t ms = relative ? *deadline - call.server.store.now_ms : *deadline;
  call.reply.Integer(seconds ? ToSeconds(ms) : ms);
}

void Ttl(Call& call) { ReplyTtl(call, true, true); }
void PTtl(Call& call) { ReplyTtl(call, false, true); }
void ExpireTime(Call& call) { ReplyTtl(call, true, false); }
void PExpireTime(Call& call) { ReplyTtl(call, false, false); }

using enum CommandFlag;
using AclCategory::kKeyspace;

// clang-format off
constexpr CommandSpec kExpiry[] = {
    // name        arity flags              acl        keys        since    run          usage
    {"expire",     -3,   kWrite | kFast,    kKeyspace, kUpdateKey, "1.0.0", Expire,      "key seconds [NX | XX | GT | LT]"},
    {"expireat",   -3,   kWrite | kFast,    kKeyspace, kUpdateKey, "1.2.0", ExpireAt,    "key unix-time-seconds [NX | XX | GT | LT]"},
    {"expiretime",  2,   kReadOnly | kFast, kKeyspace, kReadKey,   "7.0.0", ExpireTime,  "key"},
    {"persist",     2,   kWrite | kFast,    kKeyspace, kUpdateKey, "2.2.0", Persist,     "key"},
    {"pexpire",    -3,   kWrite | kFast,    kKeyspace, kUpdateKey, "2.6.0", PExpire,     "key milliseconds [NX | XX | GT | LT]"},
    {"pexpireat",  -3,   kWrite | kFast,    kKeyspace, kUpdateKey, "2.6.0", PExpireAt,   "key unix-time-milliseconds [NX | XX | GT | LT]"},
    {"pexpiretime", 2,   kReadOnly | kFast, kKeyspace, kReadKey,   "7.0.0", PExpireTime, "key"},
    {"pttl",        2,   kReadOnly | kFast, kKeyspace, kReadKey,   "2.6.0", PTtl,        "key"},
    {"ttl",         2,   kReadOnly | kFast, kKeyspace, kReadKey,   "1.0.0", Ttl,         "key"},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> ExpiryCommands() { return kExpiry; }

}  // namespace luarig
