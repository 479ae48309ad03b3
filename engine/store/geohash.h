#ifndef LUARIG_ENGINE_STORE_GEOHASH_H_
#define LUARIG_ENGINE_STORE_GEOHASH_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace luarig {

// Points of the earth as scores of a sorted set: a world map is halved 26 times in each direction,
// and the 26 bits of longitude and of latitude, interleaved, are the score. So a square of that map
// is one range of scores. Degrees and metres; all functions are pure.
//
// The order of the floating point operations is part of the promise: what they round to shows in
// coordinates, stored distances and in which points at a rim are found.

struct GeoPoint {
  double longitude;
  double latitude;
};

// True if the map has the point: longitude -180..180, latitude -85.05112878..85.05112878.
bool IsOnMap(GeoPoint point);

// REQUIRES: IsOnMap(point). At most 2^53 + 2^52, so exact.
uint64_t GeoScore(GeoPoint point);
// The middle of the square that any score names; never outside the map.
GeoPoint PointOfScore(double score);

// The point as geohash.org writes it, whose map reaches the poles. The eleventh letter would need
// more bits than there are, and is always '0'.
using GeoHashText = std::array<char, 11>;
GeoHashText FormatGeoHash(GeoPoint point);

// Along a great circle of a sphere with the radius of the earth.
double GeoDistance(GeoPoint a, GeoPoint b);

// What a search looks at. Sizes are in a unit of so many metres, and not negative.
struct GeoShape {
  enum class Kind : uint8_t { kCircle, kBox };

  GeoPoint center = {0, 0};
  Kind kind = Kind::kCircle;
  double radius = 0;  // kCircle
  double width = 0;   // kBox
  double height = 0;
  double metres = 1;  // of the unit

  // How far `point` is from the centre, in metres, or nothing if it is not inside.
  std::optional<double> DistanceTo(GeoPoint point) const;
};

// The scores [from, to) of one square of the map.
struct ScoreSpan {
  double from;
  double to;
};

// The squares that together hold all of a shape, in the order in which servers search them, which
// is that of unsorted results: the one around the centre first.
class GeoCover {
 public:
  explicit GeoCover(const GeoShape& shape);

  const ScoreSpan* begin() const { return spans_.data(); }
  const ScoreSpan* end() const { return spans_.data() + size_; }

 private:
  std::array<ScoreSpan, 9> spans_ = {};
  size_t size_ = 0;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_GEOHASH_H_
