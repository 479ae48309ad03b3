#include "engine/base/suggest.h"

#include <doctest/doctest.h>

namespace luarig::test {
namespace {

constexpr std::string_view kTypes[] = {"string", "list", "set", "zset", "hash"};

TEST_CASE("a distance counts insertions, deletions, replacements and swapped neighbours") {
  CHECK(EditDistance("hash", "hash") == 0);
  CHECK(EditDistance("hash", "HASH") == 0);
  CHECK(EditDistance("hsah", "hash") == 1);
  CHECK(EditDistance("has", "hash") == 1);
  CHECK(EditDistance("hashh", "hash") == 1);
  CHECK(EditDistance("kitten", "sitting") == 3);
  CHECK(EditDistance("", "set") == 3);
}

TEST_CASE("the closest word is offered, the first of equals, and none that is far off") {
  CHECK(ClosestWord("hsah", kTypes) == "hash");
  CHECK(ClosestWord("lsit", kTypes) == "list");
  CHECK(ClosestWord("sset", kTypes) == "set");
  CHECK(ClosestWord("strnig", kTypes) == "string");
  CHECK(ClosestWord("geo", kTypes) == "");
  CHECK(DidYouMean("strin", kTypes) == "did you mean \"string\"?");
  CHECK(DidYouMean("blob", kTypes) == "");
}

}  // namespace
}  // namespace luarig::test
