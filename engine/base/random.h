#ifndef LUARIG_ENGINE_BASE_RANDOM_H_
#define LUARIG_ENGINE_BASE_RANDOM_H_

#include <bit>
#include <cassert>
#include <cstdint>

namespace luarig {

// The random source of SPOP, RANDOMKEY and the like: xoshiro256**, seeded by splitmix64, the same
// sequence on every platform. A value: copying it saves its state. (math.random is another
// generator, whose sequence the server fixes.)
class Random {
 public:
  explicit Random(uint64_t seed) {
    for (uint64_t& word : state_) {
      seed += 0x9e3779b97f4a7c15;
      uint64_t z = seed;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
      z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
      word = z ^ (z >> 31);
    }
  }

  uint64_t Next() {
    const uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  // A number in [0, bound). REQUIRES: bound > 0.
  uint64_t Below(uint64_t bound) {
    assert(bound > 0);
    // Rejects the tail that would make low numbers likelier.
    const uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
    uint64_t drawn = Next();
    while (drawn >= limit) drawn = Next();
    return drawn % bound;
  }

  bool operator==(const Random&) const = default;

 private:
  uint64_t state_[4]{};
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_BASE_RANDOM_H_
