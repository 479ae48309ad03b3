// Unions, intersections and differences of sorted sets. Redis documentation:
// https://redis.io/docs/latest/commands/?group=sorted-set

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/commands/families.h"
#include "engine/commands/zset_reply.h"
#include "engine/commands/zset_store.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"

namespace luarig {
namespace {

// --- Inputs --------------------------------------------------------------------------------------

// How many ranks are visited between two looks at whether to go on.
constexpr size_t kWalkStride = 64;

// A sorted set, or a set, whose members all have the score 1; or a missing key, which is empty.
// Points into the keyspace: valid until the next change.
struct Input {
  const ZSet* zset = nullptr;
  const Set* set = nullptr;
  double weight = 1;

  size_t size() const {
    if (zset != nullptr) return zset->size();
    return set != nullptr ? set->size() : 0;
  }
  bool Is(const Input& other) const { return zset == other.zset && set == other.set; }

  std::optional<double> Score(std::string_view member) const {
    if (zset != nullptr) return zset->Score(member);
    if (set != nullptr && set->Contains(member)) return 1;
    return std::nullopt;
  }

  // visit(member, score), without the weight.
  template <typename F>
  void ForEach(F&& visit) const {
    if (zset != nullptr) zset->ForRange(0, zset->size(), false, visit);
    if (set != nullptr) set->ForEach([&](std::string_view member) { visit(member, 1); });
  }

  // visit(member) until that is false, give or take a few steps that visit nothing.
  template <typename F>
  void ForEachWhile(F&& visit) const {
    bool more = true;
    const auto step = [&](std::string_view member, double) { more = more && visit(member); };
    if (zset == nullptr) return ForEach(step);
    for (size_t from = 0; more && from < size(); from += kWalkStride) {
      zset->ForRange(from, std::min(from + kWalkStride, size()), false, step);
    }
  }
};

Input FindInput(Call& call, std::string_view key) {
  const Entry* entry = call.keys.FindEntry(key);
  if (entry == nullptr) return {};
  if (entry->type() == ValueType::kZSet) return {.zset = entry->collection<ZSet>()};
  if (entry->type() == ValueType::kSet) return {.set = entry->collection<Set>()};
  throw CommandError::WrongType();
}

// Reads "numkeys key ..." at argv[numkeys_word]; leaves `args` behind it.
std::vector<Input> ReadInputs(Call& call, ArgReader& args) {
  const int64_t count = args.NextInteger();
  if (count < 1) {
    throw CommandError(
        StrCat("ERR at least 1 input key is needed for '", call.spec.name, "' command"));
  }
  if (static_cast<uint64_t>(count) > args.left()) throw CommandError::Syntax();
  std::vector<Input> inputs;
  inputs.reserve(static_cast<size_t>(count));
  for (const std::string_view key : args.Words(static_cast<size_t>(count))) {
    inputs.push_back(FindInput(call, key));
  }
  return inputs;
}

// The order in which scores are added up, which shows in the last digits.
void SortBySize(std::vector<Input>& inputs) { std::ranges::stable_sort(inputs, {}, &Input::size); }

// --- Scores --------------------------------------------------------------------------------------

enum class Aggregate : uint8_t { kSum, kMin, kMax };

struct AlgebraOptions {
  Aggregate aggregate = Aggregate::kSum;
  bool with_scores = false;
};

// What is not a number counts as zero: inf times 0.
double Weighted(double score, double weight) {
  const double weighted = score * weight;
  return std::isnan(weighted) ? 0 : weighted;
}

double Combine(Aggregate how, double score, double other) {
  if (how == Aggregate::kMin) return other < score ? other : score;
  if (how == Aggregate::kMax) return other > score ? other : score;
  const double sum = score + other;
  return std::isnan(sum) ? 0 : sum;  // inf + -inf
}

Aggregate AggregateArg(std::string_view word) {
  if (EqualsIgnoreCase(word, "SUM")) return Aggregate::kSum;
  if (EqualsIgnoreCase(word, "MIN")) return Aggregate::kMin;
  if (EqualsIgnoreCase(word, "MAX")) return Aggregate::kMax;
  throw CommandError::Syntax();
}

double WeightArg(std::string_view word) {
  const auto weight = ParseDouble(word);
  if (!weight) throw CommandError("ERR weight value is not a float");
  return *weight;
}

// Reads the options behind the keys; the weights go to their inputs. ZDIFF has neither weights nor
// aggregates, STORE forms reply no scores.
AlgebraOptions ReadOptions(ArgReader& args, std::vector<Input>& inputs, bool combines,
                           bool replies) {
  AlgebraOptions options;
  while (!args.done()) {
    if (combines && args.Take("WEIGHTS", inputs.size())) {
      for (Input& input : inputs) input.weight = WeightArg(args.Next());
    } else if (combines && args.Take("AGGREGATE", 1)) {
      options.aggregate = AggregateArg(args.Next());
    } else if (replies && args.Take("WITHSCORES")) {
      options.with_scores = true;
    } else {
      throw CommandError::Syntax();
    }
  }
  return options;
}

// --- Results -------------------------------------------------------------------------------------

// Members with their scores as they come together, each once.
class Combination {
 public:
  void Add(std::string_view member, double score) {
    members_.Append(ScoreNode::Create(member, score));
  }
  void Merge(std::string_view member, double score, Aggregate how) {
    const uint32_t hash = ZSet::Table::HashOf(member);
    const uint32_t slot = members_.Find(member, hash);
    if (slot == ZSet::Table::kNone) {
      members_.Append(ScoreNode::Create(member, score), hash);
      return;
    }
    ScoreNode* node = members_.at(slot);
    node->score = Combine(how, node->score, score);
  }

