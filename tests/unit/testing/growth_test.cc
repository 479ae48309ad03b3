#include "engine/testing/growth.h"

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace luarig::test {
namespace {

std::vector<GrowthPoint> Points(const std::vector<uint64_t>& sizes,
                                const std::function<double(double)>& count) {
  std::vector<GrowthPoint> points;
  for (const uint64_t size : sizes) {
    const double n = static_cast<double>(size);
    points.push_back({size, static_cast<uint64_t>(std::llround(count(n)))});
  }
  return points;
}

const std::vector<uint64_t> kTens = {1, 10, 100, 1'000, 10'000};

std::string Name(const std::vector<GrowthPoint>& points) {
  return std::string(TellGrowth(points).name());
}

std::string Why(const std::vector<GrowthPoint>& points) { return TellGrowth(points).why; }

double Log2(double n) { return std::log2(std::max(n, 1.0)); }

}  // namespace

TEST_CASE("growth: each class is told, whatever the constant part and the factor are") {
  for (const double constant : {0.0, 17.0, 100'000.0}) {
    for (const double factor : {1.0, 9.0, 250.0}) {
      const auto name = [&](const std::function<double(double)>& count) {
        return Name(Points(kTens, [&](double n) { return constant + factor * count(n); }));
      };
      CHECK(name([](double) { return 1; }) == "constant");
      CHECK(name([](double n) { return n; }) == "linear");
      CHECK(name([](double n) { return n * n; }) == "quadratic");
      CHECK(name([](double n) { return n * n * n; }) == "worse than quadratic");
    }
    const auto name = [&](const std::function<double(double)>& count) {
      return Name(Points(kTens, [&](double n) { return constant + 12 * count(n); }));
    };
    CHECK(name([](double n) { return std::floor(Log2(n)); }) == "logarithmic");
    CHECK(name([](double n) { return n * Log2(n); }) == "n log n");
  }
}

TEST_CASE("growth: three sizes are enough, two are not") {
  const auto linear = [](double n) { return 5 + 3 * n; };
  CHECK(Name(Points({1, 10, 100}, linear)) == "linear");
  CHECK(Name(Points({100, 200, 400}, linear)) == "linear");
  CHECK(Name(Points({100, 200, 300, 400, 500}, linear)) == "linear");
  CHECK(Name(Points({0, 10, 100}, linear)) == "linear");
  CHECK(Why(Points({1, 1'000}, linear)) == "it takes three sizes to tell");
  CHECK(Why(Points({7}, linear)) == "it takes three sizes to tell");
  CHECK(Why({}) == "it takes three sizes to tell");
  CHECK(Why(Points({100, 101, 102}, linear)) ==
        "the sizes are too near each other: it takes three, each twice the one before");
  CHECK(Name(Points({100, 101, 102}, [](double) { return 4; })) == "constant");
}

TEST_CASE("growth: the largest sizes count, not what the small ones do otherwise") {
  // A branch for what is empty, then a line.
  CHECK(Name({{0, 4}, {1, 30}, {10, 120}, {100, 1'020}, {1'000, 10'020}}) == "linear");
  // At most ten are taken.
  CHECK(Name({{1, 20}, {10, 110}, {100, 110}, {1'000, 110}}) == "constant");
  CHECK(Name({{1, 20}, {10, 110}, {100, 110}}) == "constant");
  // Chunks of a thousand, each with a cost of its own.
  const auto chunks = [](double n) { return 5 * n + 40 * std::ceil(n / 1'000); };
  CHECK(Name(Points({100, 1'000, 10'000, 100'000}, chunks)) == "linear");
  // Much that is linear hides the square, which four points still show.
  const auto hidden = [](double n) { return 1'000 * n + n * n; };
  CHECK(Name(Points({1, 10, 100, 1'000}, hidden)) == "quadratic");
  CHECK(Why(Points({10, 100, 1'000}, hidden)) ==
        "it may be n log n or quadratic: larger sizes would tell");
}

TEST_CASE("growth: measured counts of scripts") {
  // A loop over LRANGE; a sort with a function; each with each.
  CHECK(Name({{1, 32}, {10, 194}, {100, 1'814}, {1'000, 18'014}}) == "linear");
  CHECK(Name({{10, 111}, {100, 2'034}, {1'000, 32'391}, {10'000, 442'314}, {100'000, 5'657'016}}) ==
        "n log n");
  CHECK(Name({{1, 21}, {10, 255}, {100, 20'415}, {1'000, 2'004'015}}) == "quadratic");
}

TEST_CASE("growth: what wobbles, levels off or starts late cannot be told") {
  const std::vector<GrowthPoint> wobble = {{1, 100}, {10, 103}, {100, 99}, {1'000, 101}};
  CHECK(Name(wobble) == "cannot be told");
  CHECK(Why(wobble) == "it goes up and down");
  CHECK(TellGrowth(wobble).Within(Growth::kConstant));
  CHECK(Why({{10, 100}, {100, 1'000}, {1'000, 400}}) ==
        "it goes up and down: at 1000 it is less than at 100");
  CHECK(Why({{10, 100}, {100, 100}, {1'000, 900}}) == "it grows only from 100 on");
  CHECK(Why({{10, 100}, {100, 200}, {1'000, 210}}) == "it levels off");
  const auto root = [](double n) { return 100 * std::sqrt(n); };
  CHECK(Why(Points(kTens, root)) == "it may be logarithmic or linear: larger sizes would tell");
}

TEST_CASE("growth: sizes near each other do not tell n log n from linear") {
  const auto sorting = [](double n) { return 20 * n * Log2(n); };
  const GrowthVerdict near = TellGrowth(Points({100, 200, 400}, sorting));
  CHECK_FALSE(near.told());
  CHECK(near.why == "it may be linear or n log n: larger sizes would tell");
  CHECK(near.Within(Growth::kLinear));
  CHECK_FALSE(near.Within(Growth::kLogarithmic));
}

TEST_CASE("growth: a limit holds for what grows no faster, and fails where nobody can tell") {
  const auto verdict = [](const std::function<double(double)>& count) {
    return TellGrowth(Points(kTens, count));
  };
  const GrowthVerdict linear = verdict([](double n) { return n; });
  CHECK(linear.Within(Growth::kLinear));
  CHECK(linear.Within(Growth::kQuadratic));
  CHECK_FALSE(linear.Within(Growth::kConstant));
  CHECK_FALSE(linear.Within(Growth::kLogarithmic));
  const GrowthVerdict sorting = verdict([](double n) { return n * Log2(n); });
  CHECK_FALSE(sorting.Within(Growth::kLinear));
  CHECK(sorting.Within(Growth::kLinearithmic));
  CHECK_FALSE(TellGrowth({}).Within(Growth::kQuadratic));
  const GrowthVerdict late = TellGrowth(std::vector<GrowthPoint>{{10, 9}, {100, 9}, {1'000, 900}});
  CHECK_FALSE(late.Within(Growth::kLinear));
}

TEST_CASE("growth: names are read as they are written") {
  for (const std::string_view name : GrowthNames()) {
    const auto growth = ParseGrowth(name);
    REQUIRE(growth);
    CHECK(NameOf(*growth) == name);
  }
  CHECK_FALSE(ParseGrowth("worse than quadratic"));
  CHECK_FALSE(ParseGrowth("Linear"));
}

}  // namespace luarig::test
