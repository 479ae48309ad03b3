// Sorted set commands that name members or ends. Redis documentation:
// https://redis.io/docs/latest/commands/?group=sorted-set

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/commands/families.h"
#include "engine/commands/sample.h"
#include "engine/commands/zset_range.h"
#include "engine/commands/zset_reply.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"

namespace luarig {
namespace {

// --- Looking at members --------------------------------------------------------------------------

void ZCard(Call& call) {
  const auto* zset = call.keys.Find<ZSet>(call.argv[1]);
  call.reply.Integer(zset == nullptr ? 0 : static_cast<int64_t>(zset->size()));
}

void ReplyScore(Call& call, const ZSet* zset, std::string_view member) {
  const auto score = zset == nullptr ? std::nullopt : zset->Score(member);
  if (!score) return call.reply.Null();
  call.reply.Double(*score);
}

void ZScore(Call& call) { ReplyScore(call, call.keys.Find<ZSet>(call.argv[1]), call.argv[2]); }

void ZMScore(Call& call) {
  const auto* zset = call.keys.Find<ZSet>(call.argv[1]);
  const auto members = call.argv.subspan(2);
  call.reply.Array(members.size());
  for (const std::string_view member : members) ReplyScore(call, zset, member);
}

void ReplyRank(Call& call, bool reverse) {
  const bool with_score = call.argv.size() > 3;
  if (call.argv.size() > 4) throw CommandError::WrongArity(call.spec.name);
  if (with_score && !EqualsIgnoreCase(call.argv[3], "WITHSCORE")) throw CommandError::Syntax();

  const auto* zset = call.keys.Find<ZSet>(call.argv[1]);
  const auto rank = zset == nullptr ? std::nullopt : zset->Rank(call.argv[2]);
  if (!rank) return with_score ? call.reply.NullArray() : call.reply.Null();

  if (with_score) call.reply.Array(2);
  call.reply.Integer(static_cast<int64_t>(reverse ? zset->size() - 1 - *rank : *rank));
  if (with_score) ReplyScore(call, zset, call.argv[2]);
}

void ZRank(Call& call) { ReplyRank(call, false); }
void ZRevRank(Call& call) { ReplyRank(call, true); }

template <typename Range>
void CountRange(Call& call) {
  const Range range(call.argv[2], call.argv[3]);
  const auto* zset = call.keys.Find<ZSet>(call.argv[1]);
  call.reply.Integer(zset == nullptr ? 0 : static_cast<int64_t>(range.Ranks(*zset).size()));
}

void ZCount(Call& call) { CountRange<ScoreRange>(call); }
void ZLexCount(Call& call) { CountRange<LexRange>(call); }

// --- ZADD and its kin ----------------------------------------------------------------------------

struct AddOptions {
  bool if_absent = false;   // NX
  bool if_present = false;  // XX
  bool if_greater = false;  // GT
  bool if_less = false;     // LT
  bool changed = false;     // CH: count changed scores too
  bool increment = false;   // INCR: the number is added to the score
};

AddOptions ReadAddOptions(ArgReader& args) {
  AddOptions options;
  for (;;) {
    if (args.Take("NX")) {
      options.if_absent = true;
    } else if (args.Take("XX")) {
      options.if_present = true;
    } else if (args.Take("CH")) {
      options.changed = true;
    } else if (args.Take("INCR")) {
      options.increment = true;
    } else if (args.Take("GT")) {
      options.if_greater = true;
    } else if (args.Take("LT")) {
      options.if_less = true;
    } else {
      return options;
    }
  }
}

void CheckAddOptions(const AddOptions& options, size_t pairs) {
  if (options.if_absent && options.if_present)
    throw CommandError("ERR XX and NX options at the same time are not compatible");
  if ((options.if_greater && options.if_less) ||
      (options.if_absent && (options.if_greater || options.if_less))) {
    throw CommandError("ERR GT, LT, and/or NX options at the same time are not compatible");
  }
  if (options.increment && pairs > 1)
    throw CommandError("ERR INCR option supports a single increment-element pair");
}

// The score to set for a member that has `old`; nothing if the options forbid it.
std::optional<double> NewScore(const AddOptions& options, std::optional<double> old,
                               double number) {
  if (!old) return options.if_present ? std::nullopt : std::optional(number);
  if (options.if_absent) return std::nullopt;
  const double score = options.increment ? *old + number : number;
  if (std::isnan(score)) throw CommandError("ERR resulting score is not a number (NaN)");
  if (options.if_greater && score <= *old) return std::nullopt;
  if (options.if_less && score >= *old) return std::nullopt;
  return score;
}

struct Added {
  uint64_t added = 0;
  uint64_t updated = 0;
  std::optional<double> score;  // of the last member; nothing if the options kept it
};

Added AddAll(ZSet& zset, const AddOptions& options, std::span<const double> numbers,
             std::span<const std::string_view> pairs) {
  Added result;
  for (size_t i = 0; i < numbers.size(); ++i) {
    const std::string_view member = pairs[2 * i + 1];
    const std::optional<double> old = zset.Score(member);
    result.score = NewScore(options, old, numbers[i]);
    if (!result.score || old == result.score) continue;
    zset.Set(member, *result.score);
    ++(old ? result.updated : result.added);
  }
  return result;
}

// Adds `pairs`, each number before its member.
void AddScores(Call& call, const AddOptions& options, std::span<const std::string_view> pairs) {
  const std::string_view key = call.argv[1];
  std::vector<double> numbers(pairs.size() / 2);
  // What a new set is made for. Targets that do not look at all arguments look at the first pair.
  const bool looks_at_all = call.server.store.limits.expects_arguments;
  size_t longest = pairs[1].size();
  for (size_t i = 0; i < numbers.size(); ++i) {
    numbers[i] = FloatArg(pairs[2 * i]);
    if (looks_at_all) longest = std::max(longest, pairs[2 * i + 1].size());
  }

  Added result;
  // XX creates nothing, not even for a moment.
  if (!options.if_present || call.keys.Find<ZSet>(key) != nullptr) {
    const auto zset = call.keys.Upsert<ZSet>(key);
    zset->Expect(numbers.size(), longest);
    result = AddAll(*zset, options, numbers, pairs);
    if (const uint64_t changes = result.added + result.updated; changes > 0) {
      call.keys.Changed(EventClass::kZSet, options.increment ? "zincr" : "zadd", key, changes);
    }
  }

  if (!options.increment) {
    const uint64_t count = result.added + (options.changed ? result.updated : 0);
    return call.reply.Integer(static_cast<int64_t>(count));
  }
  if (!result.score) return call.reply.Null();
  call.reply.Double(*result.score);
}

void ZAdd(Call& call) {
  ArgReader args(call.argv, 2);
  const AddOptions options = ReadAddOptions(args);
  const auto pairs = args.Rest();
  if (pairs.empty() || pairs.size() % 2 != 0) throw CommandError::Syntax();
  CheckAddOptions(options, pairs.size() / 2);
  AddScores(call, options, pairs);
}

void ZIncrBy(Call& call) {
  // The server reads ZADD's options here as well, and is then short of a member.
  ArgReader args(call.argv, 2);
  ReadAddOptions(args);
  if (args.left() < 2) throw CommandError::Syntax();
  AddScores(call, {.increment = true}, call.argv.subspan(2));
}

void ZRem(Call& call) {
  const std::string_view key = call.argv[1];
  uint64_t removed = 0;
  if (const auto zset = call.keys.Edit<ZSet>(key)) {
    for (const std::string_view member : call.argv.subspan(2)) removed += zset->Erase(member);
    if (removed > 0) call.keys.Changed(EventClass::kZSet, "zrem", key, removed);
  }
  call.reply.Integer(static_cast<int64_t>(removed));
}

// --- Popping -------------------------------------------------------------------------------------

enum class End : uint8_t { kMin, kMax };

// Removes `count` members from one end after visit(member, score) of each, outermost first.
// REQUIRES: count <= size.
template <typename Visit>
void PopFrom(Call& call, std::string_view key, ZSet& zset, End end, size_t count, Visit&& visit) {
  if (count == 0) return;
  const size_t from = end == End::kMin ? 0 : zset.size() - count;
  zset.ForRange(from, from + count, end == End::kMax, visit);
  zset.EraseRange(from, from + count);
  call.keys.Changed(EventClass::kZSet, end == End::kMin ? "zpopmin" : "zpopmax", key, count);
}

void Pop(Call& call, End end) {
  if (call.argv.size() > 3) throw CommandError::Syntax();
  const bool counted = call.argv.size() == 3;
  const size_t count = counted ? static_cast<size_t>(PositiveArg(call.argv[2])) : 1;
  const std::string_view key = call.argv[1];
  const auto zset = call.keys.Edit<ZSet>(key);
  if (!zset) return call.reply.Array(0);

  // Without a count the one pair is never nested.
  const bool nested = counted && call.reply.resp3();
  const size_t popped = std::min(count, zset->size());
  call.reply.Array(nested ? popped : 2 * popped);
  PopFrom(call, key, *zset, end, popped, [&](std::string_view member, double score) {
    if (nested) call.reply.Array(2);
    call.reply.Bulk(member);
    call.reply.Double(score);
  });
}

void ZPopMin(Call& call) { Pop(call, End::kMin); }
void ZPopMax(Call& call) { Pop(call, End::kMax); }

void ZMPop(Call& call) {
  const int64_t key_count =
      IntegerArg(call.argv[1], 1, INT64_MAX, "ERR numkeys should be greater than 0");
  ArgReader args(call.argv, 2);
  if (static_cast<uint64_t>(key_count) >= args.left()) throw CommandError::Syntax();
  const auto keys = args.Words(static_cast<size_t>(key_count));

  End end = End::kMin;
  if (args.Take("MAX")) {
    end = End::kMax;
  } else if (!args.Take("MIN")) {
    throw CommandError::Syntax();
  }
  int64_t count = 1;
  if (args.Take("COUNT", 1))
    count = IntegerArg(args.Next(), 1, INT64_MAX, "ERR count should be greater than 0");
  if (!args.done()) throw CommandError::Syntax();

  for (const std::string_view key : keys) {
    const auto zset = call.keys.Edit<ZSet>(key);
    if (!zset) continue;
    const size_t popped = std::min(static_cast<size_t>(count), zset->size());
    call.reply.Array(2);
    call.reply.Bulk(key);
    call.reply.Array(popped);
    PopFrom(call, key, *zset, end, popped, [&](std::string_view member, double score) {
      call.reply.Array(2);
      call.reply.Bulk(member);
      call.reply.Double(score);
    });
    return;
  }
  call.reply.NullArray();
}

// --- ZRANDMEMBER ---------------------------------------------------------------------------------

// `count` different members, in no order that means anything. REQUIRES: count < size.
void PickDistinct(const ZSet& zset, size_t count, Random& random, ZSetReply& reply) {
  std::vector<size_t> picked = SamplePositions(random, zset.size(), count);
  if (zset.table() != nullptr) {
    NumberText scratch;
    for (const size_t index : picked) {
      const ZSet::Item item = zset.AnyAt(index, scratch);
      reply.Add(item.member, item.score);
    }
    return;
  }
  // A listpack is read once, from the front.
  std::ranges::sort(picked);
  auto next = picked.begin();
  size_t rank = 0;
  zset.ForRange(0, picked.back() + 1, false, [&](std::string_view member, double score) {
    if (*next != rank++) return;
    reply.Add(member, score);
    ++next;
  });
}

void PickWithRepeats(const ZSet& zset, size_t count, Random& random, ZSetReply& reply) {
  NumberText scratch;
  for (; count > 0; --count) {
    const ZSet::Item item = zset.AnyAt(random.Below(zset.size()), scratch);
    reply.Add(item.member, item.score);
  }
}

void ReplyOneRandom(Call& call) {
  const auto* zset = call.keys.Find<ZSet>(call.argv[1]);
  if (zset == nullptr) return call.reply.Null();
  NumberText scratch;
  call.reply.Bulk(zset->AnyAt(call.server.random.Below(zset->size()), scratch).member);
}

void ZRandMember(Call& call) {
  if (call.argv.size() == 2) return ReplyOneRandom(call);

  const int64_t count = SampleCountArg(call.argv[2]);
  ArgReader args(call.argv, 3);
  const bool with_scores = args.Take("WITHSCORES");
  if (!args.done()) throw CommandError::Syntax();
  // Twice the count must be a number too.
  if (with_scores && (count < -INT64_MAX / 2 || count > INT64_MAX / 2))
    throw CommandError("ERR value is out of range");

  const auto* zset = call.keys.Find<ZSet>(call.argv[1]);
  if (zset == nullptr || count == 0) return call.reply.Array(0);
  Random& random = call.server.random;
  if (count < 0) {
    const auto repeats = static_cast<size_t>(-count);
    ZSetReply reply(call.reply, repeats, with_scores);
    return PickWithRepeats(*zset, repeats, random, reply);
  }
  const size_t picked = std::min(static_cast<size_t>(count), zset->size());
  ZSetReply reply(call.reply, picked, with_scores);
  if (picked < zset->size()) return PickDistinct(*zset, picked, random, reply);
  // All of them: the server walks from the highest score down.
  zset->ForRange(0, picked, true,
                 [&](std::string_view member, double score) { reply.Add(member, score); });
}

using enum CommandFlag;
constexpr AclCategory kZSet = AclCategory::kSortedSet;
constexpr TargetSet kOnly70 = TargetId::kRedis70;

constexpr KeySpec kPopKeys[] = {
    {.flags = KeyFlag::kRW | KeyFlag::kAccess | KeyFlags(KeyFlag::kDelete),
     .find = KeySpec::Find::kKeyNum}};

// clang-format off
constexpr CommandSpec kZSets[] = {
    // name         arity flags                      acl    keys            since    run          usage
    {"zadd",        -4,   kWrite | kDenyOom | kFast, kZSet, kUpdateKey,     "1.2.0", ZAdd,        "key [NX | XX] [GT | LT] [CH] [INCR] score member [score member ...]"},
    {"zcard",        2,   kReadOnly | kFast,         kZSet, kLookKey,       "1.2.0", ZCard,       "key"},
    {"zcount",       4,   kReadOnly | kFast,         kZSet, kReadKey,       "2.0.0", ZCount,      "key min max"},
    {"zincrby",      4,   kWrite | kDenyOom | kFast, kZSet, kReadUpdateKey, "1.2.0", ZIncrBy,     "key increment member"},
    {"zlexcount",    4,   kReadOnly | kFast,         kZSet, kReadKey,       "2.8.9", ZLexCount,   "key min max"},
    {"zmpop",       -4,   kWrite,                    kZSet, kPopKeys,       "7.0.0", ZMPop,       "numkeys key [key ...] <MIN | MAX> [COUNT count]"},
    {"zmscore",     -3,   kReadOnly | kFast,         kZSet, kReadKey,       "6.2.0", ZMScore,     "key member [member ...]"},
    {"zpopmax",     -2,   kWrite | kFast,            kZSet, kReadDeleteKey, "5.0.0", ZPopMax,     "key [count]"},
    {"zpopmin",     -2,   kWrite | kFast,            kZSet, kReadDeleteKey, "5.0.0", ZPopMin,     "key [count]"},
    {"zrandmember", -2,   kReadOnly,                 kZSet, kReadKey,       "6.2.0", ZRandMember, "key [count [WITHSCORES]]"},
    {"zrank",        3,   kReadOnly | kFast,         kZSet, kReadKey,       "2.0.0", ZRank,       "key member",             kOnly70},
    {"zrank",       -3,   kReadOnly | kFast,         kZSet, kReadKey,       "2.0.0", ZRank,       "key member [WITHSCORE]", kSince72},
    {"zrem",        -3,   kWrite | kFast,            kZSet, kDeleteInKey,   "1.2.0", ZRem,        "key member [member ...]"},
    {"zrevrank",     3,   kReadOnly | kFast,         kZSet, kReadKey,       "2.0.0", ZRevRank,    "key member",             kOnly70},
    {"zrevrank",    -3,   kReadOnly | kFast,         kZSet, kReadKey,       "2.0.0", ZRevRank,    "key member [WITHSCORE]", kSince72},
    {"zscore",       3,   kReadOnly | kFast,         kZSet, kReadKey,       "1.2.0", ZScore,      "key member"},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> ZSetCommands() { return kZSets; }

}  // namespace luarig
