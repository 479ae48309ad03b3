#include "engine/store/dense_table.h"

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace luarig::test {
namespace {

struct Word {
  std::string text;
  static std::string_view Key(const Word* word) { return word->text; }
  static void Destroy(Word* word) { delete word; }
};
using Words = DenseTable<Word, Word>;

std::vector<const Word*> Slots(const Words& words) {
  std::vector<const Word*> slots;
  for (size_t i = 0; i < words.size(); ++i) slots.push_back(words.at(i));
  return slots;
}

TEST_CASE("random insertions and erasures agree with std::set") {
  constexpr uint64_t kSeed = 21;
  CAPTURE(kSeed);
  std::mt19937_64 random(kSeed);
  Words words;
  std::set<std::string> model;
  for (int step = 0; step < 20000; ++step) {
    const std::string text = std::to_string(random() % 3000);
    const uint32_t slot = words.Find(text);
    REQUIRE((slot != Words::kNone) == model.contains(text));
    if (slot == Words::kNone) {
      words.Append(new Word{text});
      model.insert(text);
    } else if (random() % 2 == 0) {
      Word::Destroy(words.EraseAt(slot));
      model.erase(text);
    }
    REQUIRE(words.size() == model.size());
  }
  for (const std::string& text : model) REQUIRE(words.at(words.Find(text))->text == text);
}

TEST_CASE("inserting what was erased restores every position") {
  constexpr uint64_t kSeed = 22;
  CAPTURE(kSeed);
  std::mt19937_64 random(kSeed);
  Words words;
  for (int i = 0; i < 500; ++i) words.Append(new Word{std::to_string(i)});
  const std::vector<const Word*> before = Slots(words);

  std::vector<std::pair<uint32_t, Word*>> erased;
  for (int i = 0; i < 500; ++i) {
    const auto slot = static_cast<uint32_t>(random() % words.size());
    erased.emplace_back(slot, words.EraseAt(slot));
  }
  CHECK(words.empty());
  for (; !erased.empty(); erased.pop_back())
    words.InsertAt(erased.back().first, erased.back().second);
  CHECK(Slots(words) == before);
  for (int i = 0; i < 500; ++i) REQUIRE(words.Find(std::to_string(i)) == static_cast<uint32_t>(i));
}

// Homes close to the end, so that probing goes round it, and others that only the higher bits of
// the hash tell apart: both are what growing has to keep in reach.
TEST_CASE("an index that grows keeps in reach what probing carried over its end") {
  constexpr uint64_t kSeed = 24;
  CAPTURE(kSeed);
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 200; ++round) {
    Words words;
    std::vector<uint32_t> hashes;
    const auto spread = static_cast<uint32_t>(1 + random() % 6);
    const size_t count = 1 + random() % 200;
    for (size_t i = 0; i < count; ++i) {
      const auto high = static_cast<uint32_t>(random() % 16) << 5;
      hashes.push_back(high | (static_cast<uint32_t>(random()) % spread == 0 ? 0 : 31));
      words.Append(new Word{std::to_string(i)}, hashes.back());
      for (size_t k = 0; k <= i; ++k) REQUIRE(words.Find(std::to_string(k), hashes[k]) == k);
    }
  }
}

TEST_CASE("room for many at once loses nothing that was there") {
  Words words;
  for (int i = 0; i < 100; ++i) words.Append(new Word{std::to_string(i)});
  const size_t before = words.index_size();
  words.Reserve(10000);
  CHECK(words.index_size() >= 32 * before);
  for (int i = 0; i < 100; ++i) REQUIRE(words.Find(std::to_string(i)) == static_cast<uint32_t>(i));
}

TEST_CASE("a scan sees what stays, whatever is erased meanwhile") {
  Words words;
  for (int i = 0; i < 1000; ++i) words.Append(new Word{std::to_string(i)});
  std::map<std::string, int> seen;
  std::mt19937_64 random(23);
  uint64_t cursor = 0;
  do {
    cursor = words.Scan(cursor, 7, [&](const Word* word) { ++seen[word->text]; });
    for (int i = 0; i < 5; ++i) {
      const uint32_t slot = words.Find(std::to_string(random() % 500 * 2));  // even ones go
      if (slot != Words::kNone) Word::Destroy(words.EraseAt(slot));
    }
  } while (cursor != 0);
  for (int i = 1; i < 1000; i += 2) REQUIRE(seen[std::to_string(i)] >= 1);
}

TEST_CASE("any cursor is safe") {
  Words words;
  words.Append(new Word{"a"});
  int visits = 0;
  CHECK(words.Scan(UINT64_MAX, 10, [&](const Word*) { ++visits; }) == 0);
  CHECK(visits == 1);
}

}  // namespace
}  // namespace luarig::test
