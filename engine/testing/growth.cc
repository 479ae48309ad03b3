#include "engine/testing/growth.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

constexpr std::array<std::string_view, 6> kNames = {
    "constant", "logarithmic", "linear", "n log n", "quadratic", "worse than quadratic"};

double CountOf(const GrowthPoint& point) { return static_cast<double>(point.count); }
double SizeOf(const GrowthPoint& point) { return static_cast<double>(point.size); }

// What the models would count at a size, but for factors and constant parts.
double Model(Growth growth, double size) {
  const double log = std::log(std::max(size, 1.0));
  switch (growth) {
    case Growth::kConstant:
      return 0;
    case Growth::kLogarithmic:
      return log;
    case Growth::kLinear:
      return size;
    case Growth::kLinearithmic:
      return size * log;
    case Growth::kQuadratic:
      return size * size;
    case Growth::kWorse:
      return size * size * size;
  }
  return 0;
}

GrowthVerdict Told(Growth growth) { return {growth, growth, ""}; }

GrowthVerdict Between(Growth at_least, Growth at_most, std::string why = "") {
  if (why.empty())
    why = StrCat("it may be ", NameOf(at_least), " or ", NameOf(at_most),
                 ": larger sizes would tell");
  return {at_least, at_most, std::move(why)};
}

// The largest point that is at most half as large as the one at `of`, or nothing.
std::optional<size_t> HalfOf(std::span<const GrowthPoint> points, size_t of) {
  for (size_t i = of; i-- > 0;) {
    if (points[i].size <= points[of].size / 2) return i;
  }
  return std::nullopt;
}

// The points that are judged: the largest, one half as large or smaller, and so on.
struct Tail {
  GrowthPoint before;  // if has_before
  GrowthPoint first;
  GrowthPoint middle;
  GrowthPoint last;
  bool has_before = false;

  double first_step() const { return CountOf(middle) - CountOf(first); }
  double last_step() const { return CountOf(last) - CountOf(middle); }
};

std::optional<Tail> TailOf(std::span<const GrowthPoint> points) {
  const size_t last = points.size() - 1;
  const auto middle = HalfOf(points, last);
  if (!middle) return std::nullopt;
  const auto first = HalfOf(points, *middle);
  if (!first) return std::nullopt;
  Tail tail{.first = points[*first], .middle = points[*middle], .last = points[last]};
  if (const auto before = HalfOf(points, *first)) {
    tail.before = points[*before];
    tail.has_before = true;
  }
  return tail;
}

// The second divided difference: what n * n is multiplied by, if the points are on a parabola.
double Curvature(const GrowthPoint& a, const GrowthPoint& b, const GrowthPoint& c) {
  const double early = (CountOf(b) - CountOf(a)) / (SizeOf(b) - SizeOf(a));
  const double late = (CountOf(c) - CountOf(b)) / (SizeOf(c) - SizeOf(b));
  return (late - early) / (SizeOf(c) - SizeOf(a));
}

// True if all four points are on one parabola, as those of a loop in a loop are.
bool IsParabola(const Tail& tail) {
  if (!tail.has_before) return false;
  const double early = Curvature(tail.before, tail.first, tail.middle);
  const double late = Curvature(tail.first, tail.middle, tail.last);
  constexpr double kNear = 1.25;
  return early > 0 && late > 0 && late < early * kNear && early < late * kNear;
}

// Counts that go down somewhere, or up only once.
GrowthVerdict JudgeUneven(const Tail& tail) {
  const auto [least, most] =
      std::minmax({CountOf(tail.first), CountOf(tail.middle), CountOf(tail.last)});
  const bool rises = tail.last_step() > 0 && CountOf(tail.last) >= most;
  constexpr double kWobble = 0.1;
  constexpr double kStep = 0.02;
  if (most - least <= most * (rises ? kStep : kWobble)) {
    return Between(Growth::kConstant, rises ? Growth::kLogarithmic : Growth::kConstant,
                   "it goes up and down");
  }
  if (rises) {
    return Between(Growth::kLogarithmic, Growth::kWorse,
                   StrCat("it grows only from ", tail.middle.size, " on"));
  }
  return Between(
      Growth::kConstant, Growth::kWorse,
      StrCat("it goes up and down: at ", tail.last.size, " it is less than at ", tail.middle.size));
}

