#ifndef LUARIG_ENGINE_STORE_LISTPACK_H_
#define LUARIG_ENGINE_STORE_LISTPACK_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/number.h"

namespace luarig {

// A sequence of short strings in one block of bytes, in the server's own format, which DUMP writes
// as it is and whose size decides when a value changes its encoding:
//
//   4 bytes  total size, little-endian        entry: encoding and data, then their length once
//   2 bytes  entries; 65535: not known               more, readable backwards (1 to 5 bytes)
//   entries, then 0xFF
//
// A string that spells a 64-bit integer canonically is stored as one, in 1 to 9 bytes, and reads
// back as its text. Positions are byte offsets into bytes(); End() is that of the final 0xFF.
// A change at one position moves those behind it. Arguments must not point into the listpack.
//
// The block may have free room on both sides, so that pushing and popping at either end is O(1)
// amortised. Sizes stay below kMaxBytes: callers ask CanAdd() where values may be that large.
// NOLINTNEXTLINE(cppcoreguidelines-special-member-functions): one operator= copies and moves
class Listpack {
 public:
  static constexpr size_t kHeaderBytes = 6;
  static constexpr size_t kEmptyBytes = kHeaderBytes + 1;
  static constexpr size_t kMaxBytes = size_t{1} << 30;

  Listpack() = default;
  ~Listpack();
  Listpack(const Listpack& other);
  Listpack(Listpack&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  Listpack& operator=(Listpack other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }

  // The listpack that `bytes` spell, or nothing if any of it is malformed.
  static std::optional<Listpack> FromBytes(std::string_view bytes);

  std::string_view bytes() const { return {data(), byte_size()}; }
  size_t byte_size() const;
  // O(1) below 65535 entries.
  size_t count() const;
  bool empty() const { return byte_size() == kEmptyBytes; }
  bool CanAdd(size_t more) const { return byte_size() + more <= kMaxBytes; }

  // Positions. REQUIRES: Next: position < End(); Prev: position > Begin().
  static constexpr size_t Begin() { return kHeaderBytes; }
  size_t End() const { return byte_size() - 1; }
  size_t Next(size_t position) const;
  size_t Prev(size_t position) const;
  // The position of entry `index`, walked to from the nearer end. index == count() is End().
  size_t Seek(size_t index) const;

  // The entry as text; integers are written into `scratch`.
  std::string_view View(size_t position, NumberText& scratch) const;
  // Its value if it is stored as an integer.
  std::optional<int64_t> ViewInteger(size_t position) const;

  // A string to look for, with the integer it may be stored as.
  struct Needle {
    explicit Needle(std::string_view wanted);
    std::string_view text;
    std::optional<int64_t> integer;
  };
  bool Equals(size_t position, const Needle& needle) const;
  // The first entry from `position` on that equals `needle`, or End(); `skip` entries are jumped
  // over after each that is compared (1 finds among the fields of a hash).
  size_t Find(size_t position, const Needle& needle, size_t skip = 0) const;

  void Append(std::string_view value) { InsertBefore(End(), value); }
  void AppendInteger(int64_t value) { InsertIntegerBefore(End(), value); }
  void Prepend(std::string_view value) { InsertBefore(Begin(), value); }
  // Each returns the position behind what it wrote.
  size_t InsertBefore(size_t position, std::string_view value);
  size_t InsertIntegerBefore(size_t position, int64_t value);
  size_t Replace(size_t position, std::string_view value);
  size_t ReplaceInteger(size_t position, int64_t value);

  // Removes `entries` entries from `position` on.
  void Erase(size_t position, size_t entries = 1);

  // Replaces the bytes of whole entries [position, end) by `raw`, themselves whole entries;
  // `entries` is by how many the count changes. What journals undo with and nodes are split with.
  void Splice(size_t position, size_t end, std::string_view raw, ptrdiff_t entries);

  // Bytes that `value` would take as an entry.
  static size_t EntrySize(std::string_view value);

  // Entries as bytes for Splice, so that many can be added at once: each writes one at `p`, where
  // MaxEntrySize() bytes are free (of an integer, as if it had no text), and returns what is
  // behind.
  static constexpr size_t MaxEntrySize(size_t text) { return text + 10; }
  static char* Write(char* p, std::string_view value);
  static char* WriteInteger(char* p, int64_t value);

 private:
  struct Block {
    uint32_t capacity;  // bytes behind this header
    uint32_t start;     // where the listpack begins in them
    char* at(size_t offset) { return reinterpret_cast<char*>(this + 1) + offset; }
  };

  const char* data() const;
  // Opens the bytes [position, end) to `size` bytes and adds to the count; returns where to write.
  char* Open(size_t position, size_t end, size_t size, ptrdiff_t entries);
  void Reallocate(size_t position, size_t end, size_t size);
  void MakeRoom(size_t position, size_t end, size_t size);

  Block* block_ = nullptr;  // null: empty
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_LISTPACK_H_
