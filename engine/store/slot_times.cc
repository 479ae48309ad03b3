#include "engine/store/slot_times.h"

namespace luarig {

void SlotTimes::Set(uint32_t slot, int64_t time) {
  const bool had = slots_[slot].time != kNever;
  if (had && time != kNever) {
    slots_[slot].time = time;
    heap_.Settle(slots_[slot].place, *this);
    return;
  }
  if (had) Take(slot);
  slots_[slot].time = time;
  if (time != kNever) heap_.Add(slot, *this);
}

void SlotTimes::Append(int64_t time) {
  slots_.push_back({kNever, 0});
  Set(static_cast<uint32_t>(slots_.size() - 1), time);
}

void SlotTimes::EraseAt(uint32_t slot) {
  if (slots_[slot].time != kNever) Take(slot);
  const auto last = static_cast<uint32_t>(slots_.size() - 1);
  if (slot != last) Move(last, slot);
  slots_.pop_back();
}

void SlotTimes::InsertAt(uint32_t slot, int64_t time) {
  const auto last = static_cast<uint32_t>(slots_.size());
  slots_.push_back({kNever, 0});
  if (slot != last) Move(slot, last);
  slots_[slot].time = kNever;
  Set(slot, time);
}

void SlotTimes::Take(uint32_t slot) { heap_.RemoveAt(slots_[slot].place, *this); }

void SlotTimes::Move(uint32_t from, uint32_t to) {
  slots_[to] = slots_[from];
  if (slots_[to].time != kNever) heap_.Rename(slots_[to].place, to);
}

}  // namespace luarig