// Counts that rise with each size: the ratio of two rises is what tells the classes apart, whatever
// the constant part and the factor are.
GrowthVerdict JudgeRise(const Tail& tail) {
  const double rise = std::log(tail.last_step() / tail.first_step());
  const auto model = [&](Growth growth) {
    const double last = Model(growth, SizeOf(tail.last)) - Model(growth, SizeOf(tail.middle));
    const double first = Model(growth, SizeOf(tail.middle)) - Model(growth, SizeOf(tail.first));
    return std::log(last / first);
  };
  const double log = model(Growth::kLogarithmic);
  const double linear = model(Growth::kLinear);
  const double n_log_n = model(Growth::kLinearithmic);
  const double quadratic = model(Growth::kQuadratic);
  const double cubic = model(Growth::kWorse);

  // How near to a model counts as it: a quarter of the way to the next.
  constexpr double kNear = 0.25;
  if (rise < log - kNear * (linear - log))
    return Between(Growth::kConstant, Growth::kLogarithmic, "it levels off");
  if (rise <= log + kNear * (linear - log)) return Told(Growth::kLogarithmic);
  if (rise < linear - kNear * (linear - log)) return Between(Growth::kLogarithmic, Growth::kLinear);

  // Sizes that are near each other do not tell n log n from a line with some branches.
  constexpr double kExact = 0.01;
  constexpr double kFarEnough = 0.15;
  const double gap = n_log_n - linear;
  const bool apart = gap >= kFarEnough;
  if (rise <= linear + (apart ? kNear * gap : kExact)) return Told(Growth::kLinear);
  if (apart && std::abs(rise - n_log_n) <= kNear * gap) return Told(Growth::kLinearithmic);
  if (IsParabola(tail)) return Told(Growth::kQuadratic);
  if (rise <= n_log_n + kNear * gap) return Between(Growth::kLinear, Growth::kLinearithmic);
  if (rise < quadratic - kNear * (quadratic - n_log_n))
    return Between(Growth::kLinearithmic, Growth::kQuadratic);
  if (rise <= quadratic + kNear * (cubic - quadratic)) return Told(Growth::kQuadratic);
  if (rise < cubic - kNear * (cubic - quadratic))
    return Between(Growth::kQuadratic, Growth::kWorse);
  return Told(Growth::kWorse);
}

}  // namespace

std::string_view NameOf(Growth growth) { return kNames[static_cast<size_t>(growth)]; }

std::span<const std::string_view> GrowthNames() {
  return std::span(kNames).first(kNames.size() - 1);
}

std::optional<Growth> ParseGrowth(std::string_view name) {
  const auto names = GrowthNames();
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Growth>(found - names.begin());
}

std::string_view GrowthVerdict::name() const {
  return told() ? NameOf(at_least) : "cannot be told";
}

bool GrowthVerdict::Within(Growth limit) const {
  if (at_least > limit) return false;
  if (at_most <= limit) return true;
  const bool hard_to_tell = limit == Growth::kConstant || limit == Growth::kLinear;
  return hard_to_tell && static_cast<int>(at_most) == static_cast<int>(limit) + 1;
}

GrowthVerdict TellGrowth(std::span<const GrowthPoint> points) {
  constexpr size_t kFewest = 3;
  if (points.size() < kFewest)
    return Between(Growth::kConstant, Growth::kWorse, "it takes three sizes to tell");
  const bool same = std::ranges::all_of(
      points, [&](const GrowthPoint& point) { return point.count == points.front().count; });
  if (same) return Told(Growth::kConstant);
  const auto tail = TailOf(points);
  if (!tail) {
    return Between(Growth::kConstant, Growth::kWorse,
                   "the sizes are too near each other: it takes three, each twice the one before");
  }
  // As much data again, or more, and not one instruction more.
  if (tail->last_step() == 0) {
    constexpr uint64_t kFar = 4;
    const bool level = tail->first_step() == 0 || tail->last.size / kFar >= tail->middle.size;
    return level ? Told(Growth::kConstant)
                 : Between(Growth::kConstant, Growth::kLogarithmic, "it levels off");
  }
  if (tail->first_step() <= 0 || tail->last_step() < 0) return JudgeUneven(*tail);
  return JudgeRise(*tail);
}

double CostOfOneMore(std::span<const GrowthPoint> points) {
  if (points.size() < 2) return 0;
  const GrowthPoint& last = points.back();
  const GrowthPoint& before = points[points.size() - 2];
  return (CountOf(last) - CountOf(before)) / (SizeOf(last) - SizeOf(before));
}

}  // namespace luarig
