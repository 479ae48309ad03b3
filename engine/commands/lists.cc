// List commands. Redis documentation: https://redis.io/docs/latest/commands/?group=list

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/commands/families.h"
#include "engine/commands/list_ends.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"

namespace luarig {
namespace {

// The element that `index` names, counted from the tail if negative; nothing if there is none.
std::optional<size_t> PositionOf(int64_t index, const List& list) {
  const auto size = static_cast<int64_t>(list.size());
  if (index < 0) index += size;
  if (index < 0 || index >= size) return std::nullopt;
  return static_cast<size_t>(index);
}

struct Range {
  size_t first;
  size_t count;
};

// The elements from index `start` to `stop`, both included and both cut to what there is.
Range RangeOf(int64_t start, int64_t stop, const List& list) {
  const auto size = static_cast<int64_t>(list.size());
  if (start < 0) start = std::max<int64_t>(start + size, 0);
  if (stop < 0) stop += size;
  stop = std::min(stop, size - 1);
  if (start > stop) return {.first = list.size(), .count = 0};
  return {.first = static_cast<size_t>(start), .count = static_cast<size_t>(stop - start + 1)};
}

// --- Reading -----------------------------------------------------------------------------------

void LLen(Call& call) {
  const auto found = call.keys.TryFind<List>(call.argv[1]);
  if (!found) return call.RefuseType();
  const List* list = *found;
  call.reply.Integer(list == nullptr ? 0 : static_cast<int64_t>(list->size()));
}

// Without a list the index is not even looked at.
void LIndex(Call& call) {
  const auto found = call.keys.TryFind<List>(call.argv[1]);
  if (!found) return call.RefuseType();
  const List* list = *found;
  if (list == nullptr) return call.reply.Null();
  const auto position = PositionOf(IntegerArg(call.argv[2]), *list);
  if (!position) return call.reply.Null();
  NumberText scratch;
  call.reply.Bulk(list->At(*position, scratch));
}

void LRange(Call& call) {
  const int64_t start = IntegerArg(call.argv[2]);
  const int64_t stop = IntegerArg(call.argv[3]);
  const auto found = call.keys.TryFind<List>(call.argv[1]);
  if (!found) return call.RefuseType();
  const List* list = *found;
  if (list == nullptr) return call.reply.Array(0);
  const Range range = RangeOf(start, stop, *list);
  ReplyElements(call, *list, range.first, range.count, false);
}

struct PositionSearch {
  bool reverse = false;
  uint64_t rank = 1;  // the match to begin with; 0 acts as 1
  std::optional<uint64_t>
      count;                  // how many matches to report, 0 for all; unset: one, not in a list
  uint64_t max_compared = 0;  // 0: no limit
};

void SetRank(PositionSearch& search, std::string_view word, const Call& call) {
  const int64_t rank = IntegerArg(word);
  if (rank == INT64_MIN && call.target().Has(Quirk::kBoundedListRank)) {
    throw CommandError(
        "ERR value is out of range, value must between -9223372036854775807 and "
        "9223372036854775807");
  }
  if (rank == 0) {
    throw CommandError(
        "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use "
        "negative to start from the end of the list");
  }
  search.reverse = rank < 0;
  // -2^63 has no positive counterpart: where it is accepted it is below any number of matches.
  search.rank = rank == INT64_MIN ? 0 : static_cast<uint64_t>(rank < 0 ? -rank : rank);
}

PositionSearch ReadPositionSearch(const Call& call) {
  PositionSearch search;
  ArgReader args(call.argv, 3);
  while (!args.done()) {
    if (args.Take("RANK", 1)) {
      SetRank(search, args.Next(), call);
    } else if (args.Take("COUNT", 1)) {
      search.count = static_cast<uint64_t>(
          IntegerArg(args.Next(), 0, INT64_MAX, "ERR COUNT can't be negative"));
    } else if (args.Take("MAXLEN", 1)) {
      search.max_compared = static_cast<uint64_t>(
          IntegerArg(args.Next(), 0, INT64_MAX, "ERR MAXLEN can't be negative"));
    } else {
      throw CommandError::Syntax();
    }
  }
  return search;
}

std::vector<size_t> FindPositions(const List& list, std::string_view element,
                                  const PositionSearch& search) {
  std::vector<size_t> found;
  uint64_t compared = 0;
  uint64_t matches = 0;
  const uint64_t wanted = search.count.value_or(1);
  list.Walk(search.reverse ? list.size() - 1 : 0, search.reverse, [&](std::string_view candidate) {
    if (candidate == element && ++matches >= search.rank) {
      found.push_back(search.reverse ? list.size() - 1 - compared : compared);
      if (wanted != 0 && found.size() >= wanted) return false;
    }
    return ++compared != search.max_compared;
  });
  return found;
}

void LPos(Call& call) {
  const PositionSearch search = ReadPositionSearch(call);
  const List* list = call.keys.Find<List>(call.argv[1]);
  std::vector<size_t> found;
  if (list != nullptr) found = FindPositions(*list, call.argv[2], search);

  if (search.count) {
    call.reply.Array(found.size());
    for (const size_t position : found) call.reply.Integer(static_cast<int64_t>(position));
  } else if (found.empty()) {
    call.reply.Null();
  } else {
    call.reply.Integer(static_cast<int64_t>(found.front()));
  }
}

// --- Pushing
// -----------------------------------------------------------------------------------------

inline void PushValues(Call& call, List& list, ListEnd end) {
  const auto values = call.argv.subspan(2);
  if (end == ListEnd::kLeft) {
    list.PushFront(values);
  } else {
    list.PushBack(values);
  }
  call.keys.Changed(EventClass::kList, PushEvent(end), call.argv[1], values.size());
  call.reply.Integer(static_cast<int64_t>(list.size()));
}

void Push(Call& call, ListEnd end) {
  const auto list = call.keys.TryUpsert<List>(call.argv[1]);
  if (list.other_type()) return call.RefuseType();
  PushValues(call, *list, end);
}
void LPush(Call& call) { Push(call, ListEnd::kLeft); }
void RPush(Call& call) { Push(call, ListEnd::kRight); }

void PushExisting(Call& call, ListEnd end) {
  auto list = call.keys.Edit<List>(call.argv[1]);
  if (!list) return call.reply.Integer(0);
  PushValues(call, *list, end);
}

void LPushX(Call& call) { PushExisting(call, ListEnd::kLeft); }
void RPushX(Call& call) { PushExisting(call, ListEnd::kRight); }

// --- Changing in the middle ----------------------------------------------------------------------

void LSet(Call& call) {
  const std::string_view key = call.argv[1];
  auto list = call.keys.Edit<List>(key);
  if (!list) throw CommandError::NoSuchKey();
  const auto position = PositionOf(IntegerArg(call.argv[2]), *list);
  if (!position) throw CommandError::OutOfRange();
  list->Replace(*position, call.argv[3]);
  call.keys.Changed(EventClass::kList, "lset", key);
  call.reply.Ok();
}

void LInsert(Call& call) {
  const bool after = EqualsIgnoreCase(call.argv[2], "AFTER");
  if (!after && !EqualsIgnoreCase(call.argv[2], "BEFORE")) throw CommandError::Syntax();
  const std::string_view key = call.argv[1];
  auto list = call.keys.Edit<List>(key);
  if (!list) return call.reply.Integer(0);

  const auto found = FindPositions(*list, call.argv[3], {});
  if (found.empty()) return call.reply.Integer(-1);
  if (after) {
    list->InsertAfter(found.front(), call.argv[4]);
  } else {
    list->Insert(found.front(), call.argv[4]);
  }
  call.keys.Changed(EventClass::kList, "linsert", key);
  call.reply.Integer(static_cast<int64_t>(list->size()));
}

void LRem(Call& call) {
  const int64_t count = IntegerArg(call.argv[2]);
  if (count == INT64_MIN && call.target().Has(Quirk::kBoundedRemoveCount)) {
    throw CommandError(
        "ERR value is out of range, value must between -9223372036854775807 and "
        "9223372036854775807");
  }
  const std::string_view key = call.argv[1];
  auto list = call.keys.Edit<List>(key);
  if (!list) return call.reply.Integer(0);
  // Where -2^63 is accepted it is a limit that is never reached.
  size_t limit = 0;
  if (count != INT64_MIN) limit = static_cast<size_t>(count < 0 ? -count : count);
  const size_t removed = list->EraseEqual(call.argv[3], limit, count < 0);
  if (removed > 0) call.keys.Changed(EventClass::kList, "lrem", key, removed);
  call.reply.Integer(static_cast<int64_t>(removed));
}

void LTrim(Call& call) {
  const int64_t start = IntegerArg(call.argv[2]);
  const int64_t stop = IntegerArg(call.argv[3]);
  const std::string_view key = call.argv[1];
  if (auto list = call.keys.Edit<List>(key)) {
    const Range kept = RangeOf(start, stop, *list);
    const size_t removed = list->size() - kept.count;
    const size_t end = kept.first + kept.count;
    list->EraseRange(end, list->size() - end);
    list->EraseRange(0, kept.first);
    call.keys.Changed(EventClass::kList, "ltrim", key, removed);
  }
  call.reply.Ok();
}

using enum CommandFlag;
using AclCategory::kList;

// clang-format off
constexpr CommandSpec kLists[] = {
    // name      arity flags                      acl    keys            since    run        usage
    {"lindex",    3,   kReadOnly,                 kList, kReadKey,       "1.0.0", LIndex,    "key index"},
    {"linsert",   5,   kWrite | kDenyOom,         kList, kInsertKey,     "2.2.0", LInsert,   "key <BEFORE | AFTER> pivot element"},
    {"llen",      2,   kReadOnly | kFast,         kList, kLookKey,       "1.0.0", LLen,      "key"},
    {"lpos",     -3,   kReadOnly,                 kList, kReadKey,       "6.0.6", LPos,      "key element [RANK rank] [COUNT num-matches] [MAXLEN len]"},
    {"lpush",    -3,   kWrite | kDenyOom | kFast, kList, kInsertKey,     "1.0.0", LPush,     "key element [element ...]"},
    {"lpushx",   -3,   kWrite | kDenyOom | kFast, kList, kInsertKey,     "2.2.0", LPushX,    "key element [element ...]"},
    {"lrange",    4,   kReadOnly,                 kList, kReadKey,       "1.0.0", LRange,    "key start stop"},
    {"lrem",      4,   kWrite,                    kList, kDeleteInKey,   "1.0.0", LRem,      "key count element"},
    {"lset",      4,   kWrite | kDenyOom,         kList, kUpdateKey,     "1.0.0", LSet,      "key index element"},
    {"ltrim",     4,   kWrite,                    kList, kDeleteInKey,   "1.0.0", LTrim,     "key start stop"},
    {"rpush",    -3,   kWrite | kDenyOom | kFast, kList, kInsertKey,     "1.0.0", RPush,     "key element [element ...]"},
    {"rpushx",   -3,   kWrite | kDenyOom | kFast, kList, kInsertKey,     "2.2.0", RPushX,    "key element [element ...]"},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> ListCommands() { return kLists; }

}  // namespace luarig
