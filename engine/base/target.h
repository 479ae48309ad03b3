#ifndef LUARIG_ENGINE_BASE_TARGET_H_
#define LUARIG_ENGINE_BASE_TARGET_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/base/flags.h"

namespace luarig {

// The servers whose behaviour can be asked for. Each means the security-fixed release of its line.
// Nothing in the engine compares versions: a difference is a column of a table (command rows,
// texts) or a named quirk below.
enum class TargetId : uint8_t { kRedis70, kRedis72, kRedis74, kValkey80 };
inline constexpr int kTargetCount = 4;

using TargetSet = Flags<TargetId>;
constexpr TargetSet operator|(TargetId a, TargetId b) { return TargetSet(a) | b; }
inline constexpr TargetSet kAllTargets =
    TargetId::kRedis70 | TargetId::kRedis72 | TargetSet(TargetId::kRedis74) | TargetId::kValkey80;
inline constexpr TargetSet kSince72 = kAllTargets.Without(TargetId::kRedis70);
inline constexpr TargetSet kSince74 = TargetId::kRedis74 | TargetId::kValkey80;

// How a server turns a double into text: COMMANDS.md section 4.
enum class FloatStyle : uint8_t {
  kSeventeenDigits,  // integral values as integers, otherwise "%.17g"
  kShortest,         // the shortest decimal that reads back, in the server's own layout
};

// Behaviours that differ between targets, named by what they do.
enum class Quirk : uint8_t {
  kShortestFloats,               // FloatStyle::kShortest, in replies, scores and script arguments
  kSmallSetsAreListpacks,        // a small set with strings is a listpack, not a hashtable
  kSmallListsAreListpacks,       // a one-node list reports itself as a listpack
  kTimeFrozenInScript,           // TIME does not move while a script runs
  kBlockingInScripts,            // BLPOP and its kind may be called by scripts; they never wait
  kXreadBlockInScripts,          // XREAD BLOCK may be called by scripts; it never waits
  kOsClock,                      // scripts see os.clock
  kEvalCacheLimit,               // at most 500 scripts that came by EVAL stay cached
  kHashFieldExpiry,              // HEXPIRE and its family
  kStrictScanCursor,             // SCAN refuses an empty or negative cursor, accepts leading blanks
  kServerGlobal,                 // scripts see `server` beside `redis`
  kBitArgumentsFirst,            // BITCOUNT and BITPOS check their arguments before the key
  kBitcountOpenEnd,              // BITCOUNT takes a start without an end
  kBoundedListRank,              // LPOS refuses a RANK of -2^63, which has no positive counterpart
  kBoundedRemoveCount,           // LREM refuses such a count as well
  kHscanNoValues,                // HSCAN takes NOVALUES
  kZscanNoScores,                // ZSCAN takes NOSCORES
  kStrictScanType,               // SCAN TYPE refuses a name that no type has
  kPushesAfterReply,             // messages to the session whose command runs come after its reply
  kTracksReadsOfScripts,         // CLIENT TRACKING: what a script reads, not what its caller names
  kUnsubscribeIsForSubscribers,  // UNSUBSCRIBE and its kind refuse who listens to nothing
  kFineSizeClasses,              // memory is handed out in steps of 8 bytes below 64, not of 16
  kKeysInEntries,                // a key stands in its entry of the keyspace's table
  kSlotListsOfKeys,              // a cluster node keeps a list of each slot's keys
  kSetsWithoutEntries,           // a set's member needs no entry if it is alone in its bucket
  kAclRulesAsGiven,              // a user's rules on commands are shown as given, not worked out
  kUsersSanitize,                // users have the flag sanitize-payload from the start
  kAclLogNumbers,                // entries of ACL LOG have a number and two times
  kBoundedTimeout,               // a timeout in milliseconds may not reach beyond the end of time
  kXreadLastEntry,               // XREAD takes + for the last entry
  kXsetidAboveDeleted,           // XSETID refuses an ID below the greatest that XDEL removed
  kReadersRunAgain,  // who waited for streams reads all of them anew, not only the one that woke it
  kConsumersSeenAlways,  // any attempt creates a consumer, which also knows when it last got
                         // something
  kSpopInBatches,       // SPOP with a count is propagated as SREM of up to 1024 members, not of one
  kServerMayUnlink,     // what SPOP and RESTORE remove may be propagated as UNLINK
  kSelectsWithinMulti,  // what is propagated selects a database behind MULTI, not before it
  kArgumentsAreShownAs,  // COMMAND DOCS tells what an argument is shown as
};

// What the rest of the program needs to know about a target. Static data, never copied.
struct Target {  // NOLINT(clang-analyzer-optin.performance.Padding): columns in reading order
  TargetId id;
  std::string_view name;            // as --target spells it: "redis-7.4"
  std::string_view redis_version;   // redis.REDIS_VERSION and INFO's redis_version
  uint32_t redis_version_num;       // major << 16 | minor << 8 | patch
  std::string_view server_name;     // what HELLO calls the server: "redis" or "valkey"
  std::string_view server_version;  // the product's own: differs from redis_version on Valkey
  uint32_t server_version_num;
  int rdb_version;  // written at the end of DUMP payloads
  Flags<Quirk> quirks;

  bool Has(Quirk quirk) const { return quirks.Has(quirk); }
  FloatStyle float_style() const {
    return Has(Quirk::kShortestFloats) ? FloatStyle::kShortest : FloatStyle::kSeventeenDigits;
  }
};

std::span<const Target> Targets();
const Target& GetTarget(TargetId id);
inline const Target& DefaultTarget() { return GetTarget(TargetId::kRedis74); }

// The target of that name, or null.
const Target* FindTarget(std::string_view name);

}  // namespace luarig

#endif  // LUARIG_ENGINE_BASE_TARGET_H_
