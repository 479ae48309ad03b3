#include "engine/store/geohash.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace luarig {
namespace {

constexpr int kMaxSteps = 26;
constexpr double kEarthRadius = 6372797.560856;
constexpr double kHalfEquator = 20037726.37;  // of the map: the largest distance it knows
constexpr double kDegree = std::numbers::pi / 180.0;

struct Interval {
  double min;
  double max;
};
constexpr Interval kLongitudes = {-180, 180};
constexpr Interval kLatitudes = {-85.05112878, 85.05112878};
constexpr Interval kLatitudesToPoles = {-90, 90};

double ToRadians(double degrees) { return degrees * kDegree; }
double ToDegrees(double radians) { return radians / kDegree; }

// A square after `steps` halvings, counted from the west and from the south. The eastern and the
// northern rim of the map are one square further than the last.
struct Cell {
  uint32_t x;
  uint32_t y;
};

struct Area {
  Interval longitude;
  Interval latitude;
};

// --- Bits ----------------------------------------------------------------------------------------

// Puts a zero bit above each bit.
uint64_t Spread(uint32_t value) {
  uint64_t bits = value;
  bits = (bits | bits << 16) & 0x0000FFFF0000FFFF;
  bits = (bits | bits << 8) & 0x00FF00FF00FF00FF;
  bits = (bits | bits << 4) & 0x0F0F0F0F0F0F0F0F;
  bits = (bits | bits << 2) & 0x3333333333333333;
  return (bits | bits << 1) & 0x5555555555555555;
}

// Every other bit, from the lowest on.
uint32_t Gather(uint64_t bits) {
  bits &= 0x5555555555555555;
  bits = (bits | bits >> 1) & 0x3333333333333333;
  bits = (bits | bits >> 2) & 0x0F0F0F0F0F0F0F0F;
  bits = (bits | bits >> 4) & 0x00FF00FF00FF00FF;
  bits = (bits | bits >> 8) & 0x0000FFFF0000FFFF;
  return static_cast<uint32_t>(bits | bits >> 16);
}

uint64_t Interleave(Cell cell) { return Spread(cell.y) | Spread(cell.x) << 1; }
Cell Deinterleave(uint64_t bits) { return {.x = Gather(bits >> 1), .y = Gather(bits)}; }

uint32_t PlaceIn(Interval range, double value, int steps) {
  const double part = (value - range.min) / (range.max - range.min);
  return static_cast<uint32_t>(part * static_cast<double>(uint64_t{1} << steps));
}

Cell CellOf(GeoPoint point, Interval latitudes, int steps) {
  return {.x = PlaceIn(kLongitudes, point.longitude, steps),
          .y = PlaceIn(latitudes, point.latitude, steps)};
}

Interval PartOf(Interval range, uint32_t place, int steps) {
  const auto places = static_cast<double>(uint64_t{1} << steps);
  const double size = range.max - range.min;
  return {range.min + (place * 1.0 / places) * size,
          range.min + ((static_cast<double>(place) + 1) / places) * size};
}

Area AreaOf(Cell cell, int steps) {
  return {.longitude = PartOf(kLongitudes, cell.x, steps),
          .latitude = PartOf(kLatitudes, cell.y, steps)};
}

double Middle(Interval part, Interval range) {
  return std::clamp((part.min + part.max) / 2, range.min, range.max);
}

// The whole part of a score as bits. Scores that are no geohash give what x86-64 makes of them.
uint64_t BitsOf(double score) {
  if (score >= 0x1p64) return 0;
  if (score >= 0x1p63) return static_cast<uint64_t>(score);
  if (score >= -0x1p63) return static_cast<uint64_t>(static_cast<int64_t>(score));
  return uint64_t{1} << 63;
}

// --- Distances -----------------------------------------------------------------------------------

double LatitudeDistance(double a, double b) {
  return kEarthRadius * std::abs(ToRadians(b) - ToRadians(a));
}

// --- Covers --------------------------------------------------------------------------------------

// The smallest rectangle of the map around a shape. Towards the nearer pole degrees of longitude
// are shorter, so that side says how many are needed.
Area BoundsOf(const GeoShape& shape) {
  const bool circle = shape.kind == GeoShape::Kind::kCircle;
  const double height = shape.metres * (circle ? shape.radius : shape.height / 2);
  const double width = shape.metres * (circle ? shape.radius : shape.width / 2);
  const auto [longitude, latitude] = shape.center;
  const double up = ToDegrees(height / kEarthRadius);
  const double rim = latitude < 0 ? latitude - up : latitude + up;
  const double aside = ToDegrees(width / kEarthRadius / std::cos(ToRadians(rim)));
  return {.longitude = {longitude - aside, longitude + aside},
          .latitude = {latitude - up, latitude + up}};
}

double ReachOf(const GeoShape& shape) {
  if (shape.kind == GeoShape::Kind::kCircle) return shape.radius * shape.metres;
  const double x = shape.width / 2;
  const double y = shape.height / 2;
  return std::sqrt(x * x + y * y) * shape.metres;
}

// How often the map may be halved so that nine squares still hold the shape, roughly. Near the
// poles a square is narrower than its share of the map.
int EstimateSteps(double metres, double latitude) {
  if (metres == 0) return kMaxSteps;
  int steps = -1;
  while (metres < kHalfEquator) {
    metres *= 2;
    ++steps;
  }
  if (std::abs(latitude) > 66) --steps;
  if (std::abs(latitude) > 80) --steps;
  return std::clamp(steps, 1, kMaxSteps);
}

struct Direction {
  int x;
  int y;
};
constexpr std::array<Direction, 9> kDirections = {
    {{0, 0}, {0, 1}, {0, -1}, {1, 0}, {-1, 0}, {1, 1}, {-1, 1}, {1, -1}, {-1, -1}}};

uint32_t Step(uint32_t place, int by, int steps) {
  if (by == 0) return place;
  return (place + static_cast<uint32_t>(by)) & ((uint32_t{1} << steps) - 1);
}

// The neighbour in that direction; beyond a rim of the map the search goes on at the opposite one.
Cell NeighbourOf(Cell cell, Direction direction, int steps) {
  return {.x = Step(cell.x, direction.x, steps), .y = Step(cell.y, direction.y, steps)};
}

// True if the squares around `cell` do not reach one side of `bounds`.
bool IsTooNear(Cell cell, const Area& bounds, int steps) {
  const auto area = [&](int x, int y) { return AreaOf(NeighbourOf(cell, {x, y}, steps), steps); };
  return area(0, 1).latitude.max < bounds.latitude.max ||
         area(0, -1).latitude.min > bounds.latitude.min ||
         area(1, 0).longitude.max < bounds.longitude.max ||
         area(-1, 0).longitude.min > bounds.longitude.min;
}

// True if `area` already holds what of `bounds` lies in that direction.
bool IsUseless(Direction direction, const Area& area, const Area& bounds) {
  return (direction.y < 0 && area.latitude.min < bounds.latitude.min) ||
         (direction.y > 0 && area.latitude.max > bounds.latitude.max) ||
         (direction.x < 0 && area.longitude.min < bounds.longitude.min) ||
         (direction.x > 0 && area.longitude.max > bounds.longitude.max);
}

}  // namespace

