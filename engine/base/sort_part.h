#ifndef LUARIG_ENGINE_BASE_SORT_PART_H_
#define LUARIG_ENGINE_BASE_SORT_PART_H_

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

namespace luarig {

// Puts the items into order as far as [first, last] shows it; the rest is left half sorted.
// compare(a, b) is negative, zero or positive.
//
// Items that are equal come in the order in which the quicksort of J. Bentley and M. D. McIlroy
// ("Engineering a Sort Function", 1993) leaves them: servers use it where only a part of a result
// is wanted, and what it does with ties shows. Where they sort all, they sort stably.
template <typename T, typename Compare>
class PartSorter {
 public:
  // REQUIRES: first <= last < items.size().
  PartSorter(std::span<T> items, size_t first, size_t last, Compare compare)
      : items_(items), first_(first), last_(last), compare_(std::move(compare)) {
    Sort(0, items.size());
  }

 private:
  static constexpr size_t kInsertionBelow = 7;
  static constexpr size_t kNintherAbove = 40;

  int Order(size_t a, size_t b) const { return compare_(items_[a], items_[b]); }
  void Swap(size_t a, size_t b) { std::swap(items_[a], items_[b]); }
  void SwapRanges(size_t a, size_t b, size_t count) {
    std::swap_ranges(items_.begin() + static_cast<std::ptrdiff_t>(a),
                     items_.begin() + static_cast<std::ptrdiff_t>(a + count),
                     items_.begin() + static_cast<std::ptrdiff_t>(b));
  }

  bool IsWanted(size_t from, size_t size) const {
    return size > 1 && from <= last_ && from + size > first_;
  }

  void Insert(size_t from, size_t size) {
    for (size_t next = from + 1; next < from + size; ++next) {
      for (size_t at = next; at > from && Order(at - 1, at) > 0; --at) Swap(at, at - 1);
    }
  }

  size_t MedianOf(size_t a, size_t b, size_t c) const {
    if (Order(a, b) < 0) return Order(b, c) < 0 ? b : (Order(a, c) < 0 ? c : a);
    return Order(b, c) > 0 ? b : (Order(a, c) < 0 ? a : c);
  }

  size_t ChoosePivot(size_t from, size_t size) const {
    size_t middle = from + size / 2;
    if (size == kInsertionBelow) return middle;
    size_t low = from;
    size_t high = from + size - 1;
    if (size > kNintherAbove) {
      const size_t step = size / 8;
      low = MedianOf(low, low + step, low + 2 * step);
      middle = MedianOf(middle - step, middle, middle + step);
      high = MedianOf(high - 2 * step, high - step, high);
    }
    return MedianOf(low, middle, high);
  }

  void Sort(size_t from, size_t size) {
    while (IsWanted(from, size)) {
      if (size < kInsertionBelow) return Insert(from, size);
      Swap(from, ChoosePivot(from, size));

      // Equal items gather at both ends: [from, equal) and (equal_end, end).
      const size_t end = from + size;
      size_t equal = from + 1;
      size_t low = equal;
      size_t high = end - 1;
      size_t equal_end = high;
      for (;;) {
        for (; low <= high; ++low) {
          const int order = Order(low, from);
          if (order > 0) break;
          if (order < 0) continue;
          Swap(equal++, low);
        }
        for (; low <= high; --high) {
          const int order = Order(high, from);
          if (order < 0) break;
          if (order > 0) continue;
          Swap(high, equal_end--);
        }
        if (low > high) break;
        Swap(low++, high--);
      }

      const size_t below = low - equal;
      const size_t above = equal_end - high;
      const size_t left = std::min(equal - from, below);
      SwapRanges(from, low - left, left);
      const size_t right = std::min(above, end - 1 - equal_end);
      SwapRanges(low, end - right, right);
      if (IsWanted(from, below)) Sort(from, below);
      from = end - above;
      size = above;
    }
  }

  std::span<T> items_;
  size_t first_;
  size_t last_;
  Compare compare_;
};

template <typename T, typename Compare>
void SortPart(std::span<T> items, size_t first, size_t last, Compare compare) {
  PartSorter<T, Compare>(items, first, last, std::move(compare));
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_BASE_SORT_PART_H_
