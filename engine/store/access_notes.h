#ifndef LUARIG_ENGINE_STORE_ACCESS_NOTES_H_
#define LUARIG_ENGINE_STORE_ACCESS_NOTES_H_

#include <cstdint>

#include "engine/base/random.h"

namespace luarig {

// What an entry notes of its use, in 24 bits, as the server packs them: the second of the last
// access, or, under an LFU policy, the minute of the last decay (16 bits) and a counter (8 bits)
// that grows by chance, the more slowly the higher it is. Switching policies leaves the bits as
// they are.
class AccessNotes {
 public:
  static constexpr uint32_t kMask = 0xffffff;

  bool counts_uses = false;   // an LFU policy is chosen
  int64_t log_factor = 10;    // lfu-log-factor
  int64_t decay_minutes = 1;  // lfu-decay-time: minutes until the counter falls by one

  void SetClock(int64_t seconds) { seconds_ = seconds; }
  // The LRU clock: seconds, in 24 bits.
  uint32_t clock() const { return static_cast<uint32_t>(seconds_) & kMask; }

  // The note of a new value; one that all keys share has not been counted yet.
  uint32_t New(bool shared) const { return counts_uses ? Pack(shared ? 0 : kNewCount) : clock(); }
  // The note after one more access.
  uint32_t Touched(uint32_t note) { return counts_uses ? Counted(note) : clock(); }
  // Notes as RESTORE sets them.
  uint32_t WithFrequency(uint8_t count) const { return Pack(count); }

  // Seconds since the last access; meaningful unless uses are counted.
  uint32_t IdleSeconds(uint32_t note) const { return (clock() - note) & kMask; }
  // The counter as it has decayed until now; meaningful while uses are counted.
  uint8_t Frequency(uint32_t note) const;

 private:
  static constexpr uint8_t kNewCount = 5;

  uint32_t Minutes() const { return static_cast<uint32_t>(seconds_ / 60) & 0xffff; }
  uint32_t Pack(uint8_t count) const { return Minutes() << 8 | count; }
  uint32_t Counted(uint32_t note);

  int64_t seconds_ = 0;
  Random random_{0};
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_ACCESS_NOTES_H_
