#ifndef LUARIG_ENGINE_STORE_LISTPACK_H_
#define LUARIG_ENGINE_STORE_LISTPACK_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/number.h"

namespace luarig {

// Most entries are strings below 64 bytes: one byte tells their form and length. Listpack reads
// those in place; what deals with the others is out of line.
namespace listpack_entry {

inline uint8_t ByteAt(const char* p) { return static_cast<uint8_t>(*p); }
inline bool IsShortString(const char* p) { return (ByteAt(p) & 0xc0) == 0x80; }
inline size_t ShortLength(const char* p) { return ByteAt(p) & 0x3f; }

}  // namespace listpack_entry

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
  size_t byte_size() const { return ReadHeader().size; }
  // O(1) below 65535 entries.
  size_t count() const {
    const uint16_t stored = ReadHeader().count;
    return stored != kCountUnknown ? stored : CountByWalking();
  }
  bool empty() const { return byte_size() == kEmptyBytes; }
  bool CanAdd(size_t more) const { return byte_size() + more <= kMaxBytes; }

  // Positions. REQUIRES: Next: position < End(); Prev: position > Begin().
  static constexpr size_t Begin() { return kHeaderBytes; }
  size_t End() const { return byte_size() - 1; }
  size_t Next(size_t position) const {
    const char* const p = data() + position;
    if (listpack_entry::IsShortString(p)) return position + listpack_entry::ShortLength(p) + 2;
    return position + OtherSize(p);
  }
  size_t Prev(size_t position) const {
    const uint8_t length = listpack_entry::ByteAt(data() + position - 1);
    return length < 0x80 ? position - 1 - length : PrevOfLong(position);
  }
  // The position of entry `index`, walked to from the nearer end. index == count() is End().
  size_t Seek(size_t index) const;

  // The entry as text; integers are written into `scratch`.
  std::string_view View(size_t position, NumberText& scratch) const {
    const char* const p = data() + position;
    if (listpack_entry::IsShortString(p)) return {p + 1, listpack_entry::ShortLength(p)};
    return ViewOther(p, scratch);
  }
  // Its value if it is stored as an integer.
  std::optional<int64_t> ViewInteger(size_t position) const {
    int64_t number = 0;
    return ReadInteger(position, number) ? std::optional(number) : std::nullopt;
  }
  // The same: false, and `number` stays as it is, if it is not.
  bool ReadInteger(size_t position, int64_t& number) const;

  // A string to look for, with the integer it may be stored as.
  struct Needle {
    explicit Needle(std::string_view wanted);
    std::string_view text;
    int64_t integer = 0;  // if it is one
    bool is_integer;
  };
  bool Equals(size_t position, const Needle& needle) const;
  // The first entry from `position` on that equals `needle`, or End(); `skip` entries are jumped
  // over after each that is compared (1 finds among the fields of a hash).
  size_t Find(size_t position, const Needle& needle, size_t skip = 0) const;

  void Append(std::string_view value) { InsertBefore(End(), value); }
  void AppendInteger(int64_t value) { InsertIntegerBefore(End(), value); }
  void Prepend(std::string_view value) { InsertBefore(Begin(), value); }
  // Each returns the position behind what it wrote.
  size_t InsertBefore(size_t position, std::string_view value) {
    return Put(position, position, value, 1);
  }
  size_t InsertIntegerBefore(size_t position, int64_t value);
  size_t Replace(size_t position, std::string_view value);
  size_t ReplaceInteger(size_t position, int64_t value);

  // Removes `entries` entries from `position` on.
  void Erase(size_t position, size_t entries = 1);
  // The same, where it is known that they end at `end`.
  void EraseTo(size_t position, size_t end, size_t entries) {
    Open(position, end, 0, -static_cast<ptrdiff_t>(entries));
  }

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

  // What stands before the entries.
  struct Header {
    uint32_t size;
    uint16_t count;
  };

  static constexpr uint16_t kCountUnknown = 65535;
  static constexpr char kEmpty[kEmptyBytes] = {kEmptyBytes, 0, 0, 0, 0, 0, '\xff'};

  const char* data() const { return block_ == nullptr ? kEmpty : block_->at(block_->start); }
  Header ReadHeader() const {
    Header header{};
    std::memcpy(&header.size, data(), sizeof(header.size));
    std::memcpy(&header.count, data() + sizeof(header.size), sizeof(header.count));
    return header;
  }
  static void WriteHeader(char* start, const Header& header) {
    std::memcpy(start, &header.size, sizeof(header.size));
    std::memcpy(start + sizeof(header.size), &header.count, sizeof(header.count));
  }
  size_t CountByWalking() const;

  static size_t OtherSize(const char* p);
  size_t PrevOfLong(size_t position) const;
  static std::string_view ViewOther(const char* p, NumberText& scratch);

  // The bytes [position, end) of a listpack of `old_size` bytes, which `size` bytes replace.
  struct Gap {
    size_t old_size;
    size_t position;
    size_t end;
    size_t size;

    size_t total() const { return old_size - (end - position) + size; }
    size_t tail() const { return old_size - end; }
  };

  // Opens the bytes [position, end) to `size` bytes and adds to the count; returns where to write.
  char* Open(size_t position, size_t end, size_t size, ptrdiff_t entries);
  // The same where nothing but the header or the end mark moves; null if that is not so.
  char* OpenAtEnd(size_t position, size_t end, size_t size, ptrdiff_t entries);
  char* OpenAnywhere(size_t position, size_t end, size_t size, ptrdiff_t entries);
  // Inside the block, if it has the room. Both leave the header to be written.
  bool Shift(const Gap& gap);
  void Reallocate(const Gap& gap);
  size_t Put(size_t position, size_t end, std::string_view value, ptrdiff_t entries);
  size_t PutInteger(size_t position, size_t end, int64_t value, ptrdiff_t entries);

  Block* block_ = nullptr;  // null: empty
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_LISTPACK_H_
