// Hash commands. Redis documentation: https://redis.io/docs/latest/commands/?group=hash

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/commands/families.h"
#include "engine/commands/sample.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"

namespace luarig {
namespace {

// --- Reading -----------------------------------------------------------------------------------

// A hash that is read field by field. A field that is met after its time is removed for good, and
// the hash with its last one.
class HashReader {
 public:
  HashReader(Call& call, const Hash* hash) : keys_(call.keys), key_(call.argv[1]), hash_(hash) {}

  // The value is good until the next look or use of `scratch`.
  MaybeText Find(std::string_view field, NumberText& scratch) {
    if (hash_ == nullptr) return std::nullopt;
    const auto value = hash_->Find(field, scratch);
    if (!value && hash_->Hides(field)) hash_ = keys_.MeetField(key_, field);
    return value;
  }

 private:
  Keyspace& keys_;
  std::string_view key_;
  const Hash* hash_;
};

void ReplyValue(Call& call, MaybeText value) {
  if (value) {
    call.reply.Bulk(*value);
  } else {
    call.reply.Null();
  }
}

void HGet(Call& call) {
  const auto found = call.keys.TryFind<Hash>(call.argv[1]);
  if (!found) return call.RefuseType();
  NumberText scratch;
  ReplyValue(call, HashReader(call, *found).Find(call.argv[2], scratch));
}

void HMGet(Call& call) {
  const auto found = call.keys.TryFind<Hash>(call.argv[1]);
  if (!found) return call.RefuseType();
  HashReader hash(call, *found);
  const auto fields = call.argv.subspan(2);
  call.reply.Array(fields.size());
  NumberText scratch;
  for (const std::string_view field : fields) ReplyValue(call, hash.Find(field, scratch));
}

void HExists(Call& call) {
  const auto found = call.keys.TryFind<Hash>(call.argv[1]);
  if (!found) return call.RefuseType();
  NumberText scratch;
  call.reply.Integer(HashReader(call, *found).Find(call.argv[2], scratch) ? 1 : 0);
}

void HLen(Call& call) {
  const auto found = call.keys.TryFind<Hash>(call.argv[1]);
  if (!found) return call.RefuseType();
  const Hash* hash = *found;
  call.reply.Integer(hash == nullptr ? 0 : static_cast<int64_t>(hash->counted()));
}

void HStrLen(Call& call) {
  const auto found = call.keys.TryFind<Hash>(call.argv[1]);
  if (!found) return call.RefuseType();
  NumberText scratch;
  const auto value = HashReader(call, *found).Find(call.argv[2], scratch);
  call.reply.Integer(value ? static_cast<int64_t>(value->size()) : 0);
}

void HGetAll(Call& call) {
  const auto found = call.keys.TryFind<Hash>(call.argv[1]);
  if (!found) return call.RefuseType();
  const Hash* hash = *found;
  if (hash == nullptr) return call.reply.Map(0);
  call.reply.Map(hash->size());
  hash->ForEach([&](std::string_view field, std::string_view value) {
    call.reply.Bulk(field);
    call.reply.Bulk(value);
  });
}

void HKeys(Call& call) {
  const auto found = call.keys.TryFind<Hash>(call.argv[1]);
  if (!found) return call.RefuseType();
  const Hash* hash = *found;
  if (hash == nullptr) return call.reply.Array(0);
  call.reply.Array(hash->size());
  hash->ForEach([&](std::string_view field, std::string_view) { call.reply.Bulk(field); });
}

void HVals(Call& call) {
  const auto found = call.keys.TryFind<Hash>(call.argv[1]);
  if (!found) return call.RefuseType();
  const Hash* hash = *found;
  if (hash == nullptr) return call.reply.Array(0);
  call.reply.Array(hash->size());
  hash->ForEach([&](std::string_view, std::string_view value) { call.reply.Bulk(value); });
}

// --- HRANDFIELD ----------------------------------------------------------------------------------

// The reply of HRANDFIELD with a count: fields, or fields with values, which RESP3 nests.
class PairReply {
 public:
  PairReply(ReplySink& reply, bool with_values, size_t pairs)
      : reply_(reply), with_values_(with_values), nested_(with_values && reply.resp3()) {
    reply.Array(with_values && !nested_ ? pairs * 2 : pairs);
  }

  void Add(std::string_view field, std::string_view value) {
    if (nested_) reply_.Array(2);
    reply_.Bulk(field);
    if (with_values_) reply_.Bulk(value);
  }

