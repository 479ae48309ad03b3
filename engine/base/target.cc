#include "engine/base/target.h"

#include <algorithm>

namespace luarig {
namespace {

using enum Quirk;

constexpr Flags<Quirk> operator|(Quirk a, Quirk b) { return Flags(a) | b; }

// What the servers up to 7.2 have, and the newer ones have not.
constexpr Flags<Quirk> kOld = kSlotListsOfKeys;
constexpr Flags<Quirk> kNewIn72 =
    kPushesAfterReply | kShortestFloats | kSmallSetsAreListpacks | Flags(kSmallListsAreListpacks) |
    kTimeFrozenInScript | kBlockingInScripts | kBoundedListRank | kAclRulesAsGiven |
    kUsersSanitize | kAclLogNumbers | kFineSizeClasses | kBoundedTimeout | kXsetidAboveDeleted |
    kConsumersSeenAlways | kArgumentsAreShownAs | kTracksReadsOfScripts | kReadersRunAgain |
    kSelectsWithinMulti | kSpopInBatches | kServerMayUnlink;
constexpr Flags<Quirk> kNewIn74 = kNewIn72 | kOsClock | kEvalCacheLimit | kXreadBlockInScripts |
                                  kStrictScanCursor | kBitArgumentsFirst | kHscanNoValues |
                                  kBoundedRemoveCount | kXreadLastEntry;
constexpr Flags<Quirk> kNewInValkey = kNewIn74 | kUnsubscribeIsForSubscribers | kServerGlobal |
                                      kBitcountOpenEnd | kZscanNoScores | kStrictScanType |
                                      kKeysInEntries | kSetsWithoutEntries;

// clang-format off
constexpr Target kTargets[] = {
    // id                  name          redis     number    product   version   number    rdb quirks
    {TargetId::kRedis70,  "redis-7.0",  "7.0.15", 0x07000f, "redis",  "7.0.15", 0x07000f, 10, kOld},
    {TargetId::kRedis72,  "redis-7.2",  "7.2.6",  0x070206, "redis",  "7.2.6",  0x070206, 11, kNewIn72 | kOld},
    {TargetId::kRedis74,  "redis-7.4",  "7.4.1",  0x070401, "redis",  "7.4.1",  0x070401, 12, kNewIn74 | kHashFieldExpiry},
    {TargetId::kValkey80, "valkey-8.0", "7.2.4",  0x070204, "valkey", "8.0.1",  0x080001, 11, kNewInValkey},
};
// clang-format on

static_assert(std::size(kTargets) == kTargetCount);

}  // namespace

std::span<const Target> Targets() { return kTargets; }

const Target& GetTarget(TargetId id) { return kTargets[static_cast<size_t>(id)]; }

const Target* FindTarget(std::string_view name) {
  const auto* found = std::ranges::find(kTargets, name, &Target::name);
  return found == std::end(kTargets) ? nullptr : found;
}

}  // namespace luarig
