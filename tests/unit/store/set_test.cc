#include "engine/store/set.h"

#include <random>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "tests/unit/store/journaled.h"

namespace luarig::test {
namespace {

const EncodingLimits kLimits;

// As a 7.0 server has them.
EncodingLimits WithoutListpacks() {
  EncodingLimits limits;
  limits.small_sets_are_listpacks = false;
  limits.expects_arguments = false;
  return limits;
}
const EncodingLimits kOldLimits = WithoutListpacks();

Set Integers(int size, const EncodingLimits& limits = kLimits) {
  Set set(limits);
  for (int i = 1; i <= size; ++i) set.Add(std::to_string(i));
  return set;
}

Snapshot Look(const Set& set) {
  Snapshot seen = {std::string(EncodingName(set.encoding()))};
  if (set.intset() != nullptr) seen.emplace_back(set.intset()->bytes());
  set.ForEach([&](std::string_view member) { seen.emplace_back(member); });
  return seen;
}

TEST_CASE("integers are an intset, ascending") {
  Set set(kLimits);
  for (const char* member : {"30", "-1", "7"}) CHECK(set.Add(member));
  CHECK_FALSE(set.Add("7"));
  CHECK(set.encoding() == Encoding::kIntset);
  NumberText scratch;
  CHECK(set.At(0, scratch) == "-1");
  CHECK(set.At(2, scratch) == "30");
  CHECK_FALSE(set.Contains("07"));
  CHECK_FALSE(set.Erase("x"));
}

TEST_CASE("512 integers fit an intset, 513 make a table") {
  Set set = Integers(512);
  CHECK(set.encoding() == Encoding::kIntset);
  set.Add("513");
  CHECK(set.encoding() == Encoding::kHashtable);
  CHECK(set.size() == 513);
}

TEST_CASE("a string turns a small intset into a listpack, sorted integers first") {
  Set set(kLimits);
  for (const char* member : {"3", "1", "2", "x", "0"}) set.Add(member);
  CHECK(Look(set) == Snapshot{"listpack", "1", "2", "3", "x", "0"});
  set.Erase("x");
  CHECK(set.encoding() == Encoding::kListpack);
}

TEST_CASE("the encoding of integers with a string depends on their number") {
  const auto with_string = [](int integers, const EncodingLimits& limits) {
    Set set = Integers(integers, limits);
    set.Add("x");
    return set.encoding();
  };
  CHECK(with_string(127, kLimits) == Encoding::kListpack);
  CHECK(with_string(128, kLimits) == Encoding::kHashtable);
  CHECK(with_string(1, kOldLimits) == Encoding::kHashtable);
}

TEST_CASE("strings are a listpack up to 128 members of 64 bytes") {
  Set set(kLimits);
  for (int i = 0; i < 128; ++i) set.Add("m" + std::to_string(i));
  CHECK(set.encoding() == Encoding::kListpack);
  set.Add("m0");
  CHECK(set.encoding() == Encoding::kListpack);
  set.Add("one more");
  CHECK(set.encoding() == Encoding::kHashtable);

  Set longer(kLimits);
  longer.Add(std::string(64, 'x'));
  CHECK(longer.encoding() == Encoding::kListpack);
  longer.Add(std::string(65, 'x'));
  CHECK(longer.encoding() == Encoding::kHashtable);
}

TEST_CASE("a command of many arguments chooses by their number, repeated or not") {
  const auto expecting = [](std::string_view first, size_t members) {
    Set set(kLimits);
    set.Expect(first, members);
    set.Add(first);
    return set.encoding();
  };
  CHECK(expecting("1", 512) == Encoding::kIntset);
  CHECK(expecting("1", 513) == Encoding::kHashtable);
  CHECK(expecting("x", 128) == Encoding::kListpack);
  CHECK(expecting("x", 129) == Encoding::kHashtable);
}

TEST_CASE("random changes agree with std::set in every form") {
  constexpr uint64_t kSeed = 31;
  CAPTURE(kSeed);
  std::mt19937_64 random(kSeed);
  for (const uint64_t range : std::initializer_list<uint64_t>{100, 400, 3000}) {
    Set set(kLimits);
    std::set<std::string> model;
    for (int step = 0; step < 3000; ++step) {
      std::string member = std::to_string(random() % range);
      if (range == 100 && step > 500) member.insert(0, "m");
      if (random() % 3 != 0) {
        REQUIRE(set.Add(member) == model.insert(member).second);
      } else {
        REQUIRE(set.Erase(member) == (model.erase(member) != 0));
      }
      REQUIRE(set.size() == model.size());
      REQUIRE(set.Contains(member) == model.contains(member));
    }
    std::set<std::string> seen;
    uint64_t cursor = 0;
    do {
      cursor = set.Scan(cursor, 10, [&](std::string_view member) { seen.emplace(member); });
    } while (cursor != 0);
    REQUIRE(seen == model);
  }
}

TEST_CASE("equality asks for the same members, not the same order or form") {
  Set a = Integers(5);
  Set b(kLimits);
  for (const char* member : {"x", "5", "4", "3", "2", "1"}) b.Add(member);
  CHECK_FALSE(a == b);
  b.Erase("x");
  CHECK(a.encoding() != b.encoding());
  CHECK(a == b);
}

TEST_CASE("a listpack or intset is taken as it is, unless a table would have a member twice") {
  Listpack members;
  members.Append("a");
  members.Append("1");
  CHECK(Look(*Set::FromListpack(members, kLimits)) == Snapshot{"listpack", "a", "1"});
  members.Append("a");
  CHECK(Look(*Set::FromListpack(members, kLimits)) == Snapshot{"listpack", "a", "1", "a"});
  EncodingLimits two = kLimits;
  two.set_max_listpack_entries = 2;
  CHECK_FALSE(Set::FromListpack(members, two));

  IntSet integers;
  for (int i = 0; i < 600; ++i) integers.Add(i);
  CHECK(Set::FromIntSet(integers, kLimits).encoding() == Encoding::kHashtable);
}

TEST_CASE("copies are deep") {
  for (const int size : {5, 1000}) {
    const Set original = Integers(size);
    Set copy = original;
    CHECK(Look(copy) == Look(original));
    copy.Add("x");
    CHECK_FALSE(original.Contains("x"));
  }
}

TEST_CASE("rolling back restores members, order and encoding") {
  constexpr uint64_t kSeed = 33;
  CAPTURE(kSeed);
  std::mt19937_64 random(kSeed);
  const auto change = [](Set& set, std::mt19937_64& dice) {
    std::string member =
        std::to_string(static_cast<int64_t>(dice()) >> (dice() % 2 == 0 ? 20 : 54));
    if (dice() % 50 == 0) member += "x";
    if (dice() % 3 == 0 && !set.empty()) {
      NumberText scratch;
      set.Erase(std::string(set.At(dice() % set.size(), scratch)));
    } else {
      set.Add(member);
    }
  };
  for (const int size : {0, 64, 120, 500, 2000}) {
    Set set = Integers(size);
    for (int repeat = 0; repeat < 5; ++repeat) CheckRollsBack(set, random, Look, change);
  }
}

}  // namespace
}  // namespace luarig::test
