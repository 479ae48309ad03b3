// Sorted set commands that name members or ends. Redis documentation:
// https://redis.io/docs/latest/commands/?group=sorted-set

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/commands/families.h"
#include "engine/commands/sample.h"
#include "engine/commands/zset_add.h"
#include "engine/commands/zset_range.h"
#include "engine/commands/zset_reply.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"

namespace luarig {
namespace {

// --- Looking at members --------------------------------------------------------------------------

void ZCard(Call& call) {
  const auto found = call.keys.TryFind<ZSet>(call.argv[1]);
  if (!found) return call.RefuseType();
  const ZSet* zset = *found;
  call.reply.Integer(zset == nullptr ? 0 : static_cast<int64_t>(zset->size()));
}

void ReplyScore(Call& call, const ZSet* zset, std::string_view member) {
  const auto score = zset == nullptr ? std::nullopt : zset->Score(member);
  if (!score) return call.reply.Null();
  call.reply.Double(*score);
}

void ZScore(Call& call) {
  const auto found = call.keys.TryFind<ZSet>(call.argv[1]);
  if (!found) return call.RefuseType();
  ReplyScore(call, *found, call.argv[2]);
}

void ZMScore(Call& call) {
  const auto found = call.keys.TryFind<ZSet>(call.argv[1]);
  if (!found) return call.RefuseType();
  const ZSet* zset = *found;
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

ZAddOptions ReadAddOptions(ArgReader& args) {
  ZAddOptions options;
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

void CheckAddOptions(const ZAddOptions& options, size_t pairs) {
  if (options.if_absent && options.if_present)
    throw CommandError("ERR XX and NX options at the same time are not compatible");
  if ((options.if_greater && options.if_less) ||
      (options.if_absent && (options.if_greater || options.if_less))) {
    throw CommandError("ERR GT, LT, and/or NX options at the same time are not compatible");
  }
  if (options.increment && pairs > 1)
    throw CommandError("ERR INCR option supports a single increment-element pair");
}

// Adds `pairs`, each number before its member.
void AddPairs(Call& call, const ZAddOptions& options, std::span<const std::string_view> pairs) {
  if (pairs.size() == 2) {  // mostly
    const ScoredMember item{FloatArg(pairs[0]), pairs[1]};
    return AddScores(call, options, {&item, 1});
  }
  std::vector<ScoredMember> items;
  items.reserve(pairs.size() / 2);
  for (size_t i = 0; i + 1 < pairs.size(); i += 2)
    items.push_back({FloatArg(pairs[i]), pairs[i + 1]});
  AddScores(call, options, items);
}

void ZAdd(Call& call) {
  ArgReader args(call.argv, 2);
  const ZAddOptions options = ReadAddOptions(args);
  const auto pairs = args.Rest();
  if (pairs.empty() || pairs.size() % 2 != 0) throw CommandError::Syntax();
  CheckAddOptions(options, pairs.size() / 2);
  AddPairs(call, options, pairs);
}

void ZIncrBy(Call& call) {
  // The server reads ZADD's options here as well, and is then short of a member.
  ArgReader args(call.argv, 2);
  ReadAddOptions(args);
  if (args.left() < 2) throw CommandError::Syntax();
  AddPairs(call, {.increment = true}, call.argv.subspan(2));
}

void ZRem(Call& call) {
  const std::string_view key = call.argv[1];
  uint64_t removed = 0;
  if (const auto zset = call.keys.TryEdit<ZSet>(key)) {
    for (const std::string_view member : call.argv.subspan(2)) removed += zset->Erase(member);
    if (removed > 0) call.keys.Changed(EventClass::kZSet, "zrem", key, removed);
  } else if (zset.other_type()) {
    return call.RefuseType();
  }
  call.reply.Integer(static_cast<int64_t>(removed));
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

// clang-format off
constexpr CommandSpec kZSets[] = {
    // name         arity flags                      acl    keys            since    run          usage
    {"zadd",        -4,   kWrite | kDenyOom | kFast, kZSet, kUpdateKey,     "1.2.0", ZAdd,        "key [NX | XX] [GT | LT] [CH] [INCR] score member [score member ...]"},
    {"zcard",        2,   kReadOnly | kFast,         kZSet, kLookKey,       "1.2.0", ZCard,       "key"},
    {"zcount",       4,   kReadOnly | kFast,         kZSet, kReadKey,       "2.0.0", ZCount,      "key min max"},
    {"zincrby",      4,   kWrite | kDenyOom | kFast, kZSet, kReadUpdateKey, "1.2.0", ZIncrBy,     "key increment member"},
    {"zlexcount",    4,   kReadOnly | kFast,         kZSet, kReadKey,       "2.8.9", ZLexCount,   "key min max"},
    {"zmscore",     -3,   kReadOnly | kFast,         kZSet, kReadKey,       "6.2.0", ZMScore,     "key member [member ...]"},
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
