#include "engine/store/geohash.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "engine/base/random.h"

namespace luarig {
namespace {

std::string HashOf(GeoPoint point) {
  const GeoHashText text = FormatGeoHash(point);
  return {text.data(), text.size()};
}

TEST_CASE("geohash: scores, squares and letters of known places") {
  const GeoPoint palermo{13.361389, 38.115556};
  CHECK(GeoScore(palermo) == 3479099956230698);
  const GeoPoint square = PointOfScore(3479099956230698);
  CHECK(square.longitude == 13.361389338970184);
  CHECK(square.latitude == 38.1155563954963);
  CHECK(HashOf(square) == "sqc8b49rny0");

  CHECK(GeoScore({-180, -85.05112878}) == 0);
  // The north-eastern corner is one square beyond the last, and still inside the map.
  CHECK(GeoScore({180, 85.05112878}) == 13510798882111488);
  CHECK(PointOfScore(13510798882111488).longitude == 180);
  CHECK(PointOfScore(13510798882111488).latitude == 85.05112878);
}

TEST_CASE("geohash: the map ends at its rims, and NaN is nowhere") {
  CHECK(IsOnMap({180, 85.05112878}));
  CHECK(IsOnMap({-180, -85.05112878}));
  CHECK_FALSE(IsOnMap({180.1, 0}));
  CHECK_FALSE(IsOnMap({0, 85.05112879}));
  CHECK_FALSE(IsOnMap({std::numeric_limits<double>::quiet_NaN(), 0}));
}

TEST_CASE("geohash: any score is a point of the map") {
  for (const double score :
       {-1.0, 0.5, 1e15, 1e17, 9.3e18, 1.9e19, 1e300, -1e300,
        std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()}) {
    INFO(score);
    CHECK(IsOnMap(PointOfScore(score)));
  }
}

TEST_CASE("geohash: everything inside a shape lies in a square of its cover") {
  Random random(7);
  const auto number = [&](double from, double size) {
    return from + size * static_cast<double>(random.Below(1'000'000)) / 1'000'000;
  };
  int inside = 0;
  for (int round = 0; round < 2000; ++round) {
    // Degrees of longitude are no distance at the poles, which covers do not promise to see.
    GeoShape shape{.center = {number(-170, 340), number(-60, 120)}};
    shape.kind = random.Below(2) == 0 ? GeoShape::Kind::kCircle : GeoShape::Kind::kBox;
    shape.radius = number(0, 300'000);
    shape.width = number(0, 300'000);
    shape.height = number(0, 300'000);
    const GeoPoint wanted{shape.center.longitude + number(-2, 4),
                          shape.center.latitude + number(-2, 4)};
    const auto score = static_cast<double>(GeoScore(wanted));
    if (!shape.DistanceTo(PointOfScore(score))) continue;
    ++inside;
    bool covered = false;
    for (const ScoreSpan span : GeoCover(shape)) {
      covered = covered || (score >= span.from && score < span.to);
    }
    CHECK(covered);
  }
  CHECK(inside > 100);
}

TEST_CASE("geohash: sizes without bounds are searched in bounded time") {
  for (const double size : {0.0, 5e-324, 1e300, std::numeric_limits<double>::infinity()}) {
    for (const auto kind : {GeoShape::Kind::kCircle, GeoShape::Kind::kBox}) {
      const GeoCover cover({.center = {1, 1},
                            .kind = kind,
                            .radius = size,
                            .width = size,
                            .height = size,
                            .metres = 1000});
      CHECK(cover.begin() != cover.end());
      CHECK(cover.end() - cover.begin() <= 9);
    }
  }
}

}  // namespace
}  // namespace luarig