bool IsOnMap(GeoPoint point) {
  return point.longitude >= kLongitudes.min && point.longitude <= kLongitudes.max &&
         point.latitude >= kLatitudes.min && point.latitude <= kLatitudes.max;
}

uint64_t GeoScore(GeoPoint point) { return Interleave(CellOf(point, kLatitudes, kMaxSteps)); }

GeoPoint PointOfScore(double score) {
  const Area area = AreaOf(Deinterleave(BitsOf(score)), kMaxSteps);
  return {.longitude = Middle(area.longitude, kLongitudes),
          .latitude = Middle(area.latitude, kLatitudes)};
}

GeoHashText FormatGeoHash(GeoPoint point) {
  constexpr std::string_view kAlphabet = "0123456789bcdefghjkmnpqrstuvwxyz";
  const uint64_t bits = Interleave(CellOf(point, kLatitudesToPoles, kMaxSteps));
  GeoHashText text;
  int shift = 2 * kMaxSteps;
  for (char& letter : text) {
    shift -= 5;
    letter = shift < 0 ? '0' : kAlphabet[bits >> shift & 31];
  }
  return text;
}

double GeoDistance(GeoPoint a, GeoPoint b) {
  const double v = std::sin((ToRadians(b.longitude) - ToRadians(a.longitude)) / 2);
  // Along a meridian the server saves the expensive part, which rounds differently.
  if (v == 0) return LatitudeDistance(a.latitude, b.latitude);
  const double from = ToRadians(a.latitude);
  const double to = ToRadians(b.latitude);
  const double u = std::sin((to - from) / 2);
  return 2.0 * kEarthRadius * std::asin(std::sqrt(u * u + std::cos(from) * std::cos(to) * v * v));
}

std::optional<double> GeoShape::DistanceTo(GeoPoint point) const {
  if (kind == Kind::kCircle) {
    const double distance = GeoDistance(center, point);
    if (distance > radius * metres) return std::nullopt;
    return distance;
  }
  if (LatitudeDistance(point.latitude, center.latitude) > height * metres / 2) return std::nullopt;
  // The width is measured at the latitude of the point.
  const double aside = GeoDistance(point, {center.longitude, point.latitude});
  if (aside > width * metres / 2) return std::nullopt;
  return GeoDistance(center, point);
}

GeoCover::GeoCover(const GeoShape& shape) {
  const Area bounds = BoundsOf(shape);
  int steps = EstimateSteps(ReachOf(shape), shape.center.latitude);
  Cell cell = CellOf(shape.center, kLatitudes, steps);
  if (steps > 1 && IsTooNear(cell, bounds, steps)) {
    --steps;
    cell = CellOf(shape.center, kLatitudes, steps);
  }
  const Area area = AreaOf(cell, steps);

  const int shift = 2 * (kMaxSteps - steps);
  std::optional<uint64_t> previous;
  for (const Direction direction : kDirections) {
    if (steps >= 2 && IsUseless(direction, area, bounds)) continue;
    const uint64_t bits = Interleave(NeighbourOf(cell, direction, steps));
    // Where the map has only four squares, those to the west and to the east are the same.
    if (bits == previous) continue;
    previous = bits;
    spans_[size_++] = {static_cast<double>(bits << shift),
                       static_cast<double>((bits + 1) << shift)};
  }
}

}  // namespace luarig
