#ifndef LUARIG_ENGINE_STORE_SLOT_TIMES_H_
#define LUARIG_ENGINE_STORE_SLOT_TIMES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/store/indexed_heap.h"

namespace luarig {

// No time: what has it never ends.
inline constexpr int64_t kNever = INT64_MAX;

// Times (milliseconds since 1970) for the slots of a dense table, the earliest at hand. Slots come,
// go and move as DenseTable's do: who changes the one changes the other.
class SlotTimes {
 public:
  // How many slots have a time.
  size_t count() const { return heap_.size(); }
  int64_t at(uint32_t slot) const { return slots_[slot].time; }
  int64_t earliest() const { return heap_.empty() ? kNever : at(heap_.first()); }
  // A slot with the earliest time. REQUIRES: count() > 0.
  uint32_t first() const { return heap_.first(); }

  void Set(uint32_t slot, int64_t time);
  void Append(int64_t time);
  void EraseAt(uint32_t slot);
  void InsertAt(uint32_t slot, int64_t time);

  // For the heap.
  int64_t TimeOf(uint32_t slot) const { return slots_[slot].time; }
  void SetPlace(uint32_t slot, uint32_t place) { slots_[slot].place = place; }

 private:
  struct Slot {
    int64_t time;
    uint32_t place;  // in heap_, if there is a time
  };

  void Take(uint32_t slot);
  void Move(uint32_t from, uint32_t to);

  std::vector<Slot> slots_;
  IndexedHeap<uint32_t> heap_;  // the slots with a time
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_SLOT_TIMES_H_
