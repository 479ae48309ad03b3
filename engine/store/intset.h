#ifndef LUARIG_ENGINE_STORE_INTSET_H_
#define LUARIG_ENGINE_STORE_INTSET_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace luarig {

// Distinct integers in ascending order, in the server's own format: width of a number in bytes (2,
// 4 or 8) and how many there are, four bytes each, then the numbers, all little-endian. One large
// number widens all of them, and they stay wide when it is gone.
// NOLINTNEXTLINE(cppcoreguidelines-special-member-functions): one operator= copies and moves
class IntSet {
 public:
  static constexpr size_t kHeaderBytes = 8;

  IntSet() = default;
  ~IntSet();
  IntSet(const IntSet& other);
  IntSet(IntSet&& other) noexcept : data_(std::exchange(other.data_, nullptr)) {}
  IntSet& operator=(IntSet other) noexcept {
    std::swap(data_, other.data_);
    return *this;
  }

  // The set that `bytes` spell, or nothing if any of it is malformed or out of order.
  static std::optional<IntSet> FromBytes(std::string_view bytes);

  std::string_view bytes() const;
  size_t size() const;
  size_t width() const;
  // REQUIRES: index < size().
  int64_t At(size_t index) const;

  bool Contains(int64_t value) const;
  // Returns true if `value` is new.
  bool Add(int64_t value);
  // Returns false if `value` was not there.
  bool Erase(int64_t value);

  // The width that holds `value`.
  static size_t WidthOf(int64_t value);

 private:
  // How many members are less than `value`.
  size_t CountBelow(int64_t value) const;
  void Resize(size_t width, size_t size);
  void Widen(size_t width);
  void Put(size_t index, int64_t value);
  void SetHeader(size_t width, size_t size);

  char* data_ = nullptr;  // null: empty
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_INTSET_H_
