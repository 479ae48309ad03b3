#ifndef LUARIG_ENGINE_STORE_DICT_MODEL_H_
#define LUARIG_ENGINE_STORE_DICT_MODEL_H_

#include <cstddef>
#include <cstdint>

namespace luarig {

// How many buckets a server's chained hash table would have where we have a dense one.
//
// The server's tables are powers of two from 4 on. One that is full at an insertion is doubled, one
// that is less than a tenth full after a removal shrinks; the elements then move over bucket by
// bucket with each further operation, and until the last has moved both tables are there. How far
// the moving has come is kept as an expectation: it depends on how the elements are spread.
//
// A value of a few bytes: who wants to go back keeps a copy.
class DictModel {
 public:
  // Buckets of the table, or of both.
  size_t buckets() const { return SizeOf(table_) + SizeOf(old_); }
  size_t bytes() const { return buckets() * sizeof(void*); }
  bool rehashing() const { return old_ != 0; }
  // True if an insertion into a table of `size` elements would make it grow.
  bool IsFull(size_t size) const { return !rehashing() && size >= SizeOf(table_); }
  // The bytes of the table that it would grow to.
  static size_t GrownBytes(size_t size);

  // Makes an empty table large enough for `size` elements.
  void Presize(size_t size);
  // An element was added to `before` others. Unless `may_grow`, the table grows only when it is
  // overfull.
  void Added(size_t before, bool may_grow = true);
  // An element was removed; `left` are left.
  void Removed(size_t left);
  // Any operation that looks for an element moves one bucket on.
  void Step() {
    if (rehashing()) MoveOn();
  }
  // Moves `buckets` buckets on, empty or not.
  void Rehash(size_t buckets);

  bool operator==(const DictModel&) const = default;

 private:
  // The sizes are kept as one more than their exponent, 0 for no table.
  static size_t SizeOf(uint8_t exponent) { return exponent == 0 ? 0 : size_t{1} << (exponent - 1); }
  static uint8_t ExponentFor(size_t size);
  void MoveOn();
  void ResizeTo(uint8_t exponent, size_t elements);
  void EndIfMoved();

  uint8_t table_ = 0;
  uint8_t old_ = 0;  // the table that the elements come from
  float ahead_ = 0;  // buckets of the old table that were not looked at yet
  float load_ = 0;   // elements in each of those, on average
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_DICT_MODEL_H_
