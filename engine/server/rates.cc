#include "engine/server/rates.h"

#include <numeric>

namespace luarig {

void Rate::Look(int64_t now, uint64_t count) {
  constexpr uint64_t kSecond = 1'000'000;
  const int64_t passed = now - looked_;
  if (looked_ != 0 && passed < kMicrosBetween) return;
  if (looked_ != 0) {
    // After CONFIG RESETSTAT a count is smaller than it was.
    const uint64_t grown = count > count_ ? count - count_ : 0;
    per_second_[next_] = grown * kSecond / static_cast<uint64_t>(passed);
    next_ = (next_ + 1) % kLooks;
  }
  looked_ = now;
  count_ = count;
}

uint64_t Rate::per_second() const {
  return std::accumulate(per_second_.begin(), per_second_.end(), uint64_t{0}) / kLooks;
}

}  // namespace luarig
