// Points in sorted sets. Redis documentation: https://redis.io/docs/latest/commands/?group=geo
// What searches stands in geo_search.cc.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/commands/families.h"
#include "engine/commands/geo_arg.h"
#include "engine/commands/zset_add.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"

namespace luarig {
namespace {

// Points are said as their scores. What stands before them, in front of word `first`, stays.
void PropagateScores(const Call& call, size_t first, std::span<const ScoredMember> items) {
  if (!call.propagates()) return;
  std::vector<std::string> words(call.argv.begin(),
                                 call.argv.begin() + static_cast<int64_t>(first));
  words[0] = "zadd";
  for (const auto& [score, member] : items) {
    words.push_back(StrCat(static_cast<int64_t>(score)));
    words.emplace_back(member);
  }
  call.PropagateWords(std::move(words));
}

void GeoAdd(Call& call) {
  ArgReader args(call.argv, 2);
  ZAddOptions options;
  for (bool more = true; more;) {
    if (args.Take("NX")) {
      options.if_absent = true;
    } else if (args.Take("XX")) {
      options.if_present = true;
    } else if (args.Take("CH")) {
      options.changed = true;
    } else {
      more = false;
    }
  }
  const size_t first = args.position();
  const auto words = args.Rest();
  const bool contradictory = options.if_absent && options.if_present;
  if (words.empty() || words.size() % 3 != 0 || contradictory) throw CommandError::Syntax();

  std::vector<ScoredMember> items;
  items.reserve(words.size() / 3);
  for (size_t i = 0; i < words.size(); i += 3) {
    const GeoPoint point = PointArg(words[i], words[i + 1]);
    items.push_back({static_cast<double>(GeoScore(point)), words[i + 2]});
  }
  PropagateScores(call, first, items);
  AddScores(call, options, items);
}

std::optional<GeoPoint> PointOf(const ZSet* zset, std::string_view member) {
  const auto score = zset == nullptr ? std::nullopt : zset->Score(member);
  if (!score) return std::nullopt;
  return PointOfScore(*score);
}

void GeoDist(Call& call) {
  if (call.argv.size() > 5) throw CommandError::Syntax();
  const double unit = call.argv.size() == 5 ? UnitArg(call.argv[4]) : 1;
  const auto* zset = call.keys.Find<ZSet>(call.argv[1]);
  const auto from = PointOf(zset, call.argv[2]);
  const auto to = PointOf(zset, call.argv[3]);
  if (!from || !to) return call.reply.Null();
  ReplyDistance(call.reply, GeoDistance(*from, *to) / unit);
}

void GeoHash(Call& call) {
  const auto* zset = call.keys.Find<ZSet>(call.argv[1]);
  const auto members = call.argv.subspan(2);
  call.reply.Array(members.size());
  for (const std::string_view member : members) {
    if (const auto point = PointOf(zset, member)) {
      const GeoHashText text = FormatGeoHash(*point);
      call.reply.Bulk({text.data(), text.size()});
    } else {
      call.reply.Null();
    }
  }
}

void GeoPos(Call& call) {
  const auto* zset = call.keys.Find<ZSet>(call.argv[1]);
  const auto members = call.argv.subspan(2);
  call.reply.Array(members.size());
  for (const std::string_view member : members) {
    if (const auto point = PointOf(zset, member)) {
      ReplyPoint(call.reply, *point);
    } else {
      call.reply.NullArray();
    }
  }
}

using enum CommandFlag;
constexpr AclCategory kGeo = AclCategory::kGeo;

// clang-format off
constexpr CommandSpec kGeoCommands[] = {
    // name      arity flags              acl   keys        since    run      usage
    {"geoadd",   -5,   kWrite | kDenyOom, kGeo, kUpdateKey, "3.2.0", GeoAdd,  "key [NX | XX] [CH] longitude latitude member [longitude latitude member ...]"},
    {"geodist",  -4,   kReadOnly,         kGeo, kReadKey,   "3.2.0", GeoDist, "key member1 member2 [M | KM | FT | MI]"},
    {"geohash",  -2,   kReadOnly,         kGeo, kReadKey,   "3.2.0", GeoHash, "key [member [member ...]]"},
    {"geopos",   -2,   kReadOnly,         kGeo, kReadKey,   "3.2.0", GeoPos,  "key [member [member ...]]"},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> GeoCommands() { return kGeoCommands; }

}  // namespace luarig
