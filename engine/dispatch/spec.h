#ifndef LUARIG_ENGINE_DISPATCH_SPEC_H_
#define LUARIG_ENGINE_DISPATCH_SPEC_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "engine/base/flags.h"
#include "engine/base/target.h"

namespace luarig {

struct Call;

// The server's own flags, by its names ("write", "denyoom", "no_mandatory_keys", ...).
enum class CommandFlag : uint8_t {
  kWrite,
  kReadOnly,
  kDenyOom,
  kAdmin,
  kPubSub,
  kNoScript,
  kBlocking,
  kLoading,
  kStale,
  kSkipMonitor,
  kSkipSlowlog,
  kAsking,
  kFast,
  kNoAuth,
  kMayReplicate,
  kNoMandatoryKeys,
  kNoAsyncLoading,
  kNoMulti,
  kMovableKeys,  // derived by the registry, never written in a row
  kAllowBusy,
};
using CommandFlags = Flags<CommandFlag>;
constexpr CommandFlags operator|(CommandFlag a, CommandFlag b) { return CommandFlags(a) | b; }

// ACL categories. Those that follow from flags (@read, @write, @fast, @slow, @admin, @blocking,
// @pubsub, @dangerous of admin commands) are derived by the registry; a row names the others.
enum class AclCategory : uint8_t {
  kKeyspace,
  kRead,
  kWrite,
  kSet,
  kSortedSet,
  kList,
  kHash,
  kString,
  kBitmap,
  kHyperLogLog,
  kGeo,
  kStream,
  kPubSub,
  kAdmin,
  kFast,
  kSlow,
  kBlocking,
  kDangerous,
  kConnection,
  kTransaction,
  kScripting,
};
inline constexpr int kAclCategoryCount = static_cast<int>(AclCategory::kScripting) + 1;
using AclCategories = Flags<AclCategory>;
constexpr AclCategories operator|(AclCategory a, AclCategory b) { return AclCategories(a) | b; }

// How many words a command takes, its name included, as Redis writes it:
// 2 means exactly two, -2 means two or more.
struct Arity {
  constexpr explicit(false) Arity(int count) : words(count) {}
  constexpr bool Accepts(size_t n) const {
    return words >= 0 ? n == static_cast<size_t>(words) : n >= static_cast<size_t>(-words);
  }
  int words;
};

// What a command does with keys: RO reads, RW changes, OW overwrites, RM removes; and with their
// content.
enum class KeyFlag : uint8_t {
  kRO,
  kRW,
  kOW,
  kRM,
  kAccess,
  kUpdate,
  kInsert,
  kDelete,
  kNotKey,
  kIncomplete,
  kVariableFlags,
};
using KeyFlags = Flags<KeyFlag>;
constexpr KeyFlags operator|(KeyFlag a, KeyFlag b) { return KeyFlags(a) | b; }

// Where some of a command's keys are, in the server's two steps: where the search begins, and how
// keys lie from there.
struct KeySpec {
  enum class Begin : uint8_t { kIndex, kKeyword, kUnknown };
  enum class Find : uint8_t { kRange, kKeyNum, kUnknown };

  KeyFlags flags;
  Begin begin = Begin::kIndex;
  int index = 1;  // kIndex: word; kKeyword: where to start looking, < 0 from the end backwards
  std::string_view keyword = {};  // kKeyword
  Find find = Find::kRange;
  int last = 0;  // kRange: last key relative to the begin; < 0 from the end
  int step = 1;
  int limit = 0;                // kRange with last == -1: 2 means half of the rest, ...
  int numkeys_index = 0;        // kKeyNum: word of the count, relative to the begin
  int first_key = 1;            // kKeyNum: first key, relative to the begin
  std::string_view notes = {};  // why it is so, in the server's words (7.0.15)
};

// Everything the rest of the program knows about a command: dispatch checks arity and flags, the
// linter reads keys, COMMAND prints it, docs/commands.md and completion are drawn from it.
struct CommandSpec {
  std::string_view name;  // lower case; of a subcommand only its own word
  Arity arity;
  CommandFlags flags;
  AclCategories acl;
  std::span<const KeySpec> keys;
  std::string_view since;
  void (*run)(Call&);      // null for a container of subcommands
  std::string_view usage;  // the arguments, as redis-cli hints them
  TargetSet targets = kAllTargets;
  std::span<const CommandSpec> subcommands = {};
};

// --- Key specs that many commands share
// -----------------------------------------------------------

// clang-format off
inline constexpr KeySpec kReadKey[]       = {{.flags = KeyFlag::kRO | KeyFlag::kAccess}};
inline constexpr KeySpec kLookKey[]       = {{.flags = KeyFlag::kRO}};
inline constexpr KeySpec kReadKeys[]      = {{.flags = KeyFlag::kRO | KeyFlag::kAccess, .last = -1}};
inline constexpr KeySpec kLookKeys[]      = {{.flags = KeyFlag::kRO, .last = -1}};
inline constexpr KeySpec kInsertKey[]     = {{.flags = KeyFlag::kRW | KeyFlag::kInsert}};
inline constexpr KeySpec kUpdateKey[]     = {{.flags = KeyFlag::kRW | KeyFlag::kUpdate}};
inline constexpr KeySpec kReadUpdateKey[] = {{.flags = KeyFlag::kRW | KeyFlag::kAccess | KeyFlag::kUpdate}};
inline constexpr KeySpec kReadDeleteKey[] = {{.flags = KeyFlag::kRW | KeyFlag::kAccess | KeyFlag::kDelete}};
inline constexpr KeySpec kDeleteInKey[]   = {{.flags = KeyFlag::kRW | KeyFlag::kDelete}};
inline constexpr KeySpec kOverwriteKey[]  = {{.flags = KeyFlag::kOW | KeyFlag::kUpdate}};
inline constexpr KeySpec kRemoveKeys[]    = {{.flags = KeyFlag::kRM | KeyFlag::kDelete, .last = -1}};
// clang-format on

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_SPEC_H_
