#include "engine/testing/setting.h"

namespace luarig {

SourcePlace TestFile::Located(SourcePlace place) const {
  const SourceMap::Position position = map.Place(place.line);
  place.file = files.empty() ? path : files[position.file];
  place.line = position.line;
  return place;
}

bool Setting::operator==(const Setting& other) const {
  return target == other.target && under == other.under && resp == other.resp &&
         now_micros == other.now_micros && seed == other.seed && libraries == other.libraries &&
         fixtures == other.fixtures;
}

}  // namespace luarig
