#include "engine/base/sort_part.h"

#include <algorithm>
#include <vector>

#include <doctest/doctest.h>

#include "engine/base/random.h"

namespace luarig {
namespace {

int Difference(int a, int b) { return a - b; }

TEST_CASE("sort part: the wanted part is what a whole sort would have there") {
  Random random(1);
  for (size_t size = 1; size < 300; size = size * 3 / 2 + 1) {
    for (const uint64_t values : {uint64_t{2}, uint64_t{10}, uint64_t{1000}}) {
      std::vector<int> items(size);
      for (int& item : items) item = static_cast<int>(random.Below(values));
      std::vector<int> sorted = items;
      std::ranges::sort(sorted);
      const size_t first = random.Below(size);
      const size_t last = first + random.Below(size - first);
      SortPart(std::span(items), first, last, Difference);
      INFO(size, " items, ", first, " to ", last);
      for (size_t i = first; i <= last; ++i) CHECK(items[i] == sorted[i]);
      std::ranges::sort(items);
      CHECK(items == sorted);
    }
  }
}

TEST_CASE("sort part: fewer than seven items keep the order of equal ones, more do not") {
  struct Item {
    int weight;
    int number;
  };
  const auto by_weight = [](const Item& a, const Item& b) { return a.weight - b.weight; };
  const auto numbers_of = [&](std::vector<Item> items) {
    SortPart(std::span(items), 0, items.size() - 1, by_weight);
    std::vector<int> numbers;
    numbers.reserve(items.size());
    for (const Item& item : items) numbers.push_back(item.number);
    return numbers;
  };
  CHECK(numbers_of({{1, 0}, {0, 1}, {1, 2}, {0, 3}, {1, 4}, {0, 5}}) ==
        std::vector{1, 3, 5, 0, 2, 4});
  CHECK(numbers_of({{1, 0}, {1, 1}, {1, 2}, {1, 3}, {1, 4}, {1, 5}, {1, 6}}) ==
        std::vector{3, 1, 2, 0, 4, 5, 6});
}

}  // namespace
}  // namespace luarig
