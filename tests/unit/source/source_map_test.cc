#include "engine/source/source_map.h"

#include <doctest/doctest.h>

namespace luarig::test {

using Position = SourceMap::Position;

TEST_CASE("a text that is one file needs no map") {
  const SourceMap map;
  CHECK(map.is_identity());
  CHECK(map.Place(1) == Position{0, 1});
  CHECK(map.Place(900) == Position{0, 900});
  CHECK(map.Place(0) == Position{0, 0});
}

TEST_CASE("lines that follow each other in a file take one range") {
  SourceMap map;
  map.AddLine(0, 1);
  map.AddLine(1, 1);
  map.AddLine(1, 2);
  map.AddLine(0, 3);
  map.AddLine(0, 4);
  CHECK(map.ranges() == std::vector<SourceMap::Range>{{1, 1, 0, 1}, {2, 2, 1, 1}, {4, 2, 0, 3}});
  CHECK(map.Place(1) == Position{0, 1});
  CHECK(map.Place(3) == Position{1, 2});
  CHECK(map.Place(4) == Position{0, 3});
  CHECK(map.Place(5) == Position{0, 4});
}

TEST_CASE("the line behind the last is behind the last of its file") {
  SourceMap map;
  map.AddLine(0, 1);
  map.AddLine(2, 7);
  CHECK(map.Place(3) == Position{2, 8});
  CHECK(map.Place(0) == Position{0, 0});
}

}  // namespace luarig::test