 private:
  ReplySink& reply_;
  bool with_values_;
  bool nested_;
};

// Replies with the pairs at `positions`, which are ascending.
void AddAscending(PairReply& reply, const Hash& hash, const std::vector<size_t>& positions) {
  size_t at = 0;
  auto next = positions.begin();
  hash.ForEach([&](std::string_view field, std::string_view value) {
    if (next != positions.end() && *next == at++) {
      reply.Add(field, value);
      ++next;
    }
  });
}

void RandomFields(Call& call, int64_t count, bool with_values) {
  const Hash* hash = call.keys.Find<Hash>(call.argv[1]);
  const size_t size = hash == nullptr ? 0 : hash->size();  // 0 as well if all fields have ended
  if (size == 0 || count == 0) return call.reply.Array(0);

  NumberText field_scratch;
  NumberText value_scratch;
  if (count < 0) {
    PairReply reply(call.reply, with_values, PicksOf(count));
    for (size_t left = PicksOf(count); left > 0; --left) {
      const auto pair = hash->At(call.server.random.Below(size), field_scratch, value_scratch);
      reply.Add(pair.field, pair.value);
    }
    return;
  }
  if (PicksOf(count) >= size) {
    PairReply reply(call.reply, with_values, size);
    hash->ForEach([&](std::string_view field, std::string_view value) { reply.Add(field, value); });
    return;
  }
  auto positions = SamplePositions(call.server.random, size, PicksOf(count));
  PairReply reply(call.reply, with_values, positions.size());
  if (hash->encoding() != Encoding::kHashtable) {
    // The server walks a small hash once, so its picks keep the hash's order.
    std::sort(positions.begin(), positions.end());
    return AddAscending(reply, *hash, positions);
  }
  for (const size_t position : positions) {
    const auto pair = hash->At(position, field_scratch, value_scratch);
    reply.Add(pair.field, pair.value);
  }
}

void HRandField(Call& call) {
  if (call.argv.size() == 2) {
    const Hash* hash = call.keys.Find<Hash>(call.argv[1]);
    const size_t size = hash == nullptr ? 0 : hash->size();
    if (size == 0) return call.reply.Null();
    NumberText field;
    NumberText value;
    return call.reply.Bulk(hash->At(call.server.random.Below(size), field, value).field);
  }
  const int64_t count = SampleCountArg(call.argv[2]);
  const bool with_values = call.argv.size() == 4;
  if (call.argv.size() > 4 || (with_values && !EqualsIgnoreCase(call.argv[3], "WITHVALUES")))
    throw CommandError::Syntax();
  if (with_values && PicksOf(count) > INT64_MAX / 2)
    throw CommandError("ERR value is out of range");
  RandomFields(call, count, with_values);
}

// --- Changing ------------------------------------------------------------------------------------

constexpr int64_t kRefused = -1;

// Sets every pair of argv[2..] and returns how many fields are new; kRefused if it refused.
int64_t SetFields(Call& call) {
  const auto words = call.argv.subspan(2);
  if (words.size() % 2 != 0) throw CommandError::WrongArity(call.spec.name);

  const std::string_view key = call.argv[1];
  const auto hash = call.keys.TryUpsert<Hash>(key);
  if (hash.other_type()) {
    call.RefuseType();
    return kRefused;
  }
  hash->Expect(words.size() / 2);
  int64_t added = 0;
  for (size_t i = 0; i < words.size(); i += 2) added += hash->Set(words[i], words[i + 1]) ? 1 : 0;
  call.keys.Changed(EventClass::kHash, "hset", key, words.size() / 2);
  return added;
}

void HSet(Call& call) {
  const int64_t added = SetFields(call);
  if (added != kRefused) call.reply.Integer(added);
}

void HMSet(Call& call) {
  if (SetFields(call) != kRefused) call.reply.Ok();
}

void HSetNx(Call& call) {
  const std::string_view key = call.argv[1];
  auto hash = call.keys.Upsert<Hash>(key);
  if (hash->Contains(call.argv[2])) return call.reply.Integer(0);
  hash->Set(call.argv[2], call.argv[3]);
  call.keys.Changed(EventClass::kHash, "hset", key);
  call.reply.Integer(1);
}

void HDel(Call& call) {
  const std::string_view key = call.argv[1];
  uint64_t removed = 0;
  if (const auto hash = call.keys.TryEdit<Hash>(key)) {
    for (const std::string_view field : call.argv.subspan(2)) removed += hash->Erase(field) ? 1 : 0;
    if (removed > 0) call.keys.Changed(EventClass::kHash, "hdel", key, removed);
  } else if (hash.other_type()) {
    return call.RefuseType();
  }
  call.reply.Integer(static_cast<int64_t>(removed));
}

// A key that is created here holds no field, so the errors below leave none behind.
void HIncrBy(Call& call) {
  const int64_t increment = IntegerArg(call.argv[3]);
  const std::string_view key = call.argv[1];
  const auto hash = call.keys.TryUpsert<Hash>(key);
  if (hash.other_type()) return call.RefuseType();

  NumberText scratch;
  int64_t number = 0;
  if (const auto value = hash->Find(call.argv[2], scratch)) {
    const auto stored = ParseInteger(*value);
    if (!stored) throw CommandError("ERR hash value is not an integer");
    number = *stored;
  }
  if (__builtin_add_overflow(number, increment, &number))
    throw CommandError("ERR increment or decrement would overflow");

  hash->SetValue(call.argv[2], FormatInteger(number, scratch));
  call.keys.Changed(EventClass::kHash, "hincrby", key);
  call.reply.Integer(number);
}

void HIncrByFloat(Call& call) {
  const std::optional<long double> increment = ParseLongDouble(call.argv[3]);
  if (!increment) throw CommandError::NotFloat();
  if (std::isinf(*increment)) throw CommandError("ERR value is NaN or Infinity");
  const std::string_view key = call.argv[1];
  auto hash = call.keys.Upsert<Hash>(key);

  NumberText scratch;
  long double number = *increment;
  if (const auto value = hash->Find(call.argv[2], scratch)) {
    const auto stored = ParseLongDouble(*value);
    if (!stored) throw CommandError("ERR hash value is not a float");
    number += *stored;
  }
  if (std::isnan(number) || std::isinf(number))
    throw CommandError("ERR increment would produce NaN or Infinity");

  const std::string text = FormatLongDouble(number);
  hash->SetValue(call.argv[2], text);
  call.keys.Changed(EventClass::kHash, "hincrbyfloat", key);
  call.PropagateAs("HSET", key, call.argv[2], text);
  call.reply.Bulk(text);
}

using enum CommandFlag;
using AclCategory::kHash;

// clang-format off
constexpr CommandSpec kHashes[] = {
    // name         arity flags                      acl    keys            since    run           usage
    {"hdel",        -3,   kWrite | kFast,            kHash, kDeleteInKey,   "2.0.0", HDel,         "key field [field ...]"},
    {"hexists",      3,   kReadOnly | kFast,         kHash, kLookKey,       "2.0.0", HExists,      "key field"},
    {"hget",         3,   kReadOnly | kFast,         kHash, kReadKey,       "2.0.0", HGet,         "key field"},
    {"hgetall",      2,   kReadOnly,                 kHash, kReadKey,       "2.0.0", HGetAll,      "key"},
    {"hincrby",      4,   kWrite | kDenyOom | kFast, kHash, kReadUpdateKey, "2.0.0", HIncrBy,      "key field increment"},
    {"hincrbyfloat", 4,   kWrite | kDenyOom | kFast, kHash, kReadUpdateKey, "2.6.0", HIncrByFloat, "key field increment"},
    {"hkeys",        2,   kReadOnly,                 kHash, kReadKey,       "2.0.0", HKeys,        "key"},
    {"hlen",         2,   kReadOnly | kFast,         kHash, kLookKey,       "2.0.0", HLen,         "key"},
    {"hmget",       -3,   kReadOnly | kFast,         kHash, kReadKey,       "2.0.0", HMGet,        "key field [field ...]"},
    {"hmset",       -4,   kWrite | kDenyOom | kFast, kHash, kUpdateKey,     "2.0.0", HMSet,        "key field value [field value ...]"},
    {"hrandfield",  -2,   kReadOnly,                 kHash, kReadKey,       "6.2.0", HRandField,   "key [count [WITHVALUES]]"},
    {"hset",        -4,   kWrite | kDenyOom | kFast, kHash, kUpdateKey,     "2.0.0", HSet,         "key field value [field value ...]"},
    {"hsetnx",       4,   kWrite | kDenyOom | kFast, kHash, kInsertKey,     "2.0.0", HSetNx,       "key field value"},
    {"hstrlen",      3,   kReadOnly | kFast,         kHash, kLookKey,       "3.2.0", HStrLen,      "key field"},
    {"hvals",        2,   kReadOnly,                 kHash, kReadKey,       "2.0.0", HVals,        "key"},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> HashCommands() { return kHashes; }

}  // namespace luarig
