#ifndef LUARIG_ENGINE_STORE_HASH_H_
#define LUARIG_ENGINE_STORE_HASH_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/base/number.h"
#include "engine/store/collection.h"

namespace luarig {

// Fields and their values. Small hashes are listpacks in insertion order; beyond the limits of
// `hash-max-listpack-*` a dense table with O(1) access by field and by position, and never back.
//
// Views returned stay valid until the next change of this hash or the next use of their scratch.
class Hash : public Collection {
 public:
  explicit Hash(const EncodingLimits& limits);

  size_t size() const;
  bool empty() const { return size() == 0; }
  Encoding encoding() const;

  std::optional<std::string_view> Find(std::string_view field, NumberText& scratch) const;
  bool Contains(std::string_view field) const;

  // Sets `field` and returns true if it is new. Overwriting keeps the field's position.
  bool Set(std::string_view field, std::string_view value);

  // Returns false if there was no such field.
  bool Erase(std::string_view field);

  struct Pair {
    std::string_view field;
    std::string_view value;
  };
  // The pair at `index` of the iteration order. REQUIRES: index < size().
  Pair At(size_t index, NumberText& field_scratch, NumberText& value_scratch) const;

  // Calls visit(field, value) for each pair.
  template <typename F>
  void ForEach(F&& visit) const;

  // HSCAN: visits about `count` pairs from `cursor` on (0 starts) and returns the next cursor, 0 at
  // the end. A listpack is visited whole. What is there during the whole scan is seen, whatever
  // changes.
  template <typename F>
  uint64_t Scan(uint64_t cursor, size_t count, F&& visit) const;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_HASH_H_
