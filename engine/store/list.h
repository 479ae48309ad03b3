#ifndef LUARIG_ENGINE_STORE_LIST_H_
#define LUARIG_ENGINE_STORE_LIST_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/number.h"
#include "engine/store/collection.h"

namespace luarig {

// A sequence of strings: a quicklist, that is listpack nodes of at most `list-max-listpack-size`,
// with O(1) at both ends and O(nodes) to a position.
class List : public Collection {
 public:
  explicit List(const EncodingLimits& limits);

  size_t size() const;
  bool empty() const { return size() == 0; }
  Encoding encoding() const;  // kQuicklist, or kListpack where the target shows that for one node

  void PushFront(std::string_view value);
  void PushBack(std::string_view value);
  // REQUIRES: !empty().
  std::string PopFront();
  std::string PopBack();

  // REQUIRES (each): index < size(). Views: as in Hash.
  std::string_view At(size_t index, NumberText& scratch) const;
  void Replace(size_t index, std::string_view value);
  // Puts `value` before the element at `index`; index == size() appends.
  void Insert(size_t index, std::string_view value);
  // Removes `count` elements from `index` on. REQUIRES: index + count <= size().
  void EraseRange(size_t index, size_t count);
  // Removes up to `limit` elements equal to `value` (0: all), from the tail if `from_tail`; returns
  // how many.
  size_t EraseEqual(std::string_view value, size_t limit, bool from_tail);

  // Visits visit(element) -> bool from `index` upwards, or downwards if `reverse`, until it returns
  // false.
  template <typename F>
  void Walk(size_t index, bool reverse, F&& visit) const;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_LIST_H_
