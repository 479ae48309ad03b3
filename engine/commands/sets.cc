// Set commands on one set, and SMOVE. Redis documentation:
// https://redis.io/docs/latest/commands/?group=set

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/number.h"
#include "engine/commands/expiry_arg.h"
#include "engine/commands/families.h"
#include "engine/commands/sample.h"
#include "engine/commands/sets_algebra.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"

namespace luarig {
namespace {

// --- Reading -----------------------------------------------------------------------------------

void SCard(Call& call) {
  const auto found = call.keys.TryFind<Set>(call.argv[1]);
  if (!found) return call.RefuseType();
  const Set* set = *found;
  call.reply.Integer(set == nullptr ? 0 : static_cast<int64_t>(set->size()));
}

void SIsMember(Call& call) {
  const auto found = call.keys.TryFind<Set>(call.argv[1]);
  if (!found) return call.RefuseType();
  const Set* set = *found;
  call.reply.Integer(set != nullptr && set->Contains(call.argv[2]) ? 1 : 0);
}

void SMIsMember(Call& call) {
  const auto found = call.keys.TryFind<Set>(call.argv[1]);
  if (!found) return call.RefuseType();
  const Set* set = *found;
  const auto members = call.argv.subspan(2);
  call.reply.Array(members.size());
  for (const std::string_view member : members) {
    call.reply.Integer(set != nullptr && set->Contains(member) ? 1 : 0);
  }
}

void ReplyMembers(Call& call, const Set& set) {
  set.ForEach([&](std::string_view member) { call.reply.Bulk(member); });
}

void SMembers(Call& call) {
  const auto found = call.keys.TryFind<Set>(call.argv[1]);
  if (!found) return call.RefuseType();
  const Set* set = *found;
  if (set == nullptr) return call.reply.Set(0);
  call.reply.Set(set->size());
  ReplyMembers(call, *set);
}

// --- Adding, removing, moving --------------------------------------------------------------------

void SAdd(Call& call) {
  const std::string_view key = call.argv[1];
  const auto members = call.argv.subspan(2);
  const auto set = call.keys.TryUpsert<Set>(key);
  if (set.other_type()) return call.RefuseType();
  set->Expect(members.front(), members.size());
  uint64_t added = 0;
  for (const std::string_view member : members) added += set->Add(member) ? 1 : 0;
  if (added > 0) call.keys.Changed(EventClass::kSet, "sadd", key, added);
  call.reply.Integer(static_cast<int64_t>(added));
}

void SRem(Call& call) {
  const std::string_view key = call.argv[1];
  uint64_t removed = 0;
  if (const auto set = call.keys.TryEdit<Set>(key)) {
    for (const std::string_view member : call.argv.subspan(2))
      removed += set->Erase(member) ? 1 : 0;
    if (removed > 0) call.keys.Changed(EventClass::kSet, "srem", key, removed);
  } else if (set.other_type()) {
    return call.RefuseType();
  }
  call.reply.Integer(static_cast<int64_t>(removed));
}

// The type of the destination counts only if there is a source, but before the member is looked
// for.
void SMove(Call& call) {
  const std::string_view from = call.argv[1];
  const std::string_view to = call.argv[2];
  const std::string_view member = call.argv[3];
  const Set* source = call.keys.Find<Set>(from);
  if (source == nullptr) return call.reply.Integer(0);
  const Set* target = call.keys.Find<Set>(to);
  if (source == target) return call.reply.Integer(source->Contains(member) ? 1 : 0);
  if (!source->Contains(member)) return call.reply.Integer(0);

  if (auto set = call.keys.Edit<Set>(from)) {
    set->Erase(member);
    call.keys.Changed(EventClass::kSet, "srem", from);
  }
  auto set = call.keys.Upsert<Set>(to);
  if (set->Add(member)) call.keys.Changed(EventClass::kSet, "sadd", to);
  call.reply.Integer(1);
}

// --- Members at random ---------------------------------------------------------------------------

// Replies with the members at `positions`; the caller announced how many.
void ReplyPositions(Call& call, const Set& set, std::vector<size_t> positions) {
  NumberText scratch;
  if (set.listpack() == nullptr) {
    for (const size_t position : positions) call.reply.Bulk(set.At(position, scratch));
    return;
  }
  // The server walks a small set once, so its picks keep the set's order.
  std::sort(positions.begin(), positions.end());
  size_t at = 0;
  auto next = positions.begin();
  set.ForEach([&](std::string_view member) {
    if (next == positions.end() || *next != at++) return;
    call.reply.Bulk(member);
    ++next;
  });
}

void SRandMember(Call& call) {
  if (call.argv.size() > 3) throw CommandError::Syntax();
  const bool single = call.argv.size() == 2;
  const int64_t count = single ? 0 : SampleCountArg(call.argv[2]);
  const Set* set = call.keys.Find<Set>(call.argv[1]);
  NumberText scratch;
  if (single) {
    if (set == nullptr) return call.reply.Null();
    return call.reply.Bulk(set->At(call.server.random.Below(set->size()), scratch));
  }
  if (set == nullptr || count == 0) return call.reply.Array(0);

  const size_t size = set->size();
  if (count < 0) {
    call.reply.Array(PicksOf(count));
    for (size_t left = PicksOf(count); left > 0; --left) {
      call.reply.Bulk(set->At(call.server.random.Below(size), scratch));
    }
  } else if (PicksOf(count) >= size) {
    call.reply.Array(size);
    ReplyMembers(call, *set);
  } else {
    call.reply.Array(PicksOf(count));
    ReplyPositions(call, *set, SamplePositions(call.server.random, size, PicksOf(count)));
  }
}

std::string PopOne(Random& random, Set& set) {
  NumberText scratch;
  std::string member(set.At(random.Below(set.size()), scratch));
  set.Erase(member);
  return member;
}

// What SPOP with a count is propagated as, member by member or in commands of many.
class PoppedMembers {
 public:
  explicit PoppedMembers(Call& call) : call_(call) { call.PropagateNothing(); }

