#include "engine/commands/zset_add.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

namespace luarig {
namespace {

// The score to set for a member that has `old`; nothing if the options forbid it.
std::optional<double> NewScore(const ZAddOptions& options, std::optional<double> old,
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

Added AddAll(ZSet& zset, const ZAddOptions& options, std::span<const ScoredMember> items) {
  Added result;
  for (const auto& [number, member] : items) {
    const std::optional<double> old = zset.Score(member);
    result.score = NewScore(options, old, number);
    if (!result.score || old == result.score) continue;
    zset.Set(member, *result.score);
    ++(old ? result.updated : result.added);
  }
  return result;
}

// The size of the longest member as a new set is made for it. Targets that do not look at all
// arguments look at the first.
size_t LongestOf(const Call& call, std::span<const ScoredMember> items) {
  if (!call.server.store.limits.expects_arguments) return items[0].member.size();
  size_t longest = 0;
  for (const ScoredMember& item : items) longest = std::max(longest, item.member.size());
  return longest;
}

}  // namespace

void AddScores(Call& call, const ZAddOptions& options, std::span<const ScoredMember> items) {
  const std::string_view key = call.argv[1];
  Added result;
  // XX creates nothing, not even for a moment.
  if (!options.if_present || call.keys.Find<ZSet>(key) != nullptr) {
    const auto zset = call.keys.TryUpsert<ZSet>(key);
    if (zset.other_type()) return call.RefuseType();
    zset->Expect(items.size(), LongestOf(call, items));
    result = AddAll(*zset, options, items);
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

}  // namespace luarig
