#ifndef LUARIG_ENGINE_COMMANDS_GEO_ARG_H_
#define LUARIG_ENGINE_COMMANDS_GEO_ARG_H_

#include <string_view>

#include "engine/dispatch/call.h"
#include "engine/store/geohash.h"

namespace luarig {

// A longitude and a latitude that are on the map.
GeoPoint PointArg(std::string_view longitude, std::string_view latitude);

// The metres of a unit of length: m, km, ft or mi.
double UnitArg(std::string_view word);

// A distance as replies show it: with four digits after the point.
void ReplyDistance(ReplySink& reply, double distance);

// A point as replies show it: an array of longitude and latitude.
void ReplyPoint(ReplySink& reply, GeoPoint point);

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_GEO_ARG_H_
