#include "engine/store/zset.h"

#include <cmath>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tests/unit/store/journaled.h"

namespace luarig::test {
namespace {

const EncodingLimits kLimits;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Each member with its score, in order.
Snapshot Look(const ZSet& zset) {
  Snapshot seen = {std::string(EncodingName(zset.encoding()))};
  zset.ForRange(0, zset.size(), false, [&](std::string_view member, double score) {
    NumberText scratch;
    seen.push_back(std::string(member) + "=" +
                   std::string(FormatDouble(score, FloatStyle::kShortest, scratch)));
  });
  return seen;
}

// Also the order of the table, which scans and random picks show.
Snapshot LookDeep(const ZSet& zset) {
  Snapshot seen = Look(zset);
  NumberText scratch;
  for (size_t i = 0; i < zset.size(); ++i) seen.emplace_back(zset.AnyAt(i, scratch).member);
  return seen;
}

ZSet OfSize(int members) {
  ZSet zset(kLimits);
  for (int i = 0; i < members; ++i) zset.Set("m" + std::to_string(i), i % 37 / 4.0);
  return zset;
}

TEST_CASE("members are ordered by score, then by bytes, in both forms") {
  for (const bool large : {false, true}) {
    ZSet zset(kLimits);
    if (large) zset.Expect(1000);
    zset.Set("b", 2);
    zset.Set("ab", 1.5);
    zset.Set("a", 2);
    zset.Set("10", 2);
    zset.Set("z", -kInfinity);
    CHECK(zset.encoding() == (large ? Encoding::kSkiplist : Encoding::kListpack));
    const std::string form = large ? "skiplist" : "listpack";
    CHECK(Look(zset) == Snapshot{form, "z=-inf", "ab=1.5", "10=2", "a=2", "b=2"});
    CHECK_FALSE(zset.Set("z", kInfinity));
    CHECK(zset.Rank("z") == 4);
    CHECK(zset.Score("ab") == 1.5);
    CHECK_FALSE(zset.Score("nobody"));
    CHECK_FALSE(zset.Rank("nobody"));
  }
}

TEST_CASE("the listpack holds integral scores as integers and others in the target's text") {
  const auto bytes_of = [](double score, FloatStyle style) {
    EncodingLimits limits;
    limits.float_style = style;
    ZSet zset(limits);
    zset.Set("m", score);
    NumberText scratch;
    const Listpack& items = *zset.listpack();
    const size_t position = items.Next(Listpack::Begin());
    const bool integer = items.ViewInteger(position).has_value();
    return std::string(integer ? "int " : "text ") + std::string(items.View(position, scratch));
  };
  // Observed: DUMP of a 7.0.15 server.
  constexpr FloatStyle kOld = FloatStyle::kSeventeenDigits;
  CHECK(bytes_of(1e17, kOld) == "int 100000000000000000");
  CHECK(bytes_of(4611686018427387904.0, kOld) == "int 4611686018427387904");
  CHECK(bytes_of(9223372036854775807.0, kOld) == "text 9.2233720368547758e+18");
  CHECK(bytes_of(0.1, kOld) == "text 0.10000000000000001");
  CHECK(bytes_of(-0.0, kOld) == "int 0");
  CHECK(bytes_of(kInfinity, kOld) == "text inf");
  CHECK(bytes_of(0.1, FloatStyle::kShortest) == "text 0.1");
}

TEST_CASE("minus zero survives only in the large form") {
  ZSet zset(kLimits);
  zset.Set("small", -0.0);
  CHECK_FALSE(std::signbit(*zset.Score("small")));
  zset.Expect(1000);
  zset.Set("large", -0.0);
  CHECK(std::signbit(*zset.Score("large")));
}

TEST_CASE("129 members or one of 65 bytes make a skiplist, for ever") {
  ZSet zset = OfSize(128);
  CHECK(zset.encoding() == Encoding::kListpack);
  zset.Set("m0", 5);
  CHECK(zset.encoding() == Encoding::kListpack);
  zset.Set("one more", 5);
  CHECK(zset.encoding() == Encoding::kSkiplist);
  zset.EraseRange(0, 128);
  CHECK(zset.size() == 1);
  CHECK(zset.encoding() == Encoding::kSkiplist);

  ZSet longer(kLimits);
  longer.Set(std::string(64, 'x'), 1);
  CHECK(longer.encoding() == Encoding::kListpack);
  longer.Set(std::string(65, 'x'), 1);
  CHECK(longer.encoding() == Encoding::kSkiplist);
}

// A model that is obviously right.
struct Model {
  std::map<std::string, double> scores;

