// SCAN and its kin. Redis documentation: https://redis.io/docs/latest/commands/scan/

#include <cctype>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/glob.h"
#include "engine/base/number.h"
#include "engine/commands/families.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"

namespace luarig {
namespace {

// Cursors are read as C's strtoul reads numbers, signs included, which wraps negative ones around.
uint64_t CursorArg(const Call& call, std::string_view word) {
  const std::string text(word.substr(0, word.find('\0')));
  const bool strict = call.target().Has(Quirk::kStrictScanCursor);
  const bool blank = !text.empty() && std::isspace(static_cast<unsigned char>(text[0])) != 0;
  const std::optional<int64_t> number = ParseInteger(word);
  char* end = nullptr;
  errno = 0;
  const uint64_t cursor = std::strtoull(text.c_str(), &end, 10);
  const bool refused = strict ? text.empty() || (number && *number < 0) : blank;
  if (refused || *end != '\0' || errno == ERANGE) throw CommandError("ERR invalid cursor");
  return cursor;
}

enum class Scanned : uint8_t { kKeys, kHash, kSet, kZSet };

struct ScanOptions {
  size_t count = 10;
  std::string_view pattern = "*";
  std::string_view type;  // of keys; empty: all
  bool any_type = true;
  bool values_too = true;  // false: NOVALUES, NOSCORES

