#include "engine/store/intset.h"

#include <random>
#include <set>
#include <string>

#include <doctest/doctest.h>

namespace luarig::test {
namespace {

using namespace std::string_literals;

TEST_CASE("an intset has the bytes that the server dumps") {
  IntSet set;
  CHECK(set.bytes() == "\2\0\0\0\0\0\0\0"s);
  for (const int64_t value : {3, 1, 2}) set.Add(value);
  CHECK(set.bytes() == "\2\0\0\0\3\0\0\0\1\0\2\0\3\0"s);
  set.Add(70000);
  CHECK(set.bytes() == "\4\0\0\0\4\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\x70\x11\1\0"s);
}

TEST_CASE("numbers stay wide when the one that widened them is gone") {
  IntSet set;
  set.Add(-1);
  set.Add(int64_t{1} << 40);
  CHECK(set.Erase(int64_t{1} << 40));
  CHECK(set.bytes() == "\10\0\0\0\1\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff"s);
}

TEST_CASE("random additions and removals agree with std::set") {
  constexpr uint64_t kSeed = 11;
  CAPTURE(kSeed);
  std::mt19937_64 random(kSeed);
  IntSet set;
  std::set<int64_t> model;
  for (int step = 0; step < 5000; ++step) {
    const int shift = step < 2000 ? 57 : step < 3000 ? 45 : 0;  // ever wider
    const int64_t value = static_cast<int64_t>(random()) >> shift;
    if (random() % 3 != 0) {
      REQUIRE(set.Add(value) == model.insert(value).second);
    } else {
      REQUIRE(set.Erase(value) == (model.erase(value) != 0));
    }
    REQUIRE(set.Contains(value) == model.contains(value));
    REQUIRE(set.size() == model.size());
  }
  size_t index = 0;
  for (const int64_t value : model) REQUIRE(set.At(index++) == value);
  const IntSet copy = set;  // NOLINT(performance-unnecessary-copy-initialization): is tested
  CHECK(copy.bytes() == set.bytes());
  CHECK(IntSet::FromBytes(set.bytes())->bytes() == set.bytes());
}

TEST_CASE("malformed bytes are refused") {
  CHECK(IntSet::FromBytes("\2\0\0\0\2\0\0\0\1\0\2\0"s));
  CHECK_FALSE(IntSet::FromBytes("\2\0\0\0\2\0\0\0\2\0\1\0"s));  // out of order
  CHECK_FALSE(IntSet::FromBytes("\2\0\0\0\2\0\0\0\1\0\1\0"s));  // twice
  CHECK_FALSE(IntSet::FromBytes("\2\0\0\0\2\0\0\0\1\0"s));      // short
  CHECK_FALSE(IntSet::FromBytes("\3\0\0\0\1\0\0\0\1\0\0"s));    // no such width
  CHECK_FALSE(IntSet::FromBytes("\2\0\0"s));
}

}  // namespace
}  // namespace luarig::test