  std::vector<std::pair<double, std::string>> Sorted() const {
    std::set<std::pair<double, std::string>> sorted;
    for (const auto& [member, score] : scores) sorted.emplace(score, member);
    return {sorted.begin(), sorted.end()};
  }
};

void CheckAgainst(const ZSet& zset, const Model& model, std::mt19937_64& random) {
  const auto sorted = model.Sorted();
  REQUIRE(zset.size() == sorted.size());
  const size_t from = random() % (sorted.size() + 1);
  const size_t to = from + random() % (sorted.size() + 1 - from);
  size_t rank = from;
  zset.ForRange(from, to, false, [&](std::string_view member, double score) {
    REQUIRE(sorted[rank++] == std::pair{score, std::string(member)});
  });
  REQUIRE(rank == to);
  zset.ForRange(from, to, true, [&](std::string_view member, double score) {
    REQUIRE(sorted[--rank] == std::pair{score, std::string(member)});
  });
  REQUIRE(rank == from);
  if (sorted.empty()) return;

  const auto& picked = sorted[random() % sorted.size()];
  const double score = picked.first;
  const auto below = [&](bool inclusive) {
    size_t count = 0;
    for (const auto& item : sorted) count += inclusive ? item.first <= score : item.first < score;
    return count;
  };
  REQUIRE(zset.CountBelow(score, false) == below(false));
  REQUIRE(zset.CountBelow(score, true) == below(true));
  NumberText scratch;
  REQUIRE(zset.At(*zset.Rank(picked.second), scratch).member == picked.second);
}

TEST_CASE("random changes agree with a sorted map, small and large") {
  constexpr uint64_t kSeed = 41;
  CAPTURE(kSeed);
  std::mt19937_64 random(kSeed);
  for (const uint64_t range : std::initializer_list<uint64_t>{60, 1500}) {
    ZSet zset(kLimits);
    Model model;
    for (int step = 0; step < 4000; ++step) {
      const std::string member = (random() % 2 == 0 ? "" : "m") + std::to_string(random() % range);
      const double score = static_cast<double>(random() % 50) / 8 - 2;
      if (random() % 3 != 0) {
        REQUIRE(zset.Set(member, score) == model.scores.insert_or_assign(member, score).second);
      } else {
        REQUIRE(zset.Erase(member) == (model.scores.erase(member) != 0));
      }
      if (step % 400 == 0) {
        const size_t to = zset.size() / 2;
        const size_t from = to / 2;
        const auto sorted = model.Sorted();
        for (size_t i = from; i < to; ++i) model.scores.erase(sorted[i].second);
        zset.EraseRange(from, to);
      }
      if (step % 40 == 0) CheckAgainst(zset, model, random);
    }
    CHECK(zset.encoding() == (range > 1000 ? Encoding::kSkiplist : Encoding::kListpack));
  }
}

TEST_CASE("bounds by bytes count where all scores are equal") {
  for (const bool large : {false, true}) {
    ZSet zset(kLimits);
    if (large) zset.Expect(1000);
    for (const char* member : {"a", "b", "bb", "c", "10"}) zset.Set(member, 0);
    CHECK(zset.CountBelowLex("b", false) == 2);
    CHECK(zset.CountBelowLex("b", true) == 3);
    CHECK(zset.CountBelowLex("zz", true) == 5);
    CHECK(zset.CountBelowLex("", true) == 0);
  }
}

TEST_CASE("a scan sees every member") {
  for (const int size : {20, 1000}) {
    const ZSet zset = OfSize(size);
    std::set<std::string> seen;
    uint64_t cursor = 0;
    do {
      cursor = zset.Scan(cursor, 10, [&](std::string_view member, double score) {
        seen.emplace(member);
        CHECK(zset.Score(member) == score);
      });
    } while (cursor != 0);
    CHECK(seen.size() == static_cast<size_t>(size));
  }
}

TEST_CASE("a listpack of members and scores is taken as it is, unless it is no sorted set") {
  const auto of = [](std::initializer_list<const char*> texts) {
    Listpack items;
    for (const char* text : texts) items.Append(text);
    return ZSet::FromListpack(items, kLimits);
  };
  CHECK(Look(*of({"a", "1", "b", "1.5"})) == Snapshot{"listpack", "a=1", "b=1.5"});
  CHECK_FALSE(of({"a"}));
  CHECK_FALSE(of({"a", "x"}));
  CHECK_FALSE(of({"a", "1", "a", "2"}));
  CHECK_FALSE(of({"a", "2", "b", "1"}));
  CHECK_FALSE(of({"b", "1", "a", "1"}));
}

TEST_CASE("equality asks for the same scores, copies are deep") {
  for (const int size : {20, 1000}) {
    const ZSet original = OfSize(size);
    ZSet copy = original;
    CHECK(copy == original);
    CHECK(LookDeep(copy) == LookDeep(original));
    copy.Set("m3", 100);
    CHECK_FALSE(copy == original);
    CHECK(original.Score("m3") == 0.75);
  }
}

TEST_CASE("rolling back restores scores, both orders and encoding") {
  constexpr uint64_t kSeed = 43;
  CAPTURE(kSeed);
  std::mt19937_64 random(kSeed);
  const auto change = [](ZSet& zset, std::mt19937_64& dice) {
    const std::string member = "m" + std::to_string(dice() % 1000);
    switch (dice() % 6) {
      case 0:
        zset.Erase(member);
        break;
      case 1: {
        const size_t from = dice() % (zset.size() + 1);
        zset.EraseRange(from, std::min(zset.size(), from + dice() % 5));
        break;
      }
      default:
        zset.Set(member, static_cast<double>(dice() % 100) / 8);
    }
  };
  for (const int size : {0, 64, 126, 2000}) {
    ZSet zset = OfSize(size);
    for (int repeat = 0; repeat < 3; ++repeat) CheckRollsBack(zset, random, LookDeep, change);
  }
}

}  // namespace
}  // namespace luarig::test
