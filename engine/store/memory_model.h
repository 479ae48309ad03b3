#ifndef LUARIG_ENGINE_STORE_MEMORY_MODEL_H_
#define LUARIG_ENGINE_STORE_MEMORY_MODEL_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/target.h"
#include "engine/store/entry.h"
#include "engine/store/size_class.h"

namespace luarig {

// What a server would count for keys and values, in bytes: COMMANDS.md section 8.
//
// Two meters. MEMORY USAGE adds up sizes of structures and blocks of texts; what `used_memory`
// grows by is blocks only. What is random on a server (the levels of a skiplist) counts with its
// expectation.
//
// A value of a new type needs an overload of Of(), and a case in Value().
class MemoryModel {
 public:
  enum class Meter : uint8_t {
    kUsage,      // as MEMORY USAGE answers
    kAllocated,  // as used_memory counts
  };

  MemoryModel(const Target& target, Meter meter);

  // An entry with its key and, for kAllocated, its TTL.
  size_t EntryBytes(const Entry& entry, size_t samples = 0) const {
    return KeyBytes(entry.key().size(), entry.has_ttl()) + ValueBytes(entry, samples);
  }

  // The key and its place in the table, without the buckets.
  size_t KeyBytes(size_t key_size, bool has_ttl) const;

  // The value with its object header. Collections are sampled as the server does: the first
  // `samples` elements stand for all; 0 takes all of them, and is O(1) when asked again.
  size_t ValueBytes(const Entry& entry, size_t samples = 0) const;
  size_t Of(const List& list, size_t samples = 0) const;
  size_t Of(const Set& set, size_t samples = 0) const;
  size_t Of(const ZSet& zset, size_t samples = 0) const;
  size_t Of(const Hash& hash, size_t samples = 0) const;
  size_t Of(const Stream& stream, size_t samples = 0) const;

  // Parts, for what a server holds beside its keys.
  size_t Block(size_t bytes) const { return BlockSize(bytes, classes_); }
  size_t Text(size_t size) const { return TextBlock(size, classes_); }
  size_t Struct(size_t bytes) const { return meter_ == Meter::kUsage ? bytes : Block(bytes); }

  // True for integers that all keys share, which take no memory of their own.
  bool IsShared(const Entry& entry) const;
  // Nothing is shared on a server with a limit and an LRU or LFU policy.
  bool shares_integers() const { return shares_integers_; }
  void set_shares_integers(bool shares) { shares_integers_ = shares; }

 private:
  size_t StringBytes(const Entry& entry) const;
  size_t GroupBytes(const Stream& stream) const;
  template <typename Table>
  size_t TableBytes(const Table& table, size_t samples) const;

  Meter meter_;
  SizeClasses classes_;
  bool keys_in_entries_;
  bool sets_without_entries_;
  bool shares_integers_ = true;
  double skiplist_node_;  // bytes of a node, on average
  size_t consumer_;       // bytes of a stream's consumer, without its name
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_MEMORY_MODEL_H_
