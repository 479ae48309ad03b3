#include "engine/store/slot_times.h"

#include <algorithm>
#include <random>
#include <vector>

#include <doctest/doctest.h>

namespace luarig::test {
namespace {

// What a table's slots do, on plain times.
struct Model {
  std::vector<int64_t> times;

  void EraseAt(uint32_t slot) {
    times[slot] = times.back();
    times.pop_back();
  }
  void InsertAt(uint32_t slot, int64_t time) {
    times.push_back(slot < times.size() ? times[slot] : time);
    times[slot] = time;
  }
  int64_t earliest() const { return times.empty() ? kNever : *std::ranges::min_element(times); }
};

}  // namespace

TEST_CASE("the earliest time is at hand, however slots come, go and move") {
  constexpr uint64_t kSeed = 11;
  CAPTURE(kSeed);
  std::mt19937_64 random(kSeed);
  SlotTimes slots;
  Model model;
  for (int step = 0; step < 20000; ++step) {
    const int64_t time = random() % 3 == 0 ? kNever : static_cast<int64_t>(random() % 500);
    const auto size = static_cast<uint32_t>(model.times.size());
    const auto slot = static_cast<uint32_t>(random() % (size + 1));
    const uint64_t action = random() % (step < 10000 ? 4 : 5);
    if (action == 0) {
      slots.Append(time);
      model.times.push_back(time);
    } else if (action == 1) {
      slots.InsertAt(slot, time);
      model.InsertAt(slot, time);
    } else if (slot < size && action == 2) {
      slots.Set(slot, time);
      model.times[slot] = time;
    } else if (slot < size) {
      slots.EraseAt(slot);
      model.EraseAt(slot);
    }
    REQUIRE(slots.earliest() == model.earliest());
    if (slots.count() > 0) REQUIRE(slots.at(slots.first()) == model.earliest());
  }
  for (uint32_t i = 0; i < model.times.size(); ++i) REQUIRE(slots.at(i) == model.times[i]);
  CHECK(slots.count() ==
        model.times.size() - static_cast<size_t>(std::ranges::count(model.times, kNever)));
}

}  // namespace luarig::test
