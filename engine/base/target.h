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
  kShortestFloats,          // FloatStyle::kShortest, in replies, scores and script arguments
  kSmallSetsAreListpacks,   // a small set with strings is a listpack, not a hashtable
  kSmallListsAreListpacks,  // a one-node list reports itself as a listpack
  kTimeFrozenInScript,      // TIME does not move while a script runs
  kBlockingInScripts,       // BLPOP and its kind may be called by scripts; they never wait
  kXreadBlockInScripts,     // XREAD BLOCK may be called by scripts; it never waits
  kOsClock,                 // scripts see os.clock
  kEvalCacheLimit,          // at most 500 scripts that came by EVAL stay cached
  kHashFieldExpiry,         // HEXPIRE and its family
  kStrictScanCursor,        // SCAN refuses an empty or negative cursor, accepts leading blanks
  kServerGlobal,            // scripts see `server` beside `redis`
  kBitArgumentsFirst,       // BITCOUNT and BITPOS check their arguments before the key
  kBoundedListRank,         // LPOS refuses a RANK of -2^63, which has no positive counterpart
  kBoundedRemoveCount,      // LREM refuses such a count as well
  kHscanNoValues,           // HSCAN takes NOVALUES
  kZscanNoScores,           // ZSCAN takes NOSCORES
  kStrictScanType,          // SCAN TYPE refuses a name that no type has
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
