#include <map>
#include <random>
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "engine/base/bytes.h"
#include "engine/store/hash.h"
#include "tests/unit/store/journaled.h"

namespace luarig::test {
namespace {

const EncodingLimits kLimits;

Hash OfSize(int fields) {
  Hash hash(kLimits);
  for (int i = 0; i < fields; ++i) hash.Set(StrCat("f", i), StrCat(i * 1000));
  return hash;
}

// Everything about a hash that anyone can see, and what DUMP will write.
Snapshot Look(const Hash& hash) {
  Snapshot seen = {std::string(EncodingName(hash.encoding()))};
  hash.ForEachTimed([&](std::string_view field, std::string_view value, int64_t time) {
    seen.push_back(StrCat(field, "=", value, "@", time == kNever ? 0 : time));
  });
  for (const auto& hidden : hash.hidden())
    seen.push_back(StrCat("hidden ", hidden.field, "=", hidden.value, "@", hidden.time));
  if (hash.tracks_times()) seen.push_back(StrCat("noted ", hash.expiry()->noted()));
  return seen;
}

Snapshot Fields(const Hash& hash) {
  Snapshot fields;
  hash.ForEach([&](std::string_view field, std::string_view) { fields.emplace_back(field); });
  return fields;
}

}  // namespace

TEST_CASE("a listpack with times is in the order in which its fields end") {
  Hash hash = OfSize(4);
  hash.TrackTimes();
  CHECK(hash.encoding() == Encoding::kListpackEx);
  hash.SetEnd("f0", 300);
  hash.SetEnd("f1", 100);
  hash.SetEnd("f3", 200);
  CHECK(Fields(hash) == Snapshot{"f1", "f3", "f0", "f2"});

  // Of equal times the later one goes first, unless it is read back from where it was written.
  hash.SetEnd("f0", 200);
  CHECK(Fields(hash) == Snapshot{"f1", "f0", "f3", "f2"});
  hash.SetEnd("f0", 200, Hash::Ties::kLast);
  CHECK(Fields(hash) == Snapshot{"f1", "f3", "f0", "f2"});

  // Losing its time a field goes behind all others; a value set anew takes the time away.
  hash.SetEnd("f1", kNever);
  CHECK_FALSE(hash.Set("f3", "x"));
  CHECK(Fields(hash) == Snapshot{"f0", "f2", "f1", "f3"});
  CHECK_FALSE(hash.SetValue("f0", "y"));
  CHECK(hash.EndOf("f0") == 200);
  CHECK(hash.EndOf("f3") == kNever);
  CHECK_FALSE(hash.EndOf("nope"));
  CHECK(hash.expiry()->earliest() == 200);
}

TEST_CASE("times survive the way into a table, and it never becomes a listpack without them") {
  Hash hash = OfSize(512);
  hash.TrackTimes();
  hash.SetEnd("f500", 50);
  hash.SetEnd("f7", 40);
  hash.Set("one more", "x");
  CHECK(hash.encoding() == Encoding::kHashtable);
  CHECK(hash.EndOf("f500") == 50);
  CHECK(hash.expiry()->earliest() == 40);
  CHECK(hash.RemoveEnded(50) == 1);
  CHECK(hash.RemoveEnded(51) == 1);
  CHECK(hash.size() == 511);
  CHECK(hash.expiry()->count() == 0);
}

TEST_CASE("a hidden field reads as missing, but counts, and is found by what removes or sets it") {
  Hash hash = OfSize(3);
  hash.TrackTimes();
  hash.SetEnd("f0", 10);
  hash.SetEnd("f1", 20);
  hash.HideEnded(15);
  CHECK_FALSE(hash.Contains("f0"));
  CHECK(hash.Hides("f0"));
  CHECK(hash.size() == 2);
  CHECK(hash.counted() == 3);
  SUBCASE("erased") {
    CHECK(hash.Erase("f0"));
    CHECK(hash.counted() == 2);
  }
  SUBCASE("set: it is not new to the server, and back without a time") {
    CHECK_FALSE(hash.Set("f0", "x"));
    CHECK(Fields(hash) == Snapshot{"f1", "f2", "f0"});
    CHECK(hash.EndOf("f0") == kNever);
    CHECK(hash.counted() == 3);
  }
  SUBCASE("all at once") {
    hash.HideEnded(100);
    CHECK_FALSE(hash.empty());
    hash.Erase("f2");
    CHECK(hash.size() == 0);
    CHECK_FALSE(hash.empty());
    CHECK(hash.EraseAllHidden() == 2);
    CHECK(hash.empty());
  }
}

TEST_CASE("hashes are equal if their fields end at the same times") {
  Hash a = OfSize(3);
  Hash b = a;
  b.TrackTimes();
  CHECK(a == b);
  b.SetEnd("f1", 10);
  CHECK_FALSE(a == b);
  CHECK_FALSE(b == a);
  a.TrackTimes();
  a.SetEnd("f1", 10);
  CHECK(a == b);
  a.HideEnded(11);
  CHECK_FALSE(a == b);
  b.HideEnded(11);
  CHECK(a == b);
}

TEST_CASE("random changes and times agree with std::map, small and large") {
  constexpr uint64_t kSeed = 5;
  CAPTURE(kSeed);
  std::mt19937_64 random(kSeed);
  Hash hash(kLimits);
  hash.TrackTimes();
  std::map<std::string, std::pair<std::string, int64_t>> model;
  for (int64_t step = 0; step < 8000; ++step) {
    const std::string field = StrCat(random() % (step < 4000 ? 300 : 2000));
    const bool there = model.contains(field);
    const int64_t time = step + static_cast<int64_t>(random() % 2000);
    switch (random() % 6) {
      case 0:
        REQUIRE(hash.Erase(field) == (model.erase(field) != 0));
        break;
      case 1:
        if (there) hash.SetEnd(field, time);
        if (there) model[field].second = time;
        break;
      case 2:
        if (there) hash.SetEnd(field, kNever);
        if (there) model[field].second = kNever;
        break;
      case 3:
        REQUIRE(hash.SetValue(field, "kept") != there);
        model[field] = {"kept", there ? model[field].second : kNever};
        break;
      default:
        REQUIRE(hash.Set(field, "new") != there);
        model[field] = {"new", kNever};
    }
    const size_t removed =
        std::erase_if(model, [&](const auto& item) { return item.second.second < step; });
    REQUIRE(hash.RemoveEnded(step) == removed);
    REQUIRE(hash.size() == model.size());
  }
  CHECK(hash.encoding() == Encoding::kHashtable);
  NumberText scratch;
  for (const auto& [field, value] : model) {
    REQUIRE(hash.Find(field, scratch) == value.first);
    REQUIRE(hash.EndOf(field) == value.second);
  }
}

TEST_CASE("rolling back restores fields, times, order and what is hidden") {
  constexpr uint64_t kSeed = 9;
  CAPTURE(kSeed);
  std::mt19937_64 random(kSeed);
  int64_t now = 1000;
  const auto change = [&now](Hash& hash, std::mt19937_64& rng) {
    const std::string field = StrCat("f", rng() % 700);
    now += static_cast<int64_t>(rng() % 3);
    if (rng() % 20 == 0) hash.TrackTimes();
    switch (rng() % (hash.tracks_times() ? 8 : 3)) {
      case 0:
        hash.Erase(field);
        break;
      case 1:
        hash.SetValue(field, std::string(rng() % 12, 'v'));
        break;
      case 2:
        hash.Set(field, std::string(rng() % 12, 'v') + std::to_string(rng() % 1000));
        break;
      case 3:
        hash.RemoveEnded(now);
        break;
      case 4:
        hash.HideEnded(now);
        break;
      case 5:
        hash.EraseAllHidden();
        break;
      default:
        if (!hash.Contains(field)) break;
        hash.SetEnd(field, rng() % 4 == 0 ? kNever : now + static_cast<int64_t>(rng() % 200));
    }
  };
  for (const int size : {0, 64, 500, 510, 2000}) {
    Hash hash = OfSize(size);
    CheckRollsBack(hash, random, Look, change);
    hash.TrackTimes();
    for (int i = 0; i < size; i += 3) hash.SetEnd(StrCat("f", i), now + i);
    CheckRollsBack(hash, random, Look, change);
  }
}

}  // namespace luarig::test