  bool Matches(std::string_view word) const { return pattern == "*" || GlobMatch(pattern, word); }
};

void CheckType(const Call& call, std::string_view type) {
  if (!call.target().Has(Quirk::kStrictScanType)) return;
  for (const ValueType known : {ValueType::kString, ValueType::kList, ValueType::kSet,
                                ValueType::kZSet, ValueType::kHash, ValueType::kStream}) {
    if (EqualsIgnoreCase(TypeName(known), type)) return;
  }
  throw CommandError(StrCat("ERR unknown type name '", type, "'"));
}

ScanOptions ReadOptions(const Call& call, size_t first, Scanned what) {
  const Target& target = call.target();
  ScanOptions options;
  ArgReader args(call.argv, first);
  while (!args.done()) {
    if (args.Take("COUNT", 1)) {
      const int64_t count = args.NextInteger();
      if (count < 1) throw CommandError::Syntax();
      options.count = static_cast<size_t>(count);
    } else if (args.Take("MATCH", 1)) {
      options.pattern = args.Next();
    } else if (what == Scanned::kKeys && args.Take("TYPE", 1)) {
      options.type = args.Next();
      options.any_type = false;
      CheckType(call, options.type);
    } else if (target.Has(Quirk::kHscanNoValues) && args.Take("NOVALUES")) {
      if (what != Scanned::kHash)
        throw CommandError("ERR NOVALUES option can only be used in HSCAN");
      options.values_too = false;
    } else if (target.Has(Quirk::kZscanNoScores) && args.Take("NOSCORES")) {
      if (what != Scanned::kZSet)
        throw CommandError("ERR NOSCORES option can only be used in ZSCAN");
      options.values_too = false;
    } else {
      throw CommandError::Syntax();
    }
  }
  return options;
}

template <typename Words>
void ReplyScan(Call& call, uint64_t cursor, const Words& found) {
  call.reply.Array(2);
  call.reply.Bulk(StrCat(cursor));
  call.reply.Array(found.size());
  for (const auto& word : found) call.reply.Bulk(word);
}

void Scan(Call& call) {
  const uint64_t cursor = CursorArg(call, call.argv[1]);
  const ScanOptions options = ReadOptions(call, 2, Scanned::kKeys);
  std::vector<std::string_view> found;  // views of the entries, which stay where they are
  std::vector<std::string> expired;
  const uint64_t next =
      call.keys.Scan(cursor, options.count, [&](const Entry& entry, bool is_expired) {
        if (!options.Matches(entry.key())) return;
        if (is_expired) {
          expired.emplace_back(entry.key());
        } else if (options.any_type || EqualsIgnoreCase(TypeName(entry.type()), options.type)) {
          found.push_back(entry.key());
        }
      });
  for (const std::string& key : expired) call.keys.FindEntry(key, false);  // is met
  ReplyScan(call, next, found);
}

// HSCAN, SSCAN, ZSCAN: `visit(value, options, cursor, found)` scans and returns the next cursor.
template <typename T, typename F>
void ScanValue(Call& call, Scanned what, F scan) {
  const uint64_t cursor = CursorArg(call, call.argv[2]);
  const T* value = call.keys.Find<T>(call.argv[1]);
  std::vector<std::string> found;
  // A missing key is an empty one, whatever the options say.
  if (value == nullptr) return ReplyScan(call, 0, found);
  const ScanOptions options = ReadOptions(call, 3, what);
  const uint64_t next = scan(*value, options, cursor, found);
  ReplyScan(call, next, found);
}

void HScan(Call& call) {
  ScanValue<Hash>(call, Scanned::kHash,
                  [](const Hash& hash, const ScanOptions& options, uint64_t cursor,
                     std::vector<std::string>& found) {
                    return hash.Scan(cursor, options.count,
                                     [&](std::string_view field, std::string_view value) {
                                       if (!options.Matches(field)) return;
                                       found.emplace_back(field);
                                       if (options.values_too) found.emplace_back(value);
                                     });
                  });
}

void SScan(Call& call) {
  ScanValue<Set>(call, Scanned::kSet,
                 [](const Set& set, const ScanOptions& options, uint64_t cursor,
                    std::vector<std::string>& found) {
                   return set.Scan(cursor, options.count, [&](std::string_view member) {
                     if (options.Matches(member)) found.emplace_back(member);
                   });
                 });
}

// A score as a listpack holds it: as an integer where it is one and fits well, else as text in the
// target's usual form.
std::string_view ScoreInListpack(double score, FloatStyle style, NumberText& text) {
  constexpr double kFits = 4611686018427387904.0;  // 2^62
  if (std::abs(score) <= kFits && score == std::trunc(score))
    return FormatInteger(static_cast<int64_t>(score), text);
  return FormatDouble(score, style, text);
}

void ZScan(Call& call) {
  const FloatStyle style = call.target().float_style();
  ScanValue<ZSet>(call, Scanned::kZSet,
                  [style](const ZSet& zset, const ScanOptions& options, uint64_t cursor,
                          std::vector<std::string>& found) {
                    // Scores come out of a listpack as they stand there; out of a skiplist this one
                    // command prints them with 17 digits, whatever the target.
                    const bool as_kept = zset.encoding() == Encoding::kListpack;
                    return zset.Scan(
                        cursor, options.count, [&](std::string_view member, double score) {
                          if (!options.Matches(member)) return;
                          found.emplace_back(member);
                          if (!options.values_too) return;
                          NumberText text;
                          found.emplace_back(as_kept ? ScoreInListpack(score, style, text)
                                                     : FormatDouble17(score, text));
                        });
                  });
}

using enum CommandFlag;
using AclCategory::kHash;
using AclCategory::kKeyspace;
using AclCategory::kSet;
using AclCategory::kSortedSet;

constexpr std::string_view kUsage = "key cursor [MATCH pattern] [COUNT count]";
constexpr TargetSet kBefore74 = kAllTargets.Without(kSince74);
constexpr TargetSet kValkey = TargetId::kValkey80;
constexpr TargetSet kRedis = kAllTargets.Without(kValkey);

// clang-format off
constexpr CommandSpec kScan[] = {
    // name   arity flags      acl         keys      since    run    usage   targets
    {"hscan", -3,   kReadOnly, kHash,      kReadKey, "2.8.0", HScan, kUsage, kBefore74},
    {"hscan", -3,   kReadOnly, kHash,      kReadKey, "2.8.0", HScan, "key cursor [MATCH pattern] [COUNT count] [NOVALUES]", kSince74},
    {"scan",  -2,   kReadOnly, kKeyspace,  {},       "2.8.0", Scan,  "cursor [MATCH pattern] [COUNT count] [TYPE type]"},
    {"sscan", -3,   kReadOnly, kSet,       kReadKey, "2.8.0", SScan, kUsage},
    {"zscan", -3,   kReadOnly, kSortedSet, kReadKey, "2.8.0", ZScan, kUsage, kRedis},
    {"zscan", -3,   kReadOnly, kSortedSet, kReadKey, "2.8.0", ZScan, "key cursor [MATCH pattern] [COUNT count] [NOSCORES]", kValkey},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> ScanCommands() { return kScan; }

}  // namespace luarig