  // In the order of a sorted set. Valid as long as this is unchanged.
  std::vector<const ScoreNode*> Sorted() const {
    std::vector<const ScoreNode*> nodes;
    nodes.reserve(members_.size());
    for (size_t i = 0; i < members_.size(); ++i) nodes.push_back(members_.at(i));
    std::ranges::sort(nodes, [](const ScoreNode* a, const ScoreNode* b) {
      if (a->score != b->score) return a->score < b->score;
      return a->member() < b->member();
    });
    return nodes;
  }

 private:
  ZSet::Table members_;
};

Combination Unite(std::vector<Input> inputs, Aggregate how) {
  SortBySize(inputs);
  Combination result;
  for (const Input& input : inputs) {
    input.ForEach([&](std::string_view member, double score) {
      result.Merge(member, Weighted(score, input.weight), how);
    });
  }
  return result;
}

Combination Intersect(std::vector<Input> inputs, Aggregate how) {
  SortBySize(inputs);
  const Input& smallest = inputs.front();
  const std::span<const Input> others = std::span(inputs).subspan(1);
  Combination result;
  smallest.ForEach([&](std::string_view member, double first_score) {
    double score = Weighted(first_score, smallest.weight);
    for (const Input& other : others) {
      // The same set again needs no search.
      const auto found = other.Is(smallest) ? first_score : other.Score(member);
      if (!found) return;
      score = Combine(how, score, *found * other.weight);
    }
    result.Add(member, score);
  });
  return result;
}

Combination Subtract(const std::vector<Input>& inputs) {
  const Input& first = inputs.front();
  const std::span<const Input> others = std::span(inputs).subspan(1);
  Combination result;
  if (std::ranges::any_of(others, [&](const Input& other) { return other.Is(first); }))
    return result;
  first.ForEach([&](std::string_view member, double score) {
    const auto holds = [&](const Input& other) { return other.Score(member).has_value(); };
    if (std::ranges::none_of(others, holds)) result.Add(member, score);
  });
  return result;
}

// --- Commands ------------------------------------------------------------------------------------

enum class Operation : uint8_t { kUnion, kInter, kDiff };

Combination Compute(Operation operation, std::vector<Input> inputs, Aggregate how) {
  if (operation == Operation::kUnion) return Unite(std::move(inputs), how);
  if (operation == Operation::kInter) return Intersect(std::move(inputs), how);
  return Subtract(inputs);
}

void Reply(Call& call, Operation operation) {
  ArgReader args(call.argv, 1);
  std::vector<Input> inputs = ReadInputs(call, args);
  const AlgebraOptions options = ReadOptions(args, inputs, operation != Operation::kDiff, true);

  const Combination result = Compute(operation, std::move(inputs), options.aggregate);
  const auto nodes = result.Sorted();
  ZSetReply reply(call.reply, nodes.size(), options.with_scores);
  for (const ScoreNode* node : nodes) reply.Add(node->member(), node->score);
}

void Store(Call& call, Operation operation, std::string_view event) {
  ArgReader args(call.argv, 2);
  std::vector<Input> inputs = ReadInputs(call, args);
  const AlgebraOptions options = ReadOptions(args, inputs, operation != Operation::kDiff, false);

  const Combination result = Compute(operation, std::move(inputs), options.aggregate);
  const auto nodes = result.Sorted();
  uint32_t longest = 0;
  for (const ScoreNode* node : nodes) longest = std::max(longest, node->size);
  ZSet stored = NewZSet(call, nodes.size(), longest);
  for (const ScoreNode* node : nodes) stored.Set(node->member(), node->score);
  StoreZSet(call, call.argv[1], std::move(stored), event);
}

void ZUnion(Call& call) { Reply(call, Operation::kUnion); }
void ZInter(Call& call) { Reply(call, Operation::kInter); }
void ZDiff(Call& call) { Reply(call, Operation::kDiff); }
void ZUnionStore(Call& call) { Store(call, Operation::kUnion, "zunionstore"); }
void ZInterStore(Call& call) { Store(call, Operation::kInter, "zinterstore"); }
void ZDiffStore(Call& call) { Store(call, Operation::kDiff, "zdiffstore"); }

// How many members all inputs share, up to `limit`.
size_t CountShared(std::vector<Input> inputs, size_t limit) {
  SortBySize(inputs);
  const Input& smallest = inputs.front();
  const std::span<const Input> others = std::span(inputs).subspan(1);
  const auto shared = [&](std::string_view member) {
    return std::ranges::all_of(others, [&](const Input& other) {
      return other.Is(smallest) || other.Score(member).has_value();
    });
  };
  size_t count = 0;
  smallest.ForEachWhile([&](std::string_view member) {
    if (shared(member)) ++count;
    return count < limit;
  });
  return count;
}

void ZInterCard(Call& call) {
  ArgReader args(call.argv, 1);
  std::vector<Input> inputs = ReadInputs(call, args);
  size_t limit = 0;
  while (!args.done()) {
    if (!args.Take("LIMIT", 1)) throw CommandError::Syntax();
    limit =
        static_cast<size_t>(IntegerArg(args.Next(), 0, INT64_MAX, "ERR LIMIT can't be negative"));
  }
  const size_t count = CountShared(std::move(inputs), limit == 0 ? SIZE_MAX : limit);
  call.reply.Integer(static_cast<int64_t>(count));
}

using enum CommandFlag;
constexpr AclCategory kZSet = AclCategory::kSortedSet;

constexpr KeySpec kInputKeys[] = {
    {.flags = KeyFlag::kRO | KeyFlag::kAccess, .find = KeySpec::Find::kKeyNum}};
constexpr KeySpec kStoreKeys[] = {
    {.flags = KeyFlag::kOW | KeyFlag::kUpdate},
    {.flags = KeyFlag::kRO | KeyFlag::kAccess, .index = 2, .find = KeySpec::Find::kKeyNum},
};

// clang-format off
constexpr CommandSpec kZSetAlgebra[] = {
    // name         arity flags              acl    keys        since    run          usage
    {"zdiff",       -3,   kReadOnly,         kZSet, kInputKeys, "6.2.0", ZDiff,       "numkeys key [key ...] [WITHSCORES]"},
    {"zdiffstore",  -4,   kWrite | kDenyOom, kZSet, kStoreKeys, "6.2.0", ZDiffStore,  "destination numkeys key [key ...]"},
    {"zinter",      -3,   kReadOnly,         kZSet, kInputKeys, "6.2.0", ZInter,      "numkeys key [key ...] [WEIGHTS weight [weight ...]] [AGGREGATE <SUM | MIN | MAX>] [WITHSCORES]"},
    {"zintercard",  -3,   kReadOnly,         kZSet, kInputKeys, "7.0.0", ZInterCard,  "numkeys key [key ...] [LIMIT limit]"},
    {"zinterstore", -4,   kWrite | kDenyOom, kZSet, kStoreKeys, "2.0.0", ZInterStore, "destination numkeys key [key ...] [WEIGHTS weight [weight ...]] [AGGREGATE <SUM | MIN | MAX>]"},
    {"zunion",      -3,   kReadOnly,         kZSet, kInputKeys, "6.2.0", ZUnion,      "numkeys key [key ...] [WEIGHTS weight [weight ...]] [AGGREGATE <SUM | MIN | MAX>] [WITHSCORES]"},
    {"zunionstore", -4,   kWrite | kDenyOom, kZSet, kStoreKeys, "2.0.0", ZUnionStore, "destination numkeys key [key ...] [WEIGHTS weight [weight ...]] [AGGREGATE <SUM | MIN | MAX>]"},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> ZSetAlgebraCommands() { return kZSetAlgebra; }

}  // namespace luarig
