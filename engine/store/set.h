#ifndef LUARIG_ENGINE_STORE_SET_H_
#define LUARIG_ENGINE_STORE_SET_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/number.h"
#include "engine/store/collection.h"

namespace luarig {

// Distinct members. Integers only: an intset, ascending; small with strings: a listpack in
// insertion order (where the target has them); else a dense table. Never back to a smaller form.
class Set : public Collection {
 public:
  explicit Set(const EncodingLimits& limits);

  size_t size() const;
  bool empty() const { return size() == 0; }
  Encoding encoding() const;

  bool Contains(std::string_view member) const;
  // Returns true if `member` is new.
  bool Add(std::string_view member);
  // Returns false if there was no such member.
  bool Erase(std::string_view member);

  // The member at `index` of the iteration order: O(1) for intset and table. REQUIRES: index <
  // size().
  std::string_view At(size_t index, NumberText& scratch) const;

  // Calls visit(member) for each.
  template <typename F>
  void ForEach(F&& visit) const;

  // SSCAN, as Hash::Scan.
  template <typename F>
  uint64_t Scan(uint64_t cursor, size_t count, F&& visit) const;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_SET_H_
