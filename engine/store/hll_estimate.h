#ifndef LUARIG_ENGINE_STORE_HLL_ESTIMATE_H_
#define LUARIG_ENGINE_STORE_HLL_ESTIMATE_H_

#include <array>
#include <cstdint>
#include <string_view>

// The arithmetic of HyperLogLogs: which register an element raises, and how many elements the
// registers speak for.

namespace luarig {

inline constexpr size_t kHllRegisters = 16384;

// All registers, a byte each.
using HllRegisters = std::array<uint8_t, kHllRegisters>;

// How many registers have each value; a register has six bits.
using HllHistogram = std::array<uint32_t, 64>;

// An element is noticed if its register is below `value`, which is 1 to 51.
struct HllMark {
  uint16_t index;
  uint8_t value;
};
HllMark HllMarkOf(std::string_view element);

// Ertl's improved raw estimator ("New cardinality estimation algorithms for HyperLogLog sketches",
// 2017), computed in the server's order of operations, so that rounding agrees too.
uint64_t EstimateElements(const HllHistogram& histogram);
uint64_t EstimateElements(const HllRegisters& registers);

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_HLL_ESTIMATE_H_
