#ifndef LUARIG_ENGINE_STORE_FIELD_EXPIRY_H_
#define LUARIG_ENGINE_STORE_FIELD_EXPIRY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/store/indexed_heap.h"
#include "engine/store/slot_times.h"

namespace luarig {

class FieldExpiryIndex;

// What a hash whose fields may expire has beside its fields: when they end. Times are milliseconds
// since 1970.
//
// Representation: of a listpack, whose fields stand in the order in which they end, those without a
// time last, the times of the first fields; of a table, a time for each slot. Fields whose time is
// over but which nobody has removed yet, as active expiry is off, are kept aside in `hidden`: so
// nothing that reads a hash has to look at the clock.
//
// The earliest time is told to the keyspace's index as long as one is joined. A copy has joined
// none.
class FieldExpiry {
 public:
  struct Hidden {
    std::string field;
    std::string value;
    int64_t time;
    bool operator==(const Hidden&) const = default;
  };

  FieldExpiry() = default;
  ~FieldExpiry() = default;
  FieldExpiry(const FieldExpiry& other);
  FieldExpiry& operator=(const FieldExpiry&) = delete;

  // Takes everything over but the place in an index.
  void Become(FieldExpiry&& other);

  // How many fields have a time that is not over, and the first of those times.
  size_t count() const { return in_table_ ? slots_.count() : sorted_.size(); }
  int64_t earliest() const;

  // --- Of a listpack ---------------------------------------------------------------------------

  const std::vector<int64_t>& sorted() const { return sorted_; }
  void InsertSorted(size_t index, int64_t time);
  void EraseSorted(size_t index, size_t count);

  // --- Of a table ------------------------------------------------------------------------------

  const SlotTimes& slots() const { return slots_; }
  void SetSlot(uint32_t slot, int64_t time);
  void AppendSlot();  // without a time
  void EraseSlot(uint32_t slot);
  void InsertSlot(uint32_t slot, int64_t time);

  // The listpack of `fields` fields becomes a table with one slot after the other, or is one again.
  void ToTable(size_t fields);
  void ToListpack();

  // --- Fields whose time is over ---------------------------------------------------------------

  const std::vector<Hidden>& hidden() const { return hidden_; }
  // Its index in hidden(), or hidden().size().
  size_t FindHidden(std::string_view field) const;
  void InsertHidden(size_t index, Hidden hidden);
  Hidden TakeHidden(size_t index);

  // --- The time that DUMP writes of a listpack -------------------------------------------------

  // The server's own note of the first time; kNever if it has none. It follows the truth only when
  // a command sets times and they are seconds away from it.
  int64_t noted() const { return noted_; }
  void set_noted(int64_t time) { noted_ = time; }
  // A field that ended at `before` ends at `after` now.
  void NoteChange(int64_t before, int64_t after);

 private:
  friend class FieldExpiryIndex;
  static constexpr uint32_t kNoPlace = UINT32_MAX;

  void Tell();

  bool in_table_ = false;
  std::vector<int64_t> sorted_;
  SlotTimes slots_;
  std::vector<Hidden> hidden_;  // in the order in which they ended
  int64_t noted_ = kNever;

  FieldExpiryIndex* index_ = nullptr;
  uint32_t entry_slot_ = 0;           // of the hash's key, in the keyspace
  uint32_t place_ = kNoPlace;         // in the index's heap, if a field has a time
  uint32_t hidden_place_ = kNoPlace;  // in the index's list of those that hide fields
};

// The hashes of a keyspace some of whose fields expire, the one with the earliest time at hand.
class FieldExpiryIndex {
 public:
  FieldExpiryIndex() = default;
  ~FieldExpiryIndex() = default;
  FieldExpiryIndex(const FieldExpiryIndex&) = delete;
  FieldExpiryIndex& operator=(const FieldExpiryIndex&) = delete;

  // How many hashes have a field that ends.
  size_t size() const { return heap_.size(); }
  int64_t earliest() const { return heap_.empty() ? kNever : heap_.first()->earliest(); }
  // The slot of a key with the earliest time. REQUIRES: size() > 0.
  uint32_t first() const { return heap_.first()->entry_slot_; }
  // The slot of a key that hides fields whose time is over. REQUIRES: hides().
  bool hides() const { return !hiding_.empty(); }
  uint32_t hiding() const { return hiding_.back()->entry_slot_; }

  // `expiry` belongs to the key in `slot` until it leaves.
  void Join(FieldExpiry& expiry, uint32_t slot);
  void Leave(FieldExpiry& expiry);
  static bool HasJoined(const FieldExpiry& expiry) { return expiry.index_ != nullptr; }
  // Leaves whatever index it has joined, if any.
  static void LeaveAny(FieldExpiry& expiry) {
    if (expiry.index_ != nullptr) expiry.index_->Leave(expiry);
  }
  static void SetSlot(FieldExpiry& expiry, uint32_t slot) { expiry.entry_slot_ = slot; }

  // For the heap.
  int64_t TimeOf(const FieldExpiry* expiry) const { return expiry->earliest(); }
  void SetPlace(FieldExpiry* expiry, uint32_t place) { expiry->place_ = place; }

 private:
  friend class FieldExpiry;

  // The times of `expiry` changed.
  void Update(FieldExpiry& expiry);
  void SetHeaped(FieldExpiry& expiry, bool wanted);
  void SetHiding(FieldExpiry& expiry, bool wanted);

  IndexedHeap<FieldExpiry*> heap_;
  std::vector<FieldExpiry*> hiding_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_FIELD_EXPIRY_H_
