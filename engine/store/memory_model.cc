#include "engine/store/memory_model.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <vector>

#include "engine/store/hash.h"
#include "engine/store/list.h"
#include "engine/store/set.h"
#include "engine/store/stream.h"
#include "engine/store/zset.h"

namespace luarig {
namespace {

// The server's structures, in bytes.
constexpr size_t kObject = 16;
constexpr size_t kTableEntry = 24;
constexpr size_t kTable = 56;
constexpr size_t kQuicklist = 40;
constexpr size_t kQuicklistNode = 40;
constexpr size_t kSortedSet = 16;
constexpr size_t kSkiplist = 32;
constexpr size_t kSkiplistNode = 24;
constexpr size_t kSkiplistLevel = 16;
constexpr int kMaxLevels = 32;
constexpr size_t kEmbeddedText = 20;   // header, text header and final zero of an embstr
constexpr size_t kEmbeddedKey = 21;    // links, text header and final zero of an entry with its key
constexpr size_t kTimedListpack = 32;  // beside the listpack of a listpackex
constexpr size_t kTimeInListpack = 10;  // bytes of an entry
constexpr size_t kNoTimeInListpack = 2;
constexpr size_t kBucketEntry = 16;  // an entry without a value
constexpr int64_t kSharedBelow = 10000;
constexpr size_t kStream = 80;
constexpr size_t kStreamKey = 16;   // an ID in the tree
constexpr size_t kRadixNode = 244;  // on average, as the server estimates
constexpr size_t kOpenNode = 4096;  // the room of the node that is written to
constexpr size_t kGroup = 284;      // with the root of its tree
constexpr size_t kConsumer = 268;   // with the root of its tree, without its name
constexpr size_t kActiveTime = 8;   // of a consumer that knows when it last got something
constexpr size_t kPendingEntry = 56;

// Each level is reached by a quarter of those that reached the one below.
double AverageSkiplistNode(SizeClasses classes) {
  double average = 0;
  double share = 1;
  for (int level = 1; level <= kMaxLevels; ++level) {
    const double here = level == kMaxLevels ? share : share * 0.75;
    const size_t bytes = kSkiplistNode + kSkiplistLevel * static_cast<size_t>(level);
    average += here * static_cast<double>(BlockSize(bytes, classes));
    share *= 0.25;
  }
  return average;
}

// `bytes` of the first `taken` of `count` elements, extrapolated to all.
size_t Extrapolate(size_t bytes, size_t taken, size_t count) {
  if (taken == count) return bytes;
  return static_cast<size_t>(static_cast<double>(bytes) / static_cast<double>(taken) *
                             static_cast<double>(count));
}

size_t Taken(size_t samples, size_t count) {
  return samples == 0 ? count : std::min(samples, count);
}

// How many of a table's buckets hold at least one of its `count` elements.
double OccupiedBuckets(size_t buckets, size_t count) {
  const auto all = static_cast<double>(buckets);
  return all * (1 - std::pow(1 - 1 / all, static_cast<double>(count)));
}

SizeClasses ClassesOf(const Target& target) {
  return target.Has(Quirk::kFineSizeClasses) ? SizeClasses::kEights : SizeClasses::kSixteens;
}

}  // namespace

MemoryModel::MemoryModel(const Target& target, Meter meter)
    : meter_(meter),
      classes_(ClassesOf(target)),
      keys_in_entries_(target.Has(Quirk::kKeysInEntries)),
      sets_without_entries_(target.Has(Quirk::kSetsWithoutEntries)),
      skiplist_node_(AverageSkiplistNode(classes_)),
      consumer_(kConsumer + (target.Has(Quirk::kConsumersSeenAlways) ? kActiveTime : 0)) {}

bool MemoryModel::IsShared(const Entry& entry) const {
  return shares_integers_ && entry.type() == ValueType::kString &&
         entry.form() == Entry::Form::kInteger && entry.integer() >= 0 &&
         entry.integer() < kSharedBelow;
}

size_t MemoryModel::KeyBytes(size_t key_size, bool has_ttl) const {
  const size_t key =
      keys_in_entries_ ? Block(kEmbeddedKey + key_size) : Struct(kTableEntry) + Text(key_size);
  return has_ttl && meter_ == Meter::kAllocated ? key + Block(kTableEntry) : key;
}

size_t MemoryModel::ValueBytes(const Entry& entry, size_t samples) const {
  switch (entry.type()) {
    case ValueType::kString:
      return StringBytes(entry);
    case ValueType::kList:
      return Of(*entry.collection<List>(), samples);
    case ValueType::kSet:
      return Of(*entry.collection<Set>(), samples);
    case ValueType::kZSet:
      return Of(*entry.collection<ZSet>(), samples);
    case ValueType::kHash:
      return Of(*entry.collection<Hash>(), samples);
    case ValueType::kStream:
      return Of(*entry.collection<Stream>(), samples);
    case ValueType::kNone:
      break;
  }
  assert(false);
  return 0;
}

size_t MemoryModel::StringBytes(const Entry& entry) const {
  switch (entry.string_encoding()) {
    case Encoding::kInt:
      return meter_ == Meter::kAllocated && IsShared(entry) ? 0 : kObject;
    case Encoding::kEmbstr:
      return Block(kEmbeddedText + entry.text_size());
    default:
      break;
  }
  if (entry.form() == Entry::Form::kHeap) {
    const Entry::HeapText& text = *entry.heap_text();
    if (text.capacity != text.size)
      return kObject + Block(text.capacity + TextOverhead(text.capacity));
  }
  return kObject + Text(entry.text_size());
}

size_t MemoryModel::Of(const List& list, size_t samples) const {
  if (list.listpack() != nullptr) return kObject + list.block_bytes();
  const size_t nodes = list.node_count();
  const size_t taken = Taken(samples, nodes);
  size_t bytes = taken == nodes ? list.block_bytes() : 0;
  for (size_t node = 0; taken != nodes && node < taken; ++node) {
    bytes += Block(list.NodeAt(node).bytes.size());
  }
  bytes += taken * Struct(kQuicklistNode);
  return kObject + Struct(kQuicklist) + Extrapolate(bytes, taken, nodes);
}

// The texts of a table's elements.
template <typename Table>
size_t MemoryModel::TableBytes(const Table& table, size_t samples) const {
  const size_t taken = Taken(samples, table.size());
  if (taken == table.size()) return table.text_bytes(classes_);
  size_t bytes = 0;
  for (size_t i = 0; i < taken; ++i) bytes += Table::TextBytesOf(table.at(i), classes_);
  return Extrapolate(bytes, taken, table.size());
}

size_t MemoryModel::Of(const Set& set, size_t samples) const {
  if (const IntSet* integers = set.intset()) {
    return kObject + Block(integers->bytes().size());
  }
  if (const Listpack* members = set.listpack()) return kObject + Block(members->byte_size());
  const Set::Table& table = *set.table();
  double entries = static_cast<double>(table.size() * Struct(kTableEntry));
  if (sets_without_entries_) {
    const double occupied = OccupiedBuckets(table.dict().buckets(), table.size());
    entries = static_cast<double>(kBucketEntry) * (static_cast<double>(table.size()) - occupied);
  }
  return kObject + Struct(kTable) + table.dict().bytes() + TableBytes(table, samples) +
         static_cast<size_t>(entries);
}

size_t MemoryModel::Of(const ZSet& zset, size_t samples) const {
  if (const Listpack* items = zset.listpack()) return kObject + Block(items->byte_size());
  const ZSet::Table& table = *zset.table();
  const size_t count = table.size();
  const size_t taken = Taken(samples, count);
  size_t texts = 0;
  if (taken == count) {
    texts = table.text_bytes(classes_);
  } else {
    // The skiplist is sampled from its lowest score on.
    zset.ForRange(0, taken, false,
                  [&](std::string_view member, double) { texts += Text(member.size()); });
    texts = Extrapolate(texts, taken, count);
  }
  const auto nodes = static_cast<size_t>(skiplist_node_ * static_cast<double>(count));
  return kObject + kSortedSet + kSkiplist + Block(kSkiplistNode + kSkiplistLevel * kMaxLevels) +
         Struct(kTable) + table.dict().bytes() + count * Struct(kTableEntry) + texts + nodes;
}

size_t MemoryModel::Of(const Hash& hash, size_t samples) const {
  if (const Listpack* pairs = hash.listpack()) {
    if (!hash.tracks_times()) return kObject + Block(pairs->byte_size());
    const size_t ending = hash.expiry()->count();
    const size_t times = ending * kTimeInListpack + (hash.size() - ending) * kNoTimeInListpack;
    return kObject + Block(kTimedListpack) + Block(pairs->byte_size() + times);
  }
  const Hash::Table& table = *hash.table();
  return kObject + Struct(kTable) + table.dict().bytes() + table.size() * Struct(kTableEntry) +
         TableBytes(table, samples);
}

size_t MemoryModel::Of(const Stream& stream, size_t samples) const {
  const auto& nodes = stream.nodes();
  size_t bytes = kObject + Struct(kStream) + kStreamKey * nodes.size() +
                 kRadixNode * stream.RadixNodes() + GroupBytes(stream);
  if (nodes.empty()) return bytes;
  bytes += Block(std::max(nodes.back().listpack().byte_size(), kOpenNode));
  const size_t closed = nodes.size() - 1;
  const size_t taken = Taken(samples, closed);
  size_t blocks = 0;
  for (size_t i = 0; i < taken; ++i) blocks += Block(nodes[i].listpack().byte_size());
  return bytes + (taken == 0 ? 0 : Extrapolate(blocks, taken, closed));
}

// Source: redis-server 7.0.15, by the difference that each group, consumer and entry made.
size_t MemoryModel::GroupBytes(const Stream& stream) const {
  size_t bytes = 0;
  for (const auto& [name, group] : stream.groups()) {
    std::vector<StreamId> ids;
    std::map<const StreamConsumer*, std::vector<StreamId>> of_consumers;
    for (const auto& [id, pending] : group->pending()) {
      ids.push_back(id);
      of_consumers[pending.consumer].push_back(id);
    }
    bytes += kGroup + kPendingEntry * ids.size() + kRadixNode * (RadixNodesOf(ids) - 1);
    for (const auto& [own_name, consumer] : group->consumers())
      bytes += consumer_ + own_name.size();
    for (const auto& [consumer, own] : of_consumers) bytes += kRadixNode * (RadixNodesOf(own) - 1);
  }
  return bytes;
}

}  // namespace luarig
