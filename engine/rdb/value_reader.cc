#include <cmath>

#include "engine/rdb/rdb_format.h"
#include "engine/rdb/rdb_reader.h"
#include "engine/rdb/stream_bytes.h"
#include "engine/rdb/value_bytes.h"
#include "engine/rdb/ziplist.h"

namespace luarig {

namespace {

// One value being read. Every function answers nothing as soon as anything is wrong. Counts are
// believed only as far as elements follow, so nothing is reserved by them.
class ValueReader {
 public:
  ValueReader(std::string_view bytes, const EncodingLimits& limits)
      : reader_(bytes), limits_(limits) {}

  std::optional<Value> Read() {
    const auto type = reader_.Byte();
    if (!type) return std::nullopt;
    switch (static_cast<rdb::Type>(*type)) {
      case rdb::Type::kString:
        return Text();
      case rdb::Type::kList:
        return Elements();
      case rdb::Type::kSet:
        return Members();
      case rdb::Type::kZSetText:
        return Scored([this] { return reader_.TextDouble(); });
      case rdb::Type::kZSet:
        return Scored([this] { return reader_.Double(); });
      case rdb::Type::kHash:
        return Pairs();
      case rdb::Type::kListZiplist:
        return ZiplistElements();
      case rdb::Type::kListZiplists:
        return Nodes(reader_.Length(), &ValueReader::AddZiplistNode);
      case rdb::Type::kQuicklist:
        return Nodes(reader_.Length(), &ValueReader::AddQuicklistNode);
      case rdb::Type::kSetIntset:
        return Integers();
      case rdb::Type::kZSetZiplist:
        return Whole<ZSet>(ListpackFromZiplist(Blob()));
      case rdb::Type::kHashZiplist:
        return DistinctFields(ListpackFromZiplist(Blob()));
      case rdb::Type::kHashListpack:
        return Whole<Hash>(Listpack::FromBytes(Blob()));
      case rdb::Type::kZSetListpack:
        return Whole<ZSet>(Listpack::FromBytes(Blob()));
      case rdb::Type::kSetListpack:
        if (!limits_.small_sets_are_listpacks) return std::nullopt;
        return Whole<Set>(Listpack::FromBytes(Blob()));
      case rdb::Type::kHashTimes:
        return TimedPairs();
      case rdb::Type::kHashTriples:
        if (!reader_.Time()) return std::nullopt;
        return Triples();
      case rdb::Type::kHashTriplesOld:
        return Triples();
      case rdb::Type::kStreamWithActiveTimes:
        // Came in the same release as the listpack sets.
        if (!limits_.small_sets_are_listpacks) return std::nullopt;
        [[fallthrough]];
      case rdb::Type::kStream:
      case rdb::Type::kStreamWithFigures:
        return Log(static_cast<rdb::Type>(*type));
    }
    return std::nullopt;
  }

 private:
  // The next string; empty, which no blob may be, if there is none.
  std::string_view Blob() { return reader_.String(scratch_).value_or(std::string_view()); }

  std::optional<Value> Text() {
    const auto text = reader_.String(scratch_);
    if (!text) return std::nullopt;
    return std::string(*text);
  }

  // A collection of `count` elements, each added by add(collection) -> bool.
  template <typename T, typename Add>
  std::optional<Value> Filled(Add add) {
    const auto count = reader_.Length();
    if (!count || *count == 0) return std::nullopt;
    T value(limits_);
    for (uint64_t i = 0; i < *count; ++i) {
      if (!add(value)) return std::nullopt;
    }
    return value;
  }

  std::optional<Value> Elements() {
    return Filled<List>([this](List& list) {
      const auto element = reader_.String(scratch_);
      if (element) list.PushBack(*element);
      return element.has_value();
    });
  }

  std::optional<Value> Members() {
    return Filled<Set>([this](Set& set) {
      const auto member = reader_.String(scratch_);
      return member && set.Add(*member);
    });
  }

  template <typename ReadScore>
  std::optional<Value> Scored(ReadScore read_score) {
    return Filled<ZSet>([&](ZSet& zset) {
      const auto member = reader_.String(scratch_);
      const auto score = member ? read_score() : std::nullopt;
      return score && !std::isnan(*score) && zset.Set(*member, *score);
    });
  }

