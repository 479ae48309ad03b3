#include "engine/commands/sets_algebra.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/number.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"

namespace luarig {
namespace {

// One for each key, null where there is none. Valid until the next change.
using Sources = std::vector<const Set*>;

// Looks at every key, so that one of another type is refused whatever the others are.
Sources FindSets(Call& call, std::span<const std::string_view> keys) {
  Sources sets;
  sets.reserve(keys.size());
  for (const std::string_view key : keys) sets.push_back(call.keys.Find<Set>(key));
  return sets;
}

void ReplyMembers(Call& call, const Set& set) {
  call.reply.Set(set.size());
  set.ForEach([&](std::string_view member) { call.reply.Bulk(member); });
}

// Stores a result under argv[1], or removes that key if the result is empty.
void Store(Call& call, std::string_view event, Set result) {
  const std::string_view key = call.argv[1];
  const size_t size = result.size();
  if (size > 0) {
    call.keys.Put(key, std::move(result));
    call.keys.Changed(EventClass::kSet, event, key);
  } else if (call.keys.Erase(key)) {
    call.keys.Changed(EventClass::kGeneric, "del", key);
  }
  call.reply.Integer(static_cast<int64_t>(size));
}

// --- Some members of a set -----------------------------------------------------------------------

// Positions, ascending, of those members of `set` for which keep(member).
template <typename F>
std::vector<size_t> Select(const Set& set, F&& keep) {
  std::vector<size_t> positions;
  size_t at = 0;
  set.ForEach([&](std::string_view member) {
    if (keep(member)) positions.push_back(at);
    ++at;
  });
  return positions;
}

template <typename F>
void ForSelected(const Set& set, const std::vector<size_t>& positions, F&& visit) {
  size_t at = 0;
  auto next = positions.begin();
  set.ForEach([&](std::string_view member) {
    if (next == positions.end() || *next != at++) return;
    visit(member);
    ++next;
  });
}

void ReplySelected(Call& call, const Set& set, const std::vector<size_t>& positions) {
  call.reply.Set(positions.size());
  ForSelected(set, positions, [&](std::string_view member) { call.reply.Bulk(member); });
}

// --- Intersection --------------------------------------------------------------------------------

// The sets by size, the smallest first, each once; empty if one is missing.
Sources BySize(Sources sets) {
  if (std::find(sets.begin(), sets.end(), nullptr) != sets.end()) return {};
  std::stable_sort(sets.begin(), sets.end(),
                   [](const Set* a, const Set* b) { return a->size() < b->size(); });
  const Set* smallest = sets.front();
  sets.erase(std::remove(sets.begin() + 1, sets.end(), smallest), sets.end());
  return sets;
}

// True if every set but the first, whose member it is, holds `member`.
bool OthersHold(const Sources& sets, std::string_view member) {
  return std::all_of(sets.begin() + 1, sets.end(),
                     [&](const Set* set) { return set->Contains(member); });
}

std::vector<size_t> Intersect(const Sources& sets) {
  return Select(*sets.front(), [&](std::string_view member) { return OthersHold(sets, member); });
}

// The result as a set of its own. All integers: an intset if they fit. Else, where small sets are
// listpacks, one in the order of the source, not the intset with strings added that adding one by
// one would give.
Set SetOf(const Set& source, const std::vector<size_t>& positions, const EncodingLimits& limits) {
  Set result(limits);
  std::optional<std::string> text;
  ForSelected(source, positions, [&](std::string_view member) {
    if (!text && !ParseInteger(member)) text = member;
  });
  if (text) result.Expect(*text, 1);
  ForSelected(source, positions, [&](std::string_view member) { result.Add(member); });
  return result;
}

// --- Union and difference ------------------------------------------------------------------------

Set Unite(const Sources& sets, Set result) {
  for (const Set* set : sets) {
    if (set == nullptr) continue;
    set->ForEach([&](std::string_view member) { result.Add(member); });
  }
  return result;
}

// The server has two ways to a difference and takes the cheaper one by this estimate. It shows:
// what the second one stores has the form that holds the whole first set.
bool LooksUpEachMember(const Sources& sets) {
  uint64_t lookups = 0;
  uint64_t removals = 0;
  for (const Set* set : sets) {
    if (set == nullptr) continue;
    lookups += sets.front()->size();
    removals += set->size();
  }
  return lookups / 2 <= removals;
}

// What the first set holds and no other does: looks each of its members up in the others, the
// largest first, where it is likeliest to be.
std::vector<size_t> Subtract(const Sources& sets) {
  Sources others;
  for (const Set* set : std::span(sets).subspan(1)) {
    if (set != nullptr) others.push_back(set);
  }
  std::stable_sort(others.begin(), others.end(),
                   [](const Set* a, const Set* b) { return a->size() > b->size(); });
  return Select(*sets.front(), [&](std::string_view member) {
    return std::none_of(others.begin(), others.end(),
                        [&](const Set* set) { return set->Contains(member); });
  });
}

// The same by removing the others' members from a copy of the first set.
Set SubtractFromCopy(const Sources& sets, const EncodingLimits& limits) {
  Set result = Unite({sets.front()}, Set(limits));
  for (const Set* set : std::span(sets).subspan(1)) {
    if (set == nullptr) continue;
    set->ForEach([&](std::string_view member) { result.Erase(member); });
    if (result.empty()) break;
  }
  return result;
}

// True if nothing can be left: there is no first set, or it is subtracted from itself.
bool DifferenceIsEmpty(const Sources& sets) {
  return sets.front() == nullptr ||
         std::find(sets.begin() + 1, sets.end(), sets.front()) != sets.end();
}

// Members that SINTERCARD looks at before it asks whether its limit is reached.
constexpr size_t kLimitStep = 64;

Set Difference(const Sources& sets, const EncodingLimits& limits) {
  Set result(limits);
  if (DifferenceIsEmpty(sets)) return result;
  if (!LooksUpEachMember(sets)) return SubtractFromCopy(sets, limits);
  ForSelected(*sets.front(), Subtract(sets), [&](std::string_view member) { result.Add(member); });
  return result;
}

}  // namespace

void SInter(Call& call) {
  const Sources sets = BySize(FindSets(call, call.argv.subspan(1)));
  if (sets.empty()) return call.reply.Set(0);
  if (sets.size() == 1) return ReplyMembers(call, *sets.front());
  ReplySelected(call, *sets.front(), Intersect(sets));
}

void SInterStore(Call& call) {
  const EncodingLimits& limits = call.server.store.limits;
  const Sources sets = BySize(FindSets(call, call.argv.subspan(2)));
  if (sets.empty()) return Store(call, "sinterstore", Set(limits));
  Store(call, "sinterstore", SetOf(*sets.front(), Intersect(sets), limits));
}

void SInterCard(Call& call) {
  const auto keys = static_cast<uint64_t>(
      IntegerArg(call.argv[1], 1, INT64_MAX, "ERR numkeys should be greater than 0"));
  ArgReader args(call.argv, 2);
  if (keys > args.left())
    throw CommandError("ERR Number of keys can't be greater than number of args");
  const auto names = args.Words(keys);
  uint64_t limit = 0;  // none
  while (!args.done()) {
    if (!args.Take("LIMIT", 1)) throw CommandError::Syntax();
    limit =
        static_cast<uint64_t>(IntegerArg(args.Next(), 0, INT64_MAX, "ERR LIMIT can't be negative"));
  }

  const Sources sets = BySize(FindSets(call, names));
  uint64_t found = 0;
  if (!sets.empty()) {
    uint64_t cursor = 0;
    do {
      cursor = sets.front()->Scan(cursor, kLimitStep, [&](std::string_view member) {
        if ((limit == 0 || found < limit) && OthersHold(sets, member)) ++found;
      });
    } while (cursor != 0 && (limit == 0 || found < limit));
  }
  call.reply.Integer(static_cast<int64_t>(found));
}

void SUnion(Call& call) {
  Sources sets = FindSets(call, call.argv.subspan(1));
  sets.erase(std::remove(sets.begin(), sets.end(), nullptr), sets.end());
  if (sets.empty()) return call.reply.Set(0);
  if (sets.size() == 1) return ReplyMembers(call, *sets.front());

  Set result(call.server.store.limits);
  // Unless all are intsets the order is that of a table, in which looking up is also fastest.
  if (std::any_of(sets.begin(), sets.end(),
                  [](const Set* set) { return set->intset() == nullptr; })) {
    result.Expect("", SIZE_MAX);
  }
  ReplyMembers(call, Unite(sets, std::move(result)));
}

void SUnionStore(Call& call) {
  const Sources sets = FindSets(call, call.argv.subspan(2));
  Store(call, "sunionstore", Unite(sets, Set(call.server.store.limits)));
}

void SDiff(Call& call) {
  const Sources sets = FindSets(call, call.argv.subspan(1));
  if (DifferenceIsEmpty(sets)) return call.reply.Set(0);
  if (LooksUpEachMember(sets)) return ReplySelected(call, *sets.front(), Subtract(sets));
  ReplyMembers(call, SubtractFromCopy(sets, call.server.store.limits));
}

void SDiffStore(Call& call) {
  const EncodingLimits& limits = call.server.store.limits;
  Store(call, "sdiffstore", Difference(FindSets(call, call.argv.subspan(2)), limits));
}

}  // namespace luarig
