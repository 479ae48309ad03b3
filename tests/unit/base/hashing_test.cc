#include "engine/base/hashing.h"

#include <string>

#include <doctest/doctest.h>

namespace luarig {

TEST_CASE("texts are the same if no byte differs, whatever their length") {
  for (size_t size = 0; size < 40; ++size) {
    const std::string text(size, 'x');
    CHECK(SameBytes(text, std::string(size, 'x')));
    CHECK_FALSE(SameBytes(text, text + "x"));
    for (size_t at = 0; at < size; ++at) {
      std::string other = text;
      other[at] = 'y';
      CAPTURE(size);
      CAPTURE(at);
      CHECK_FALSE(SameBytes(text, other));
    }
  }
}

}  // namespace luarig