  std::optional<Value> Pairs() {
    return Filled<Hash>([this](Hash& hash) {
      const auto field = reader_.String(scratch_);
      const auto value = field ? reader_.String(value_scratch_) : std::nullopt;
      return value && hash.Set(*field, *value);
    });
  }

  // Times count from the first one on, so that 1 is that one and 0 is none.
  std::optional<Value> TimedPairs() {
    if (!limits_.fields_expire) return std::nullopt;
    const auto first = reader_.Time();
    if (!first || *first < 0 || *first > kLatestEnd) return std::nullopt;
    return Filled<Hash>([&](Hash& hash) {
      hash.TrackTimes();
      const auto behind = reader_.Length();
      const auto field = behind ? reader_.String(scratch_) : std::nullopt;
      const auto value = field ? reader_.String(value_scratch_) : std::nullopt;
      if (!value || !hash.Set(*field, *value)) return false;
      if (*behind == 0) return true;
      if (*behind - 1 > static_cast<uint64_t>(kLatestEnd - *first)) return false;
      hash.SetEnd(*field, *first + static_cast<int64_t>(*behind - 1));
      return true;
    });
  }

  std::optional<Value> Triples() {
    const auto triples = Listpack::FromBytes(Blob());
    if (!limits_.fields_expire || !triples || triples->empty()) return std::nullopt;
    auto hash = Hash::FromTriples(*triples, limits_);
    if (!hash) return std::nullopt;
    return std::move(*hash);
  }

  std::optional<Value> Log(rdb::Type type) {
    auto stream = ReadStream(reader_, type, limits_);
    if (!stream) return std::nullopt;
    return std::move(*stream);
  }

  std::optional<Value> Integers() {
    auto members = IntSet::FromBytes(Blob());
    if (!members || members->size() == 0) return std::nullopt;
    return Set::FromIntSet(std::move(*members), limits_);
  }

  // The server looks for a field that stands twice in a ziplist, which it converts, and not in a
  // listpack.
  std::optional<Value> DistinctFields(std::optional<Listpack> pairs) {
    if (pairs && (pairs->count() % 2 != 0 || Hash::HasFieldTwice(*pairs))) return std::nullopt;
    return Whole<Hash>(std::move(pairs));
  }

  // A hash, set or sorted set that is one listpack.
  template <typename T>
  std::optional<Value> Whole(std::optional<Listpack> entries) {
    if (!entries || entries->empty()) return std::nullopt;
    auto value = T::FromListpack(std::move(*entries), limits_);
    if (!value) return std::nullopt;
    return std::move(*value);
  }

  std::optional<Value> Nodes(std::optional<uint64_t> count, bool (ValueReader::*add)(List&)) {
    if (!count) return std::nullopt;
    List list(limits_);
    for (uint64_t i = 0; i < *count; ++i) {
      if (!(this->*add)(list)) return std::nullopt;
    }
    if (list.empty()) return std::nullopt;
    list.Settle();
    return list;
  }

  // The one list that stays a quicklist though it may be small enough for a listpack.
  std::optional<Value> ZiplistElements() {
    List list(limits_);
    if (!AddZiplistNode(list) || list.empty()) return std::nullopt;
    return list;
  }

  bool AddNode(List& list, std::optional<Listpack> entries) {
    if (entries) list.AppendNode(std::move(*entries));
    return entries.has_value();
  }

  bool AddZiplistNode(List& list) { return AddNode(list, ListpackFromZiplist(Blob())); }

  bool AddQuicklistNode(List& list) {
    const auto container = reader_.Length();
    const std::string_view blob = Blob();
    if (container == rdb::kPackedNode) return AddNode(list, Listpack::FromBytes(blob));
    if (container != rdb::kPlainNode || blob.empty()) return false;
    list.AppendPlainNode(blob);
    return true;
  }

  RdbReader reader_;
  const EncodingLimits& limits_;
  std::string scratch_;
  std::string value_scratch_;
};

}  // namespace

std::optional<Value> ReadValue(std::string_view payload, const EncodingLimits& limits) {
  return ValueReader(payload, limits).Read();
}

}  // namespace luarig
