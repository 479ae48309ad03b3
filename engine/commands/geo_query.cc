#include "engine/commands/geo_query.h"

#include "engine/base/bytes.h"
#include "engine/base/command_error.h"
#include "engine/base/number.h"
#include "engine/commands/geo_arg.h"
#include "engine/dispatch/arg_reader.h"

namespace luarig {
namespace {

double SizeArg(std::string_view word, std::string_view what) {
  const std::optional<double> size = ParseDouble(word);
  if (!size) throw CommandError(StrCat("ERR need numeric ", what));
  return *size;
}

// "width height unit".
void ReadBox(GeoQuery& query, std::string_view width, std::string_view height,
             std::string_view unit) {
  query.shape.kind = GeoShape::Kind::kBox;
  query.shape.width = SizeArg(width, "width");
  query.shape.height = SizeArg(height, "height");
  if (query.shape.width < 0 || query.shape.height < 0)
    throw CommandError("ERR height or width cannot be negative");
  query.shape.metres = UnitArg(unit);
  query.has_size = true;
}

// Reads the words of one search, from `argv`.
class QueryReader {
 public:
  QueryReader(std::span<const std::string_view> argv, const ZSet* zset, GeoForm form,
              const GeoQuery& query)
      : argv_(argv), zset_(zset), form_(form), query_(query) {}

  GeoQuery Read(size_t first) {
    ArgReader args(argv_, first);
    while (!args.done()) {
      if (!TakeCommon(args) && !TakeStore(args) && !TakeSearch(args)) throw CommandError::Syntax();
    }
    Check();
    return query_;
  }

 private:
  bool is_search() const { return form_ == GeoForm::kSearch || form_ == GeoForm::kSearchStore; }

  bool TakeCommon(ArgReader& args) {
    if (args.Take("WITHDIST")) {
      query_.with_distance = true;
    } else if (args.Take("WITHHASH")) {
      query_.with_hash = true;
    } else if (args.Take("WITHCOORD")) {
      query_.with_point = true;
    } else if (args.Take("ANY")) {
      query_.any = true;
    } else if (args.Take("ASC")) {
      query_.order = GeoOrder::kNearest;
    } else if (args.Take("DESC")) {
      query_.order = GeoOrder::kFarthest;
    } else if (args.Take("COUNT", 1)) {
      query_.count = args.NextInteger();
      if (query_.count <= 0) throw CommandError("ERR COUNT must be > 0");
    } else {
      return false;
    }
    return true;
  }

  bool TakeStore(ArgReader& args) {
    if (form_ == GeoForm::kRadius && args.Take("STORE", 1)) {
      query_.store = args.Next();
      query_.store_distance = false;
    } else if (form_ == GeoForm::kRadius && args.Take("STOREDIST", 1)) {
      query_.store = args.Next();
      query_.store_distance = true;
    } else if (form_ == GeoForm::kSearchStore && args.Take("STOREDIST")) {
      query_.store_distance = true;
    } else {
      return false;
    }
    return true;
  }

  // Each of the two ways may be given again, but not the other one after it.
  bool TakeSearch(ArgReader& args) {
    if (!is_search()) return false;
    if (center_ != Center::kPoint && args.Take("FROMMEMBER", 1)) {
      center_ = Center::kMember;
      CenterOnMember(query_, zset_, args.Next());
    } else if (center_ != Center::kMember && args.Take("FROMLONLAT", 2)) {
      center_ = Center::kPoint;
      const auto words = args.Words(2);
      query_.shape.center = PointArg(words[0], words[1]);
      query_.has_center = true;
    } else if (MayBe(GeoShape::Kind::kCircle) && args.Take("BYRADIUS", 2)) {
      const auto words = args.Words(2);
      ReadCircle(query_, words[0], words[1]);
    } else if (MayBe(GeoShape::Kind::kBox) && args.Take("BYBOX", 3)) {
      const auto words = args.Words(3);
      ReadBox(query_, words[0], words[1], words[2]);
    } else {
      return false;
    }
    return true;
  }

  bool MayBe(GeoShape::Kind kind) const { return !query_.has_size || query_.shape.kind == kind; }

  void Check() {
    if (query_.store && query_.shows_more()) {
      const std::string_view what =
          form_ == GeoForm::kSearchStore ? "GEOSEARCHSTORE" : "STORE option in GEORADIUS";
      throw CommandError(
          StrCat("ERR ", what, " is not compatible with WITHDIST, WITHHASH and WITHCOORD options"));
    }
    // The command is named as it was typed.
    if (!query_.has_center) {
      throw CommandError(
          StrCat("ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for ", argv_[0]));
    }
    if (!query_.has_size) {
      throw CommandError(
          StrCat("ERR exactly one of BYRADIUS and BYBOX can be specified for ", argv_[0]));
    }
    if (query_.any && query_.count == 0)
      throw CommandError("ERR the ANY argument requires COUNT argument");
    // The nearest ones are wanted, unless any will do.
    if (query_.count > 0 && query_.order == GeoOrder::kNone && !query_.any)
      query_.order = GeoOrder::kNearest;
  }

  enum class Center : uint8_t { kNone, kMember, kPoint };

  std::span<const std::string_view> argv_;
  const ZSet* zset_;
  GeoForm form_;
  GeoQuery query_;
  Center center_ = Center::kNone;
};

}  // namespace

void ReadCircle(GeoQuery& query, std::string_view radius, std::string_view unit) {
  query.shape.kind = GeoShape::Kind::kCircle;
  query.shape.radius = SizeArg(radius, "radius");
  if (query.shape.radius < 0) throw CommandError("ERR radius cannot be negative");
  query.shape.metres = UnitArg(unit);
  query.has_size = true;
}

void CenterOnMember(GeoQuery& query, const ZSet* zset, std::string_view member) {
  query.has_center = true;
  if (zset == nullptr) return;
  const std::optional<double> score = zset->Score(member);
  if (!score) throw CommandError("ERR could not decode requested zset member");
  query.shape.center = PointOfScore(*score);
}

GeoQuery ReadGeoOptions(std::span<const std::string_view> argv, size_t first, const ZSet* zset,
                        GeoForm form, const GeoQuery& query) {
  return QueryReader(argv, zset, form, query).Read(first);
}

}  // namespace luarig
