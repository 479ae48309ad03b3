#include "engine/commands/geo_arg.h"

#include <cmath>
#include <cstdint>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/dispatch/arg_reader.h"

namespace luarig {

GeoPoint PointArg(std::string_view longitude, std::string_view latitude) {
  const double x = FloatArg(longitude);
  const double y = FloatArg(latitude);
  const GeoPoint point{.longitude = x, .latitude = y};
  if (IsOnMap(point)) return point;
  throw CommandError(
      StrCat("ERR invalid longitude,latitude pair ", std::to_string(x), ",", std::to_string(y)));
}

double UnitArg(std::string_view word) {
  if (EqualsIgnoreCase(word, "m")) return 1;
  if (EqualsIgnoreCase(word, "km")) return 1000;
  if (EqualsIgnoreCase(word, "ft")) return 0.3048;
  if (EqualsIgnoreCase(word, "mi")) return 1609.34;
  throw CommandError("ERR unsupported unit provided. please use M, KM, FT, MI");
}

void ReplyDistance(ReplySink& reply, double distance) {
  // Rounded as a whole number of ten thousandths, which is not quite what C's %.4f does.
  constexpr size_t kDecimals = 4;
  NumberText buffer;
  std::string text(FormatInteger(std::llrint(distance * 10'000), buffer));
  if (text.size() <= kDecimals) text.insert(0, kDecimals + 1 - text.size(), '0');
  text.insert(text.size() - kDecimals, 1, '.');
  reply.Bulk(text);
}

void ReplyPoint(ReplySink& reply, GeoPoint point) {
  reply.Array(2);
  reply.FixedDouble(point.longitude);
  reply.FixedDouble(point.latitude);
}

}  // namespace luarig
