#include "engine/store/access_notes.h"

#include <algorithm>

namespace luarig {

uint8_t AccessNotes::Frequency(uint32_t note) const {
  const auto count = static_cast<uint8_t>(note);
  if (decay_minutes == 0) return count;
  const uint32_t then = note >> 8;
  const uint32_t now = Minutes();
  // The clock wraps; it skips one minute when it does.
  const int64_t elapsed = now >= then ? now - then : 0xffff - then + now;
  return static_cast<uint8_t>(count - std::min<int64_t>(elapsed / decay_minutes, count));
}

uint32_t AccessNotes::Counted(uint32_t note) {
  constexpr uint8_t kMost = 255;
  uint8_t count = Frequency(note);
  if (count < kMost) {
    const int64_t above = std::max(0, count - kNewCount);
    const double chance = 1.0 / (static_cast<double>(above) * static_cast<double>(log_factor) + 1);
    const double drawn = static_cast<double>(random_.Next() >> 11) * 0x1p-53;
    if (drawn < chance) ++count;
  }
  return Pack(count);
}

}  // namespace luarig
