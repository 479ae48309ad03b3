// GEOSEARCH, GEOSEARCHSTORE and the GEORADIUS commands, which they replaced. Redis documentation:
// https://redis.io/docs/latest/commands/geosearch/

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/sort_part.h"
#include "engine/commands/families.h"
#include "engine/commands/geo_arg.h"
#include "engine/commands/geo_query.h"
#include "engine/commands/zset_store.h"
#include "engine/dispatch/call.h"
#include "engine/store/geohash.h"

namespace luarig {
namespace {

// What was found, in the order of the reply.
class Findings {
 public:
  struct Item {
    double distance;  // metres
    double score;
    GeoPoint point;
    size_t offset;  // of the member
    size_t size;
  };

  Findings(const ZSet& zset, const GeoQuery& query) {
    const size_t enough = query.any ? static_cast<size_t>(query.count) : SIZE_MAX;
    for (const ScoreSpan span : GeoCover(query.shape)) {
      if (items_.size() >= enough) break;
      Search(zset, span, query.shape, enough);
    }
    const size_t wanted = query.count == 0 ? SIZE_MAX : static_cast<size_t>(query.count);
    Sort(query.order, std::min(wanted, items_.size()));
    items_.resize(std::min(wanted, items_.size()));
    for (const Item& item : items_) longest_ = std::max(longest_, item.size);
  }

  std::span<const Item> items() const { return items_; }
  std::string_view MemberOf(const Item& item) const {
    return std::string_view(members_).substr(item.offset, item.size);
  }
  size_t longest() const { return longest_; }  // bytes of the longest member

 private:
  void Search(const ZSet& zset, ScoreSpan span, const GeoShape& shape, size_t enough) {
    constexpr size_t kAtOnce = 128;
    const size_t end = zset.CountBelow(span.to, false);
    // In pieces, so that not all of a square is looked at when few are wanted.
    for (size_t from = zset.CountBelow(span.from, false); from < end; from += kAtOnce) {
      if (items_.size() >= enough) return;
      zset.ForRange(from, std::min(from + kAtOnce, end), false,
                    [&](std::string_view member, double score) {
                      if (items_.size() < enough) AddIfInside(shape, member, score);
                    });
    }
  }

  void AddIfInside(const GeoShape& shape, std::string_view member, double score) {
    const GeoPoint point = PointOfScore(score);
    const std::optional<double> distance = shape.DistanceTo(point);
    if (!distance) return;
    items_.push_back({.distance = *distance,
                      .score = score,
                      .point = point,
                      .offset = members_.size(),
                      .size = member.size()});
    members_ += member;
  }

  // Puts the first `wanted` in their places.
  void Sort(GeoOrder order, size_t wanted) {
    if (order == GeoOrder::kNone || items_.empty()) return;
    const int sign = order == GeoOrder::kNearest ? 1 : -1;
    const auto compare = [sign](const Item& a, const Item& b) {
      if (a.distance == b.distance) return 0;
      return a.distance > b.distance ? sign : -sign;
    };
    if (wanted < items_.size()) return SortPart(std::span(items_), 0, wanted - 1, compare);
    std::ranges::stable_sort(items_,
                             [&](const Item& a, const Item& b) { return compare(a, b) < 0; });
  }