  void Note(std::string_view member) {
    if (!call_.propagates()) return;
    if (words_.empty()) words_ = {"SREM", std::string(call_.argv[1])};
    words_.emplace_back(member);
    constexpr size_t kBatch = 1024;
    const size_t most = call_.target().Has(Quirk::kSpopInBatches) ? kBatch : 1;
    if (words_.size() == 2 + most) Flush();
  }
  void Flush() {
    if (!words_.empty()) call_.AlsoPropagateWords(std::exchange(words_, {}));
  }

 private:
  Call& call_;
  std::vector<std::string> words_;
};

// Removes all members but `remaining` and replies with them. The server makes a new set of those
// that stay, so a set that lost its strings this way may become an intset again.
void PopAllBut(Call& call, Set& set, size_t remaining, PoppedMembers& popped) {
  auto staying = SamplePositions(call.server.random, set.size(), remaining);
  std::sort(staying.begin(), staying.end());
  Set kept(call.server.store.limits);
  size_t at = 0;
  auto next = staying.begin();
  set.ForEach([&](std::string_view member) {
    if (next != staying.end() && *next == at++) {
      kept.Add(member);
      ++next;
    } else {
      call.reply.Bulk(member);
      popped.Note(member);
    }
  });
  set.TakeFrom(std::move(kept));
}

// SPOP builds a set anew if fewer than a fifth of what it removes stay.
constexpr uint64_t kRebuildFactor = 5;

void PopCount(Call& call, uint64_t count) {
  const std::string_view key = call.argv[1];
  const Set* found = call.keys.Find<Set>(key);
  if (found == nullptr || count == 0) return call.reply.Set(0);
  const size_t size = found->size();
  if (count >= size) {
    call.reply.Set(size);
    ReplyMembers(call, *found);
    call.keys.Changed(EventClass::kSet, "spop", key, size);
    call.keys.Erase(key);
    call.keys.Changed(EventClass::kGeneric, "del", key, 0);
    return PropagateServerRemoval(call, key);
  }

  const size_t remaining = size - count;
  auto set = call.keys.Edit<Set>(key);
  call.reply.Set(count);
  PoppedMembers popped(call);
  if (remaining * kRebuildFactor > count) {
    for (uint64_t left = count; left > 0; --left) {
      const std::string member = PopOne(call.server.random, *set);
      call.reply.Bulk(member);
      popped.Note(member);
    }
  } else {
    PopAllBut(call, *set, remaining, popped);
  }
  popped.Flush();
  call.keys.Changed(EventClass::kSet, "spop", key, count);
}

void SPop(Call& call) {
  if (call.argv.size() > 3) throw CommandError::Syntax();
  if (call.argv.size() == 3) {
    return PopCount(call, static_cast<uint64_t>(PositiveArg(call.argv[2])));
  }
  const std::string_view key = call.argv[1];
  auto set = call.keys.Edit<Set>(key);
  if (!set) return call.reply.Null();
  const std::string member = PopOne(call.server.random, *set);
  call.keys.Changed(EventClass::kSet, "spop", key);
  call.PropagateAs("SREM", key, member);
  call.reply.Bulk(member);
}

using enum CommandFlag;
using AclCategory::kSet;

constexpr KeySpec kFromTo[] = {
    {.flags = KeyFlag::kRW | KeyFlag::kAccess | KeyFlags(KeyFlag::kDelete)},
    {.flags = KeyFlag::kRW | KeyFlag::kInsert, .index = 2}};
constexpr KeySpec kCountedKeys[] = {
    {.flags = KeyFlag::kRO | KeyFlag::kAccess, .find = KeySpec::Find::kKeyNum}};
constexpr KeySpec kSources = {.flags = KeyFlag::kRO | KeyFlag::kAccess, .index = 2, .last = -1};
constexpr KeySpec kStore[] = {{.flags = KeyFlag::kOW | KeyFlag::kUpdate}, kSources};
constexpr KeySpec kStoreAsUpdate[] = {{.flags = KeyFlag::kRW | KeyFlag::kUpdate}, kSources};
constexpr TargetSet kBefore74 = kAllTargets.Without(kSince74);

// clang-format off
constexpr CommandSpec kSets[] = {
    // name       arity flags                      acl   keys            since    run          usage
    {"sadd",        -3,  kWrite | kDenyOom | kFast, kSet, kInsertKey,     "1.0.0", SAdd,        "key member [member ...]"},
    {"scard",        2,  kReadOnly | kFast,         kSet, kLookKey,       "1.0.0", SCard,       "key"},
    {"sdiff",       -2,  kReadOnly,                 kSet, kReadKeys,      "1.0.0", SDiff,       "key [key ...]"},
    {"sdiffstore",  -3,  kWrite | kDenyOom,         kSet, kStore,         "1.0.0", SDiffStore,  "destination key [key ...]"},
    {"sinter",      -2,  kReadOnly,                 kSet, kReadKeys,      "1.0.0", SInter,      "key [key ...]"},
    {"sintercard",  -3,  kReadOnly,                 kSet, kCountedKeys,   "7.0.0", SInterCard,  "numkeys key [key ...] [LIMIT limit]"},
    {"sinterstore", -3,  kWrite | kDenyOom,         kSet, kStore,         "1.0.0", SInterStore, "destination key [key ...]", kSince74},
    {"sinterstore", -3,  kWrite | kDenyOom,         kSet, kStoreAsUpdate, "1.0.0", SInterStore, "destination key [key ...]", kBefore74},
    {"sismember",    3,  kReadOnly | kFast,         kSet, kLookKey,       "1.0.0", SIsMember,   "key member"},
    {"smembers",     2,  kReadOnly,                 kSet, kReadKey,       "1.0.0", SMembers,    "key"},
    {"smismember",  -3,  kReadOnly | kFast,         kSet, kReadKey,       "6.2.0", SMIsMember,  "key member [member ...]"},
    {"smove",        4,  kWrite | kFast,            kSet, kFromTo,        "1.0.0", SMove,       "source destination member"},
    {"spop",        -2,  kWrite | kFast,            kSet, kReadDeleteKey, "1.0.0", SPop,        "key [count]"},
    {"srandmember", -2,  kReadOnly,                 kSet, kReadKey,       "1.0.0", SRandMember, "key [count]"},
    {"srem",        -3,  kWrite | kFast,            kSet, kDeleteInKey,   "1.0.0", SRem,        "key member [member ...]"},
    {"sunion",      -2,  kReadOnly,                 kSet, kReadKeys,      "1.0.0", SUnion,      "key [key ...]"},
    {"sunionstore", -3,  kWrite | kDenyOom,         kSet, kStore,         "1.0.0", SUnionStore, "destination key [key ...]"},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> SetCommands() { return kSets; }

}  // namespace luarig
