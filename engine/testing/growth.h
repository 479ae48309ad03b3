#ifndef LUARIG_ENGINE_TESTING_GROWTH_H_
#define LUARIG_ENGINE_TESTING_GROWTH_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace luarig {

// How a cost grows with the size of what it is for, the slower ones first.
enum class Growth : uint8_t {
  kConstant,
  kLogarithmic,
  kLinear,
  kLinearithmic,  // n log n
  kQuadratic,
  kWorse,  // than quadratic
};

// "constant", "logarithmic", "linear", "n log n", "quadratic", "worse than quadratic".
std::string_view NameOf(Growth growth);
// Those of them that somebody may ask for: all but the last.
std::span<const std::string_view> GrowthNames();
std::optional<Growth> ParseGrowth(std::string_view name);

// What was counted at one size. Counts of instructions and commands are exact: there is no noise of
// time in them, only that of branches which depend on the data.
struct GrowthPoint {
  uint64_t size = 0;
  uint64_t count = 0;
};

// What can be told of a row of points.
struct GrowthVerdict {
  // If it can be told, both are what it is; else it is one of them or between them.
  Growth at_least = Growth::kConstant;
  Growth at_most = Growth::kWorse;
  std::string why;  // it cannot be told, for a person; "" if it can

  bool told() const { return why.empty(); }
  // "linear", or "cannot be told".
  std::string_view name() const;
  // True if it is known to grow no faster than `limit`. Neighbours that only much larger sizes tell
  // apart, as linear and n log n, are given the benefit of the doubt.
  bool Within(Growth limit) const;
};

// Tells how counts grow towards the largest sizes: what happens only at the small ones, and a part
// that is always there, do not count. It takes three sizes, each at least twice the one before,
// and says "cannot be told" wherever two classes explain the points about as well.
// REQUIRES: sizes ascend.
GrowthVerdict TellGrowth(std::span<const GrowthPoint> points);

// How much one more element costs at the largest sizes; 0 for fewer than two points.
double CostOfOneMore(std::span<const GrowthPoint> points);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_GROWTH_H_
