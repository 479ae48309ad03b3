#include "engine/store/hash.h"

#include <map>
#include <random>
#include <string>

#include <doctest/doctest.h>

#include "tests/unit/store/journaled.h"

namespace luarig::test {
namespace {

const EncodingLimits kLimits;

std::string Get(const Hash& hash, std::string_view field) {
  NumberText scratch;
  return std::string(hash.Find(field, scratch).value_or("(nil)"));
}

Hash OfSize(int fields) {
  Hash hash(kLimits);
  for (int i = 0; i < fields; ++i) hash.Set("f" + std::to_string(i), std::to_string(i * 1000));
  return hash;
}

Snapshot Look(const Hash& hash) {
  Snapshot seen = {std::string(EncodingName(hash.encoding()))};
  hash.ForEach([&](std::string_view field, std::string_view value) {
    seen.emplace_back(field);
    seen.emplace_back(value);
  });
  return seen;
}

void Change(Hash& hash, std::mt19937_64& random) {
  const std::string field = "f" + std::to_string(random() % 700);
  if (random() % 3 == 0) {
    hash.Erase(field);
  } else {
    hash.Set(field, std::string(random() % 12, 'v') + std::to_string(random() % 1000));
  }
}

TEST_CASE("setting a field again keeps its place") {
  Hash hash(kLimits);
  CHECK(hash.Set("a", "1"));
  CHECK(hash.Set("b", "2"));
  CHECK_FALSE(hash.Set("a", "a much longer value"));
  CHECK(Look(hash) == Snapshot{"listpack", "a", "a much longer value", "b", "2"});
  CHECK(Get(hash, "a") == "a much longer value");
  CHECK(Get(hash, "1") == "(nil)");
}

TEST_CASE("a hash becomes a table beyond 512 fields and stays one") {
  Hash hash = OfSize(512);
  CHECK(hash.encoding() == Encoding::kListpack);
  hash.Set("one more", "x");
  CHECK(hash.encoding() == Encoding::kHashtable);
  CHECK(hash.size() == 513);
  for (int i = 0; i < 512; ++i) CHECK(hash.Erase("f" + std::to_string(i)));
  CHECK(hash.encoding() == Encoding::kHashtable);
  CHECK(Get(hash, "one more") == "x");
}

TEST_CASE("a field or value of 65 bytes makes a table, one of 64 does not") {
  Hash hash(kLimits);
  hash.Set(std::string(64, 'f'), std::string(64, 'v'));
  CHECK(hash.encoding() == Encoding::kListpack);
  hash.Set("f", std::string(65, 'v'));
  CHECK(hash.encoding() == Encoding::kHashtable);
  CHECK(Get(hash, std::string(64, 'f')) == std::string(64, 'v'));
}

TEST_CASE("the limits are those of the server the hash belongs to, at any time") {
  EncodingLimits limits;
  Hash hash(limits);
  hash.Set("a", "123");
  limits.hash_max_listpack_value = 2;
  hash.Set("b", "12");
  CHECK(hash.encoding() == Encoding::kListpack);
  hash.Set("b", "123");
  CHECK(hash.encoding() == Encoding::kHashtable);
}

TEST_CASE("random changes agree with std::map, small and large") {
  constexpr uint64_t kSeed = 3;
  CAPTURE(kSeed);
  std::mt19937_64 random(kSeed);
  Hash hash(kLimits);
  std::map<std::string, std::string> model;
  for (int step = 0; step < 6000; ++step) {
    const std::string field = std::to_string(random() % (step < 2000 ? 300 : 2000));
    const std::string value(random() % 30, 'v');
    if (random() % 3 != 0) {
      REQUIRE(hash.Set(field, value) == model.insert_or_assign(field, value).second);
    } else {
      REQUIRE(hash.Erase(field) == (model.erase(field) != 0));
    }
    REQUIRE(hash.size() == model.size());
    REQUIRE(hash.Contains(field) == model.contains(field));
  }
  CHECK(hash.encoding() == Encoding::kHashtable);
  for (const auto& [field, value] : model) REQUIRE(Get(hash, field) == value);
  NumberText a;
  NumberText b;
  for (size_t i = 0; i < hash.size(); ++i)
    REQUIRE(model.at(std::string(hash.At(i, a, b).field)) == hash.At(i, a, b).value);
}

TEST_CASE("a scan sees what is there all the time, while others come and go") {
  Hash hash = OfSize(1000);
  std::mt19937_64 random(5);
  std::map<std::string, int> seen;
  uint64_t cursor = 0;
  do {
    cursor = hash.Scan(
        cursor, 10, [&](std::string_view field, std::string_view) { ++seen[std::string(field)]; });
    hash.Erase("f" + std::to_string(500 + random() % 500));
    hash.Set("new" + std::to_string(random()), "x");
  } while (cursor != 0);
  for (int i = 0; i < 500; ++i) CHECK(seen["f" + std::to_string(i)] >= 1);
}

TEST_CASE("equality asks for the same pairs, not the same order or form") {
  Hash a = OfSize(3);
  Hash b(kLimits);
  for (const int i : {2, 0, 1}) b.Set("f" + std::to_string(i), std::to_string(i * 1000));
  b.Set("long", std::string(100, 'x'));
  CHECK_FALSE(a == b);
  b.Erase("long");
  CHECK(a.encoding() != b.encoding());
  CHECK(a == b);
  b.Set("f1", "other");
  CHECK_FALSE(a == b);
}

TEST_CASE("a listpack of pairs is taken as it is, unless it is no hash or no table") {
  Listpack pairs;
  for (const char* text : {"a", "1", "b", "2"}) pairs.Append(text);
  CHECK(Look(*Hash::FromListpack(pairs, kLimits)) == Snapshot{"listpack", "a", "1", "b", "2"});
  Listpack odd = pairs;
  odd.Append("c");
  CHECK_FALSE(Hash::FromListpack(odd, kLimits));
  Listpack twice = pairs;
  twice.Append("a");
  twice.Append("3");
  CHECK(Look(*Hash::FromListpack(twice, kLimits)) ==
        Snapshot{"listpack", "a", "1", "b", "2", "a", "3"});
  EncodingLimits two = kLimits;
  two.hash_max_listpack_entries = 2;
  CHECK_FALSE(Hash::FromListpack(twice, two));
}

TEST_CASE("copies are deep and assignment replaces content") {
  for (const int size : {3, 1000}) {
    Hash original = OfSize(size);
    Hash copy = original;
    CHECK(Look(copy) == Look(original));
    copy.Set("f1", "changed");
    CHECK(Get(original, "f1") == "1000");
    original = std::move(copy);
    CHECK(Get(original, "f1") == "changed");
  }
}

TEST_CASE("rolling back restores pairs, order and encoding") {
  constexpr uint64_t kSeed = 7;
  CAPTURE(kSeed);
  std::mt19937_64 random(kSeed);
  for (const int size : {0, 64, 500, 510, 2000}) {
    Hash hash = OfSize(size);
    CheckRollsBack(hash, random, Look, Change);
  }
}

}  // namespace
}  // namespace luarig::test