  std::vector<Item> items_;
  std::string members_;  // back to back
  size_t longest_ = 0;
};

void Store(Call& call, const GeoQuery& query, const Findings& findings, std::string_view event) {
  const auto items = findings.items();
  ZSet result = NewZSet(call, items.size(), findings.longest());
  for (const Findings::Item& item : items) {
    result.Set(findings.MemberOf(item),
               query.store_distance ? item.distance / query.shape.metres : item.score);
  }
  StoreZSet(call, *query.store, std::move(result), event, items.size());
}

void Reply(Call& call, const GeoQuery& query, const Findings& findings) {
  const size_t words = 1 + static_cast<size_t>(query.with_distance) +
                       static_cast<size_t>(query.with_hash) + static_cast<size_t>(query.with_point);
  call.reply.Array(findings.items().size());
  for (const Findings::Item& item : findings.items()) {
    if (query.shows_more()) call.reply.Array(words);
    call.reply.Bulk(findings.MemberOf(item));
    if (query.with_distance) ReplyDistance(call.reply, item.distance / query.shape.metres);
    if (query.with_hash) call.reply.Integer(static_cast<int64_t>(item.score));
    if (query.with_point) ReplyPoint(call.reply, item.point);
  }
}

void Answer(Call& call, const ZSet* zset, const GeoQuery& query, std::string_view event) {
  if (!query.store) {
    if (zset == nullptr) return call.reply.Array(0);
    return Reply(call, query, Findings(*zset, query));
  }
  if (zset == nullptr) return StoreZSet(call, *query.store, NewZSet(call, 0), event);
  Store(call, query, Findings(*zset, query), event);
}

void Radius(Call& call, GeoForm form) {
  const auto* zset = call.keys.Find<ZSet>(call.argv[1]);
  GeoQuery query;
  query.shape.center = PointArg(call.argv[2], call.argv[3]);
  query.has_center = true;
  ReadCircle(query, call.argv[4], call.argv[5]);
  query = ReadGeoOptions(call.argv, 6, zset, form, query);
  Answer(call, zset, query, "georadiusstore");
}

void RadiusByMember(Call& call, GeoForm form) {
  const auto* zset = call.keys.Find<ZSet>(call.argv[1]);
  GeoQuery query;
  CenterOnMember(query, zset, call.argv[2]);
  query.has_size = true;
  // Of a set that is not there the radius is not even read.
  if (zset != nullptr) ReadCircle(query, call.argv[3], call.argv[4]);
  query = ReadGeoOptions(call.argv, 5, zset, form, query);
  Answer(call, zset, query, "georadiusstore");
}

void GeoRadius(Call& call) { Radius(call, GeoForm::kRadius); }
void GeoRadiusRo(Call& call) { Radius(call, GeoForm::kRadiusRo); }
void GeoRadiusByMember(Call& call) { RadiusByMember(call, GeoForm::kRadius); }
void GeoRadiusByMemberRo(Call& call) { RadiusByMember(call, GeoForm::kRadiusRo); }

void GeoSearch(Call& call) {
  const auto* zset = call.keys.Find<ZSet>(call.argv[1]);
  const GeoQuery query = ReadGeoOptions(call.argv, 2, zset, GeoForm::kSearch);
  Answer(call, zset, query, "geosearchstore");
}

void GeoSearchStore(Call& call) {
  const auto* zset = call.keys.Find<ZSet>(call.argv[2]);
  const GeoQuery query =
      ReadGeoOptions(call.argv, 3, zset, GeoForm::kSearchStore, {.store = call.argv[1]});
  Answer(call, zset, query, "geosearchstore");
}

using enum CommandFlag;
constexpr AclCategory kGeo = AclCategory::kGeo;

constexpr KeyFlags kStored = KeyFlag::kOW | KeyFlag::kUpdate;
constexpr KeySpec kRadiusKeys[] = {
    {.flags = KeyFlag::kRO | KeyFlag::kAccess},
    {.flags = kStored, .begin = KeySpec::Begin::kKeyword, .index = 6, .keyword = "STORE"},
    {.flags = kStored, .begin = KeySpec::Begin::kKeyword, .index = 6, .keyword = "STOREDIST"},
};
constexpr KeySpec kRadiusByMemberKeys[] = {
    {.flags = KeyFlag::kRO | KeyFlag::kAccess},
    {.flags = kStored, .begin = KeySpec::Begin::kKeyword, .index = 5, .keyword = "STORE"},
    {.flags = kStored, .begin = KeySpec::Begin::kKeyword, .index = 5, .keyword = "STOREDIST"},
};
constexpr KeySpec kSearchStoreKeys[] = {
    {.flags = kStored},
    {.flags = KeyFlag::kRO | KeyFlag::kAccess, .index = 2},
};

// clang-format off
constexpr CommandSpec kGeoSearches[] = {
    // name                  arity flags              acl   keys                 since     run                  usage
    {"georadius",            -6,   kWrite | kDenyOom, kGeo, kRadiusKeys,         "3.2.0",  GeoRadius,           "key longitude latitude radius M | KM | FT | MI [WITHCOORD] [WITHDIST] [WITHHASH] [COUNT count [ANY]] [ASC | DESC] [STORE key] [STOREDIST key]"},
    {"georadius_ro",         -6,   kReadOnly,         kGeo, kReadKey,            "3.2.10", GeoRadiusRo,         "key longitude latitude radius M | KM | FT | MI [WITHCOORD] [WITHDIST] [WITHHASH] [COUNT count [ANY]] [ASC | DESC]"},
    {"georadiusbymember",    -5,   kWrite | kDenyOom, kGeo, kRadiusByMemberKeys, "3.2.0",  GeoRadiusByMember,   "key member radius M | KM | FT | MI [WITHCOORD] [WITHDIST] [WITHHASH] [COUNT count [ANY]] [ASC | DESC] [STORE key] [STOREDIST key]"},
    {"georadiusbymember_ro", -5,   kReadOnly,         kGeo, kReadKey,            "3.2.10", GeoRadiusByMemberRo, "key member radius M | KM | FT | MI [WITHCOORD] [WITHDIST] [WITHHASH] [COUNT count [ANY]] [ASC | DESC]"},
    {"geosearch",            -7,   kReadOnly,         kGeo, kReadKey,            "6.2.0",  GeoSearch,           "key FROMMEMBER member | FROMLONLAT longitude latitude BYRADIUS radius M | KM | FT | MI | BYBOX width height M | KM | FT | MI [ASC | DESC] [COUNT count [ANY]] [WITHCOORD] [WITHDIST] [WITHHASH]"},
    {"geosearchstore",       -8,   kWrite | kDenyOom, kGeo, kSearchStoreKeys,    "6.2.0",  GeoSearchStore,      "destination source FROMMEMBER member | FROMLONLAT longitude latitude BYRADIUS radius M | KM | FT | MI | BYBOX width height M | KM | FT | MI [ASC | DESC] [COUNT count [ANY]] [STOREDIST]"},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> GeoSearchCommands() { return kGeoSearches; }

}  // namespace luarig
