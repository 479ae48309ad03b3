#ifndef LUARIG_ENGINE_SCRIPT_MATH_RANDOM_H_
#define LUARIG_ENGINE_SCRIPT_MATH_RANDOM_H_

#include <cstdint>

namespace luarig {

// The generator behind math.random, whose sequence the server fixes on every platform: 48 bits,
// X <- (0x5DEECE66D * X + 0xB) mod 2^48, of which a draw takes the upper 31 (SCRIPTING.md
// section 3.6). One per server: shared by scripts and functions, and reset by nothing.
class MathRandom {
 public:
  static constexpr int64_t kMax = 2147483647;

  // A number in [0, 2^31).
  int64_t Draw() {
    state_ = (0x5DEECE66DULL * state_ + 0xBULL) & ((1ULL << 48) - 1);
    return static_cast<int64_t>(state_ >> 17);
  }
  void Seed(int32_t seed) {
    state_ = (static_cast<uint64_t>(static_cast<uint32_t>(seed)) << 16) + 0x330E;
  }
  uint64_t state() const { return state_; }
  void set_state(uint64_t state) { state_ = state; }

 private:
  uint64_t state_ = 0x1234ABCD330EULL;  // at process start
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_MATH_RANDOM_H_
