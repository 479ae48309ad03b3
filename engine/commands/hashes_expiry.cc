// Commands on the time to live of hash fields. Redis documentation:
// https://redis.io/docs/latest/commands/?group=hash

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/commands/expiry_arg.h"
#include "engine/commands/families.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"

namespace luarig {
namespace {

// What these commands answer for a field.
enum : int64_t { kNoField = -2, kNoTime = -1, kConditionFailed = 0, kDone = 1, kDeleted = 2 };

constexpr std::string_view kSetNeedsFields = "ERR Parameter `numFields` should be greater than 0";
constexpr std::string_view kGetNeedsFields = "ERR Number of fields must be a positive integer";

// FIELDS n field [field ...], where `args` stands, to the end. `none` says that n is no count.
std::span<const std::string_view> FieldsArg(ArgReader& args, std::string_view none) {
  if (!args.Take("FIELDS")) {
    throw CommandError("ERR Mandatory argument FIELDS is missing or not at the right position");
  }
  const int64_t count = IntegerArg(args.Next(), 1, INT64_MAX, none);
  if (static_cast<uint64_t>(count) != args.left()) {
    throw CommandError("ERR The `numfields` parameter must match the number of arguments");
  }
  return args.Rest();
}

void ReplyNoFields(Call& call, size_t count) {
  call.reply.Array(count);
  for (; count > 0; --count) call.reply.Integer(kNoField);
}

// --- HEXPIRE and its kind
// ------------------------------------------------------------------------

enum class Condition : uint8_t { kNone, kNotSet, kSet, kLater, kEarlier };

Condition ConditionArg(ArgReader& args) {
  if (args.Take("NX")) return Condition::kNotSet;
  if (args.Take("XX")) return Condition::kSet;
  if (args.Take("GT")) return Condition::kLater;
  if (args.Take("LT")) return Condition::kEarlier;
  return Condition::kNone;
}

// A field without a time ends later than any time.
bool Holds(Condition condition, int64_t current, int64_t time) {
  switch (condition) {
    case Condition::kNone:
      return true;
    case Condition::kNotSet:
      return current == kNever;
    case Condition::kSet:
      return current != kNever;
    case Condition::kLater:
      return current != kNever && time > current;
    case Condition::kEarlier:
      return time < current;
  }
  return false;
}

int64_t TimeArg(const Call& call, bool seconds, bool relative) {
  const int64_t time = IntegerArg(call.argv[2]);
  if (time < 0) throw CommandError("ERR invalid expire time, must be >= 0");
  const int64_t deadline = DeadlineOf(call, time, seconds, relative);
  if (deadline > kLatestEnd) RefuseTime(call);
  return deadline;
}

struct Counts {
  uint64_t set = 0;
  uint64_t deleted = 0;
};

int64_t ExpireField(const Call& call, Hash& hash, std::string_view field, Condition condition,
                    int64_t deadline) {
  const auto current = hash.EndOf(field);
  if (!current) return kNoField;
  if (!Holds(condition, *current, deadline)) return kConditionFailed;
  if (EndsNow(call, deadline)) {
    hash.Erase(field);
    return kDeleted;
  }
  hash.SetEnd(field, deadline);
  return kDone;
}

// Fields that are gone at once are propagated as removed, the others with their time, and those
// that nothing was done to not at all.
class SetTimesPropagation {
 public:
  // Word `first` is the first of the fields.
  SetTimesPropagation(const Call& call, int64_t deadline, size_t first) : call_(call) {
    if (!call.propagates()) return;
    words_.assign(call.argv.begin(), call.argv.begin() + static_cast<std::ptrdiff_t>(first));
    if (call.spec.name != "hpexpireat") words_[0] = "HPEXPIREAT";
    words_[2] = StrCat(deadline);
  }

  void Note(std::string_view field, int64_t answer) {
    if (answer == kDeleted) call_.AlsoPropagate("HDEL", call_.argv[1], field);
    if (answer != kDone) return;
    ++set_;
    if (call_.propagates()) words_.emplace_back(field);
  }
  void End() {
    if (!call_.propagates()) return;
    if (set_ == 0) return call_.PropagateNothing();
    words_[words_.size() - set_ - 1] = StrCat(set_);
    call_.PropagateWords(std::move(words_));
  }

