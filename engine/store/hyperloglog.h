#ifndef LUARIG_ENGINE_STORE_HYPERLOGLOG_H_
#define LUARIG_ENGINE_STORE_HYPERLOGLOG_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "engine/store/hll_estimate.h"
#include "engine/store/hll_sparse.h"
#include "engine/store/keyspace.h"

// HyperLogLogs: strings that estimate how many distinct elements they have seen, byte for byte as
// the server has them.
//
//   "HYLL" | encoding | 3 bytes | count (8, little-endian) | registers
//
// The count is the last estimate, stale if its highest bit is set. Dense registers have six bits
// each, the lowest first; sparse ones are runs (hll_sparse.h).

namespace luarig {

enum class HllEncoding : uint8_t { kDense, kSparse };

// A HyperLogLog read in place; lives as long as its text.
class HllView {
 public:
  // Nothing if `text` is none. What the runs of a sparse one say is not looked at.
  static std::optional<HllView> Of(std::string_view text);

  HllEncoding encoding() const;
  std::optional<uint64_t> cached_count() const;  // nothing if it is stale
  std::string_view runs() const;                 // REQUIRES: sparse

  // Raises each of `registers` to this one's. False if the runs are damaged; some may have been
  // raised then.
  bool MergeInto(HllRegisters& registers) const;
  // An estimate; nothing if the runs are damaged.
  std::optional<uint64_t> Count() const;

 private:
  explicit HllView(std::string_view text) : text_(text) {}

  std::string_view text_;
};

// The HyperLogLog at a key, to be changed. While one exists, nothing else may change the key.
class HllEditor {
 public:
  // REQUIRES: there is a HyperLogLog at `key`, or nothing: then an empty one is created. Either
  // way it is raw afterwards. A sparse one becomes dense before it grows beyond `max_sparse_size`.
  HllEditor(Keyspace& keys, std::string_view key, int64_t max_sparse_size);
  ~HllEditor();
  HllEditor(const HllEditor&) = delete;
  HllEditor& operator=(const HllEditor&) = delete;

  HllView view() const;

  // kNone, kRaised or kDamaged: a sparse one that is too small for it becomes dense. Leaves the
  // count as it is.
  HllChange Add(std::string_view element);
  // Raises every register to the one in `registers`. REQUIRES: none of its own is higher.
  void RaiseAll(const HllRegisters& registers);
  // Does nothing if it is dense; false if its runs are damaged.
  bool MakeDense();

  void set_count(uint64_t count);
  void MarkCountStale();

 private:
  // Raises one register, with `cursor` for the search in runs.
  HllChange Raise(HllMark mark, HllCursor& cursor);
  void WriteDense(const HllRegisters& registers);
  void Resize(size_t size);

  Keyspace& keys_;
  std::string_view key_;
  int64_t max_sparse_size_;
  size_t size_;            // of the string
  std::span<char> bytes_;  // that, and room to grow
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_HYPERLOGLOG_H_
