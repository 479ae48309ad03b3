#include "engine/store/hyperloglog.h"

#include <random>
#include <string>

#include <doctest/doctest.h>

#include "engine/base/bytes.h"

namespace luarig::test {
namespace {

using namespace std::string_literals;

// Runs with room to change them in.
struct Runs {
  explicit Runs(std::string_view text) : bytes(text), size(text.size()) { bytes.resize(4096); }

  HllChange Raise(uint16_t index, uint8_t value, int64_t max_size = 4000) {
    HllCursor start;
    return RaiseInHllRuns(bytes.data(), size, max_size, {index, value}, start);
  }
  std::string Text() const { return bytes.substr(0, size); }

  std::string bytes;
  size_t size;
};

const std::string kEmpty = "\x7f\xff"s;

TEST_CASE("a run of zeros is split around a register that is raised") {
  Runs runs(kEmpty);
  CHECK(runs.Raise(100, 3) == HllChange::kRaised);
  CHECK(runs.Text() == "\x40\x63\x88\x7f\x9a"s);
  CHECK(runs.Raise(0, 1) == HllChange::kRaised);
  CHECK(runs.Text() == "\x80\x40\x62\x88\x7f\x9a"s);
  CHECK(runs.Raise(16383, 32) == HllChange::kRaised);
  CHECK(runs.Text() == "\x80\x40\x62\x88\x7f\x99\xfc"s);
  CHECK(runs.Raise(50, 2) == HllChange::kRaised);
  CHECK(runs.Text() == "\x80\x30\x84\x30\x88\x7f\x99\xfc"s);
}

TEST_CASE("equal neighbours are joined, four at most") {
  Runs runs(kEmpty);
  for (uint16_t index = 0; index < 5; ++index) CHECK(runs.Raise(index, 5) == HllChange::kRaised);
  CHECK(runs.Text() == "\x93\x90\x7f\xfa"s);
  CHECK(runs.Raise(1, 6) == HllChange::kRaised);
  CHECK(runs.Text() == "\x90\x94\x92\x7f\xfa"s);
}

TEST_CASE("what runs cannot say leaves them alone") {
  Runs runs(kEmpty);
  CHECK(runs.Raise(7, 33) == HllChange::kTooLarge);
  CHECK(runs.Raise(7, 1, 3) == HllChange::kTooLarge);
  CHECK(runs.Text() == kEmpty);
  CHECK(runs.Raise(7, 1, 4) == HllChange::kRaised);
  CHECK(runs.Raise(7, 2, 4) == HllChange::kRaised);  // in place, at the limit
  CHECK(runs.Raise(7, 2, 4) == HllChange::kNone);
  Runs damaged("\x40\x63"s);
  CHECK(damaged.Raise(99, 1) == HllChange::kRaised);
  CHECK(damaged.Raise(100, 1) == HllChange::kDamaged);
}

TEST_CASE("damage never leads outside of the runs") {
  std::mt19937_64 random(5);
  for (int round = 0; round < 20000; ++round) {
    std::string text(random() % 12, '\0');
    for (char& byte : text) byte = static_cast<char>(random());
    Runs runs(text);
    for (int i = 0; i < 5; ++i) {
      runs.Raise(static_cast<uint16_t>(random() % kHllRegisters),
                 static_cast<uint8_t>(1 + random() % 40));
    }
    HllRegisters registers{};
    MergeHllRuns(runs.Text(), registers);
    REQUIRE(runs.size <= text.size() + 5 * kHllRunsMaxGrowth);
  }
}

TEST_CASE("a search that goes on makes the same bytes as one from the start") {
  std::mt19937_64 random(6);
  for (int round = 0; round < 200; ++round) {
    Runs fresh(kEmpty);
    for (int i = 0; i < 200; ++i)
      fresh.Raise(static_cast<uint16_t>(random() % 1000), static_cast<uint8_t>(1 + random() % 3));
    Runs going_on = fresh;
    HllCursor cursor;
    for (uint16_t index = 0; index < 1000; ++index) {
      if (random() % 3 != 0) continue;
      const auto value = static_cast<uint8_t>(1 + random() % 4);
      const HllChange change =
          RaiseInHllRuns(going_on.bytes.data(), going_on.size, 4000, {index, value}, cursor);
      REQUIRE(fresh.Raise(index, value) == change);
      REQUIRE(going_on.Text() == fresh.Text());
    }
  }
}

TEST_CASE("sparse and dense ones have the same registers") {
  StoreContext context;
  Keyspace keys(context, 0);
  HllEditor sparse(keys, "sparse", INT64_MAX);
  HllEditor dense(keys, "dense", 0);
  for (int i = 0; i < 5000; ++i) {
    const std::string element = StrCat("element ", i);
    REQUIRE(sparse.Add(element) == dense.Add(element));
  }
  CHECK(sparse.view().encoding() == HllEncoding::kSparse);
  CHECK(dense.view().encoding() == HllEncoding::kDense);
  HllRegisters of_sparse{};
  HllRegisters of_dense{};
  REQUIRE(sparse.view().MergeInto(of_sparse));
  REQUIRE(dense.view().MergeInto(of_dense));
  CHECK(of_sparse == of_dense);
  CHECK(sparse.MakeDense());
  CHECK(sparse.view().Count() == dense.view().Count());
}

TEST_CASE("a view refuses what is no HyperLogLog") {
  const std::string header = "HYLL\1\0\0\0\0\0\0\0\0\0\0\0"s;
  CHECK(HllView::Of(header + kEmpty));
  CHECK(HllView::Of(header));
  CHECK_FALSE(HllView::Of(header.substr(0, 15)));
  CHECK_FALSE(HllView::Of("HYLX" + header.substr(4) + kEmpty));
  std::string other = header + kEmpty;
  other[4] = '\2';
  CHECK_FALSE(HllView::Of(other));
  other[4] = '\0';
  CHECK_FALSE(HllView::Of(other));
  other.resize(12304);
  CHECK(HllView::Of(other));
}

TEST_CASE("estimates hold at both ends") {
  HllRegisters registers{};
  CHECK(EstimateElements(registers) == 0);
  registers[7] = 1;
  CHECK(EstimateElements(registers) == 1);
  registers.fill(51);
  CHECK(EstimateElements(registers) == INT64_MAX + uint64_t{1});
}

}  // namespace
}  // namespace luarig::test
