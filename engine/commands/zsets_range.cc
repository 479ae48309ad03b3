// Sorted set commands that name a range. Redis documentation:
// https://redis.io/docs/latest/commands/?group=sorted-set

#include <algorithm>
#include <optional>
#include <variant>

#include "engine/commands/families.h"
#include "engine/commands/zset_range.h"
#include "engine/commands/zset_reply.h"
#include "engine/commands/zset_store.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"

namespace luarig {
namespace {

enum class By : uint8_t { kRank, kScore, kLex };

// What a command asks for. ZRANGE leaves `by` and `reverse` to its options; the older commands set
// them, which makes those options syntax errors.
struct RangeQuery {
  std::optional<By> by;
  std::optional<bool> reverse;
  bool with_scores = false;
  int64_t offset = 0;  // < 0: nothing
  int64_t count = -1;  // < 0: all
};

void ReadOptions(ArgReader args, bool store, RangeQuery& query) {
  while (!args.done()) {
    if (!store && args.Take("WITHSCORES")) {
      query.with_scores = true;
    } else if (args.Take("LIMIT", 2)) {
      query.offset = args.NextInteger();
      query.count = args.NextInteger();
    } else if (!query.reverse && args.Take("REV")) {
      query.reverse = true;
    } else if (!query.by && args.Take("BYLEX")) {
      query.by = By::kLex;
    } else if (!query.by && args.Take("BYSCORE")) {
      query.by = By::kScore;
    } else {
      throw CommandError::Syntax();
    }
  }
  if (!query.by) query.by = By::kRank;
  if (!query.reverse) query.reverse = false;

  // A LIMIT without a count is not noticed.
  if (query.by == By::kRank && query.count != -1) {
    throw CommandError(
        "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
  }
  if (query.by == By::kLex && query.with_scores) {
    throw CommandError("ERR syntax error, WITHSCORES not supported in combination with BYLEX");
  }
}

using Range = std::variant<IndexRange, ScoreRange, LexRange>;

// Scores and members are given from the end the walk begins at.
Range ReadRange(const RangeQuery& query, std::string_view first, std::string_view second) {
  if (query.by == By::kRank) return IndexRange(first, second);
  if (query.reverse == true) std::swap(first, second);
  if (query.by == By::kScore) return ScoreRange(first, second);
  return LexRange(first, second);
}

RankRange Limited(const RangeQuery& query, RankRange ranks) {
  if (query.by == By::kRank) return ranks;
  if (query.offset < 0) return {};
  const size_t skipped = std::min(static_cast<size_t>(query.offset), ranks.size());
  const size_t rest = ranks.size() - skipped;
  const size_t taken = query.count < 0 ? rest : std::min(static_cast<size_t>(query.count), rest);
  if (query.reverse == true) return {ranks.to - skipped - taken, ranks.to - skipped};
  return {ranks.from + skipped, ranks.from + skipped + taken};
}

struct Selection {
  const ZSet* zset = nullptr;  // null: no such key
  RankRange ranks;
  bool reverse = false;
  bool with_scores = false;
  bool by_rank = false;

  // Visits the items in the order of the reply.
  template <typename F>
  void ForEach(F&& visit) const {
    if (zset != nullptr) zset->ForRange(ranks.from, ranks.to, reverse, visit);
  }
};

// The part of the set at argv[key_word] that the words after it name.
Selection Select(Call& call, size_t key_word, bool store, RangeQuery query) {
  ReadOptions(ArgReader(call.argv, key_word + 3), store, query);
  const Range range = ReadRange(query, call.argv[key_word + 1], call.argv[key_word + 2]);

  Selection selected{.reverse = *query.reverse,
                     .with_scores = query.with_scores,
                     .by_rank = query.by == By::kRank};
  selected.zset = call.keys.Find<ZSet>(call.argv[key_word]);
  if (selected.zset == nullptr) return selected;
  const auto ranks_of = [&](const auto& part) {
    return part.Ranks(*selected.zset, selected.reverse);
  };
  selected.ranks = Limited(query, std::visit(ranks_of, range));
  return selected;
}

void ReplyRange(Call& call, const RangeQuery& query) {
  const Selection selected = Select(call, 1, false, query);
  ZSetReply reply(call.reply, selected.ranks.size(), selected.with_scores);
  selected.ForEach([&](std::string_view member, double score) { reply.Add(member, score); });
}

void ZRange(Call& call) { ReplyRange(call, {}); }
void ZRevRange(Call& call) { ReplyRange(call, {.by = By::kRank, .reverse = true}); }
void ZRangeByScore(Call& call) { ReplyRange(call, {.by = By::kScore, .reverse = false}); }
void ZRevRangeByScore(Call& call) { ReplyRange(call, {.by = By::kScore, .reverse = true}); }
void ZRangeByLex(Call& call) { ReplyRange(call, {.by = By::kLex, .reverse = false}); }
void ZRevRangeByLex(Call& call) { ReplyRange(call, {.by = By::kLex, .reverse = true}); }

void ZRangeStore(Call& call) {
  const Selection selected = Select(call, 2, true, {});
  // The server knows how many there will be only of ranks.
  ZSet result = NewZSet(call, selected.by_rank ? selected.ranks.size() : 0);
  selected.ForEach([&](std::string_view member, double score) { result.Set(member, score); });
  StoreZSet(call, call.argv[1], std::move(result), "zrangestore");
}

template <typename AnyRange>
void RemoveRange(Call& call, std::string_view event) {
  const AnyRange range(call.argv[2], call.argv[3]);
  const std::string_view key = call.argv[1];
  size_t removed = 0;
  if (const auto zset = call.keys.Edit<ZSet>(key)) {
    const RankRange ranks = range.Ranks(*zset);
    removed = ranks.size();
    zset->EraseRange(ranks.from, ranks.to);
    if (removed > 0) call.keys.Changed(EventClass::kZSet, event, key, removed);
  }
  call.reply.Integer(static_cast<int64_t>(removed));
}

void ZRemRangeByRank(Call& call) { RemoveRange<IndexRange>(call, "zremrangebyrank"); }
void ZRemRangeByScore(Call& call) { RemoveRange<ScoreRange>(call, "zremrangebyscore"); }
void ZRemRangeByLex(Call& call) { RemoveRange<LexRange>(call, "zremrangebylex"); }

using enum CommandFlag;
constexpr AclCategory kZSet = AclCategory::kSortedSet;

constexpr KeySpec kStoreKeys[] = {
    {.flags = KeyFlag::kOW | KeyFlag::kUpdate},
    {.flags = KeyFlag::kRO | KeyFlag::kAccess, .index = 2},
};

// clang-format off
constexpr CommandSpec kZSetRanges[] = {
    // name              arity flags              acl    keys          since    run               usage
    {"zrange",           -4,   kReadOnly,         kZSet, kReadKey,     "1.2.0", ZRange,           "key start stop [BYSCORE | BYLEX] [REV] [LIMIT offset count] [WITHSCORES]"},
    {"zrangebylex",      -4,   kReadOnly,         kZSet, kReadKey,     "2.8.9", ZRangeByLex,      "key min max [LIMIT offset count]"},
    {"zrangebyscore",    -4,   kReadOnly,         kZSet, kReadKey,     "1.0.5", ZRangeByScore,    "key min max [WITHSCORES] [LIMIT offset count]"},
    {"zrangestore",      -5,   kWrite | kDenyOom, kZSet, kStoreKeys,   "6.2.0", ZRangeStore,      "dst src min max [BYSCORE | BYLEX] [REV] [LIMIT offset count]"},
    {"zremrangebylex",    4,   kWrite,            kZSet, kDeleteInKey, "2.8.9", ZRemRangeByLex,   "key min max"},
    {"zremrangebyrank",   4,   kWrite,            kZSet, kDeleteInKey, "2.0.0", ZRemRangeByRank,  "key start stop"},
    {"zremrangebyscore",  4,   kWrite,            kZSet, kDeleteInKey, "1.2.0", ZRemRangeByScore, "key min max"},
    {"zrevrange",        -4,   kReadOnly,         kZSet, kReadKey,     "1.2.0", ZRevRange,        "key start stop [WITHSCORES]"},
    {"zrevrangebylex",   -4,   kReadOnly,         kZSet, kReadKey,     "2.8.9", ZRevRangeByLex,   "key max min [LIMIT offset count]"},
    {"zrevrangebyscore", -4,   kReadOnly,         kZSet, kReadKey,     "2.2.0", ZRevRangeByScore, "key max min [WITHSCORES] [LIMIT offset count]"},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> ZSetRangeCommands() { return kZSetRanges; }

}  // namespace luarig
