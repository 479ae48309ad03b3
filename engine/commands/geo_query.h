#ifndef LUARIG_ENGINE_COMMANDS_GEO_QUERY_H_
#define LUARIG_ENGINE_COMMANDS_GEO_QUERY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "engine/store/geohash.h"
#include "engine/store/zset.h"

namespace luarig {

// What GEOSEARCH and its kin ask for.

// Which command it is, as far as that changes what it understands.
enum class GeoForm : uint8_t { kSearch, kSearchStore, kRadius, kRadiusRo };

enum class GeoOrder : uint8_t { kNone, kNearest, kFarthest };

struct GeoQuery {
  GeoShape shape;
  bool has_center = false;
  bool has_size = false;
  bool with_distance = false;
  bool with_hash = false;
  bool with_point = false;
  bool any = false;
  int64_t count = 0;  // 0: all
  GeoOrder order = GeoOrder::kNone;
  std::optional<std::string_view> store;
  bool store_distance = false;

  bool shows_more() const { return with_distance || with_hash || with_point; }
};

// "radius unit".
void ReadCircle(GeoQuery& query, std::string_view radius, std::string_view unit);

// Centres the search on a member of `zset`. If that is null there is nothing to find, and nobody
// asks for the member.
void CenterOnMember(GeoQuery& query, const ZSet* zset, std::string_view member);

// Reads the options from word `first` on, for what is already in `query`. The query keeps views of
// the words.
GeoQuery ReadGeoOptions(std::span<const std::string_view> argv, size_t first, const ZSet* zset,
                        GeoForm form, const GeoQuery& query = {});

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_GEO_QUERY_H_