 private:
  const Call& call_;
  size_t set_ = 0;
  std::vector<std::string> words_;
};

void SetTimes(Call& call, bool seconds, bool relative) {
  const std::string_view key = call.argv[1];
  call.keys.Find<Hash>(key);  // another type is refused before any argument is looked at
  const int64_t deadline = TimeArg(call, seconds, relative);
  ArgReader args(call.argv, 3);
  const Condition condition = ConditionArg(args);
  const auto fields = FieldsArg(args, kSetNeedsFields);

  auto hash = call.keys.Edit<Hash>(key);
  if (!hash) return ReplyNoFields(call, fields.size());
  hash->TrackTimes();
  Counts counts;
  SetTimesPropagation propagation(call, deadline, call.argv.size() - fields.size());
  call.reply.Array(fields.size());
  for (const std::string_view field : fields) {
    const int64_t answer = ExpireField(call, *hash, field, condition, deadline);
    if (answer == kDone) ++counts.set;
    if (answer == kDeleted) ++counts.deleted;
    propagation.Note(field, answer);
    call.reply.Integer(answer);
  }
  if (counts.deleted > 0) call.keys.Changed(EventClass::kHash, "hdel", key, counts.deleted);
  if (counts.set > 0) call.keys.Changed(EventClass::kHash, "hexpire", key, counts.set);
  propagation.End();
}

void HExpire(Call& call) { SetTimes(call, true, true); }
void HExpireAt(Call& call) { SetTimes(call, true, false); }
void HPExpire(Call& call) { SetTimes(call, false, true); }
void HPExpireAt(Call& call) { SetTimes(call, false, false); }

void HPersist(Call& call) {
  const std::string_view key = call.argv[1];
  call.keys.Find<Hash>(key);
  ArgReader args(call.argv, 2);
  const auto fields = FieldsArg(args, kGetNeedsFields);

  auto hash = call.keys.Edit<Hash>(key);
  if (!hash) return ReplyNoFields(call, fields.size());
  uint64_t persisted = 0;
  call.reply.Array(fields.size());
  for (const std::string_view field : fields) {
    const auto current = hash->EndOf(field);
    const bool ends = current && *current != kNever;
    if (ends) hash->SetEnd(field, kNever);
    persisted += ends ? 1 : 0;
    call.reply.Integer(!current ? kNoField : ends ? kDone : kNoTime);
  }
  if (persisted > 0) call.keys.Changed(EventClass::kHash, "hpersist", key, persisted);
}

// --- HTTL and its kind
// ---------------------------------------------------------------------------

// Unlike TTL these round up.
int64_t ToSeconds(int64_t ms) { return (ms + 999) / 1000; }

void ReplyTimes(Call& call, bool seconds, bool relative) {
  const Hash* hash = call.keys.Find<Hash>(call.argv[1]);
  ArgReader args(call.argv, 2);
  const auto fields = FieldsArg(args, kGetNeedsFields);
  if (hash == nullptr) return ReplyNoFields(call, fields.size());
  call.reply.Array(fields.size());
  for (const std::string_view field : fields) {
    const auto end = hash->EndOf(field);
    if (!end || *end == kNever) {
      call.reply.Integer(end ? kNoTime : kNoField);
      continue;
    }
    // Never negative: what has ended is gone.
    const int64_t ms = relative ? *end - call.server.store.now_ms : *end;
    call.reply.Integer(seconds ? ToSeconds(ms) : ms);
  }
}

void HTtl(Call& call) { ReplyTimes(call, true, true); }
void HPTtl(Call& call) { ReplyTimes(call, false, true); }
void HExpireTime(Call& call) { ReplyTimes(call, true, false); }
void HPExpireTime(Call& call) { ReplyTimes(call, false, false); }

using enum CommandFlag;
using AclCategory::kHash;

constexpr CommandFlags kSetFlags = kWrite | kDenyOom | kFast;
constexpr CommandFlags kGetFlags = kReadOnly | kFast;
constexpr TargetSet k74 = TargetId::kRedis74;
constexpr std::string_view kGet = "key FIELDS numfields field [field ...]";

// clang-format off
constexpr CommandSpec kHashExpiry[] = {
    // name         arity flags           acl    keys        since    run           usage  targets
    {"hexpire",      -6,  kSetFlags,      kHash, kUpdateKey, "7.4.0", HExpire,      "key seconds [NX | XX | GT | LT] FIELDS numfields field [field ...]", k74},
    {"hexpireat",    -6,  kSetFlags,      kHash, kUpdateKey, "7.4.0", HExpireAt,    "key unix-time-seconds [NX | XX | GT | LT] FIELDS numfields field [field ...]", k74},
    {"hexpiretime",  -5,  kGetFlags,      kHash, kReadKey,   "7.4.0", HExpireTime,  kGet,  k74},
    {"hpersist",     -5,  kWrite | kFast, kHash, kUpdateKey, "7.4.0", HPersist,     kGet,  k74},
    {"hpexpire",     -6,  kSetFlags,      kHash, kUpdateKey, "7.4.0", HPExpire,     "key milliseconds [NX | XX | GT | LT] FIELDS numfields field [field ...]", k74},
    {"hpexpireat",   -6,  kSetFlags,      kHash, kUpdateKey, "7.4.0", HPExpireAt,   "key unix-time-milliseconds [NX | XX | GT | LT] FIELDS numfields field [field ...]", k74},
    {"hpexpiretime", -5,  kGetFlags,      kHash, kReadKey,   "7.4.0", HPExpireTime, kGet,  k74},
    {"hpttl",        -5,  kGetFlags,      kHash, kReadKey,   "7.4.0", HPTtl,        kGet,  k74},
    {"httl",         -5,  kGetFlags,      kHash, kReadKey,   "7.4.0", HTtl,         kGet,  k74},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> HashExpiryCommands() { return kHashExpiry; }

}  // namespace luarig
