#include "engine/store/listpack.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <cstring>

namespace luarig {
namespace {

using listpack_entry::ByteAt;
using listpack_entry::IsShortString;
using listpack_entry::ShortLength;

constexpr uint8_t kEnd = 0xff;

// First bytes of the entries whose form is not told by their leading bits alone.
constexpr uint8_t kString32 = 0xf0;
constexpr uint8_t kInt16 = 0xf1;
constexpr uint8_t kInt24 = 0xf2;
constexpr uint8_t kInt32 = 0xf3;
constexpr uint8_t kInt64 = 0xf4;

static_assert(std::endian::native == std::endian::little, "the format is read in place");

uint64_t ReadLittleEndian(const char* p, size_t size) {
  uint64_t value = 0;
  std::memcpy(&value, p, size);
  return value;
}

void WriteLittleEndian(char* p, uint64_t value, size_t size) { std::memcpy(p, &value, size); }

// An entry without its back length: where the data is, and what it means.
struct Decoded {
  size_t header = 0;  // bytes before a string's data; for an integer the whole entry
  size_t data = 0;    // length of a string
  bool is_string = false;
  bool known = true;  // false: no such form

  size_t size() const { return header + data; }
};

// Bytes that must be readable before the size of an entry is known.
size_t HeaderBytes(uint8_t first) {
  if ((first & 0xf0) == 0xe0) return 2;
  return first == kString32 ? 5 : 1;
}

Decoded Decode(const char* p) {
  const uint8_t first = ByteAt(p);
  if (first < 0x80) return {.header = 1};
  if (first < 0xc0) return {.header = 1, .data = first & 0x3fU, .is_string = true};
  if (first < 0xe0) return {.header = 2};
  if (first < 0xf0) {
    return {.header = 2, .data = (first & 0x0fU) << 8 | ByteAt(p + 1), .is_string = true};
  }
  switch (first) {
    case kString32:
      return {.header = 5, .data = ReadLittleEndian(p + 1, 4), .is_string = true};
    case kInt16:
      return {.header = 3};
    case kInt24:
      return {.header = 4};
    case kInt32:
      return {.header = 5};
    case kInt64:
      return {.header = 9};
    default:
      return {.known = false};
  }
}

bool IsInteger(uint8_t first) {
  return first < 0x80 || (first >= 0xc0 && first < 0xe0) || (first >= kInt16 && first <= kInt64);
}

// The bytes of each width are read at once: a copy whose length is not known is a call.
template <typename Word>
Word WordAt(const char* p) {
  Word word = 0;
  std::memcpy(&word, p, sizeof(Word));
  return word;
}

// REQUIRES: the entry is an integer.
int64_t IntegerAt(const char* p) {
  const uint8_t first = ByteAt(p);
  if (first < 0x80) return first;
  if (first < 0xe0) {
    const int value = (first & 0x1f) << 8 | ByteAt(p + 1);
    return value < 4096 ? value : value - 8192;
  }
  switch (first) {
    case kInt16:
      return WordAt<int16_t>(p + 1);
    case kInt24:
      return int64_t{WordAt<int8_t>(p + 3)} * 65536 + WordAt<uint16_t>(p + 1);
    case kInt32:
      return WordAt<int32_t>(p + 1);
    default:
      return WordAt<int64_t>(p + 1);
  }
}

// The server counts a length of 16383 to three bytes, and so on: it compares with `<`.
size_t BackLengthSize(size_t entry) {
  if (entry <= 127) return 1;
  if (entry < 16383) return 2;
  if (entry < 2097151) return 3;
  return entry < 268435455 ? 4 : 5;
}

// Seven bits a byte, the lowest last; all but the first byte have bit 7 set.
void WriteBackLength(char* p, size_t entry) {
  const size_t size = BackLengthSize(entry);
  for (size_t i = 0; i < size; ++i) {
    const size_t bits = entry >> (7 * (size - 1 - i)) & 0x7f;
    p[i] = static_cast<char>(i == 0 ? bits : bits | 0x80);
  }
}

// Most entries are short strings or small integers.
size_t WholeSize(const char* p) {
  if (IsShortString(p)) return ShortLength(p) + 2;
  if (ByteAt(p) < 0x80) return 2;
  if (ByteAt(p) < 0xe0) return 3;
  const size_t size = Decode(p).size();
  return size + BackLengthSize(size);
}

// An integer entry without its back length.
struct EncodedInteger {
  std::array<char, 9> bytes;
  size_t size;  // 1 to 5, or 9
};

EncodedInteger EncodeInteger(int64_t value) {
  EncodedInteger entry{};
  const auto wide = [&](uint8_t form, size_t bytes) {
    entry.bytes[0] = static_cast<char>(form);
    std::memcpy(entry.bytes.data() + 1, &value, sizeof(value));  // the first of them count
    entry.size = bytes + 1;
  };
  if (value >= 0 && value <= 127) {
    entry.bytes[0] = static_cast<char>(value);
    entry.size = 1;
  } else if (value >= -4096 && value <= 4095) {
    const auto bits = static_cast<uint64_t>(value) & 0x1fff;
    entry.bytes[0] = static_cast<char>(bits >> 8 | 0xc0);
    entry.bytes[1] = static_cast<char>(bits);
    entry.size = 2;
  } else if (value >= INT16_MIN && value <= INT16_MAX) {
    wide(kInt16, 2);
  } else if (value >= -(1 << 23) && value < 1 << 23) {
    wide(kInt24, 3);
  } else if (value >= INT32_MIN && value <= INT32_MAX) {
    wide(kInt32, 4);
  } else {
    wide(kInt64, 8);
  }
  return entry;
}

constexpr size_t kShortString = 64;

size_t StringHeaderSize(size_t length) {
  if (length < kShortString) return 1;
  return length < 4096 ? 2 : 5;
}

void WriteStringHeader(char* p, size_t length) {
  switch (StringHeaderSize(length)) {
    case 1:
      p[0] = static_cast<char>(0x80 | length);
      break;
    case 2:
      p[0] = static_cast<char>(0xe0 | length >> 8);
      p[1] = static_cast<char>(length);
      break;
    default:
      p[0] = static_cast<char>(kString32);
      WriteLittleEndian(p + 1, length, 4);
  }
}

// Each writes an entry and returns what is behind it.
char* Store(char* p, const EncodedInteger& entry) {
  const char* const bytes = entry.bytes.data();
  const size_t size = entry.size;
  // Two words that may overlap: 3 and 4 bytes, 5 bytes, 9 bytes.
  const auto copy_ends = [&](auto word) {
    std::memcpy(p, bytes, sizeof(word));
    std::memcpy(p + size - sizeof(word), bytes + size - sizeof(word), sizeof(word));
  };
  if (size == 1) {
    *p = *bytes;
  } else if (size < 5) {
    copy_ends(uint16_t{});
  } else if (size == 5) {
    copy_ends(uint32_t{});
  } else {
    copy_ends(uint64_t{});
  }
  p[size] = static_cast<char>(size);  // an integer's length takes one byte
  return p + size + 1;
}

char* StoreShortString(char* p, std::string_view text) {
  const size_t size = text.size();
  *p = static_cast<char>(0x80 | size);
  if (size != 0) std::memcpy(p + 1, text.data(), size);
  p[size + 1] = static_cast<char>(size + 1);
  return p + size + 2;
}

char* StoreString(char* p, std::string_view text) {
  if (text.size() < kShortString) return StoreShortString(p, text);
  const size_t header = StringHeaderSize(text.size());
  const size_t entry = header + text.size();
  WriteStringHeader(p, text.size());
  std::memcpy(p + header, text.data(), text.size());
  WriteBackLength(p + entry, entry);
  return p + entry + BackLengthSize(entry);
}

// Most strings are told from integers by their first byte.
bool ReadAsInteger(std::string_view text, int64_t& number) {
  if (text.empty() || text.size() > 20) return false;
  const char first = text[0];
  return (first == '-' || (first >= '0' && first <= '9')) && ReadInteger(text, number);
}

}  // namespace

Listpack::Needle::Needle(std::string_view wanted)
    : text(wanted), is_integer(ReadAsInteger(wanted, integer)) {}

Listpack::~Listpack() { std::free(block_); }

Listpack::Listpack(const Listpack& other) {
  if (!other.empty())
    Splice(Begin(), End(), other.bytes().substr(Begin(), other.End() - Begin()), 0);
  if (block_ != nullptr) std::memcpy(block_->at(block_->start), other.data(), kHeaderBytes);
}

size_t Listpack::CountByWalking() const {
  size_t entries = 0;
  for (size_t p = Begin(); p != End(); p = Next(p)) ++entries;
  return entries;
}

size_t Listpack::OtherSize(const char* p) { return WholeSize(p); }

size_t Listpack::PrevOfLong(size_t position) const {
  const char* p = data() + position;
  size_t entry = 0;
  size_t bytes = 0;
  do {
    --p;
    entry |= size_t{ByteAt(p) & 0x7fU} << (7 * bytes++);
  } while ((ByteAt(p) & 0x80) != 0);
  return position - bytes - entry;
}

size_t Listpack::Seek(size_t index) const {
  const size_t entries = count();
  if (index <= entries / 2) {
    size_t position = Begin();
    for (; index > 0; --index) position = Next(position);
    return position;
  }
  size_t position = End();
  for (size_t left = entries - index; left > 0; --left) position = Prev(position);
  return position;
}

std::string_view Listpack::ViewOther(const char* p, NumberText& scratch) {
  if (IsInteger(ByteAt(p))) return FormatInteger(IntegerAt(p), scratch);
  const Decoded entry = Decode(p);
  return {p + entry.header, entry.data};
}

bool Listpack::ReadInteger(size_t position, int64_t& number) const {
  const char* p = data() + position;
  if (!IsInteger(ByteAt(p))) return false;
  number = IntegerAt(p);
  return true;
}

bool Listpack::Equals(size_t position, const Needle& needle) const {
  const char* p = data() + position;
  if (IsInteger(ByteAt(p))) return needle.is_integer && IntegerAt(p) == needle.integer;
  const Decoded entry = Decode(p);
  return std::string_view(p + entry.header, entry.data) == needle.text;
}

size_t Listpack::Find(size_t position, const Needle& needle, size_t skip) const {
  const char* const base = data();
  const char* const end = base + End();
  const size_t size = needle.text.size();
  for (const char* p = base + position; p != end;) {
    if (IsShortString(p)) {
      // The last byte tells most strings apart, those of one prefix too.
      const bool likely = ShortLength(p) == size && (size == 0 || p[size] == needle.text.back());
      if (likely && (size == 0 || std::memcmp(p + 1, needle.text.data(), size) == 0))
        return static_cast<size_t>(p - base);
    } else if (Equals(static_cast<size_t>(p - base), needle)) {
      return static_cast<size_t>(p - base);
    }
    p += WholeSize(p);
    for (size_t i = 0; i < skip && p != end; ++i) p += WholeSize(p);
  }
  return End();
}

size_t Listpack::EntrySize(std::string_view value) {
  int64_t integer = 0;
  const size_t size = ReadAsInteger(value, integer) ? EncodeInteger(integer).size
                                                    : StringHeaderSize(value.size()) + value.size();
  return size + BackLengthSize(size);
}

char* Listpack::Write(char* p, std::string_view value) {
  if (int64_t integer = 0; ReadAsInteger(value, integer)) return WriteInteger(p, integer);
  return StoreString(p, value);
}

char* Listpack::WriteInteger(char* p, int64_t value) { return Store(p, EncodeInteger(value)); }

// Writes an entry over what is at [position, end).
size_t Listpack::PutInteger(size_t position, size_t end, int64_t value, ptrdiff_t entries) {
  const EncodedInteger entry = EncodeInteger(value);
  const size_t size = entry.size + 1;
  Store(Open(position, end, size, entries), entry);
  return position + size;
}

size_t Listpack::Put(size_t position, size_t end, std::string_view value, ptrdiff_t entries) {
  if (int64_t integer = 0; ReadAsInteger(value, integer))
    return PutInteger(position, end, integer, entries);
  if (value.size() < kShortString) {
    StoreShortString(Open(position, end, value.size() + 2, entries), value);
    return position + value.size() + 2;
  }
  const size_t entry = StringHeaderSize(value.size()) + value.size();
  const size_t size = entry + BackLengthSize(entry);
  StoreString(Open(position, end, size, entries), value);
  return position + size;
}

size_t Listpack::InsertIntegerBefore(size_t position, int64_t value) {
  return PutInteger(position, position, value, 1);
}

size_t Listpack::Replace(size_t position, std::string_view value) {
  return Put(position, Next(position), value, 0);
}

size_t Listpack::ReplaceInteger(size_t position, int64_t value) {
  return PutInteger(position, Next(position), value, 0);
}

void Listpack::Erase(size_t position, size_t entries) {
  size_t end = position;
  for (size_t i = 0; i < entries; ++i) end = Next(end);
  EraseTo(position, end, entries);
}

void Listpack::Splice(size_t position, size_t end, std::string_view raw, ptrdiff_t entries) {
  char* p = Open(position, end, raw.size(), entries);
  if (!raw.empty()) std::memcpy(p, raw.data(), raw.size());
}

std::optional<Listpack> Listpack::FromBytes(std::string_view bytes) {
  if (bytes.size() < kEmptyBytes || bytes.size() > UINT32_MAX) return std::nullopt;
  const char* const data = bytes.data();
  const size_t end = bytes.size() - 1;
  if (ReadLittleEndian(data, 4) != bytes.size() || ByteAt(data + end) != kEnd) return std::nullopt;

  size_t entries = 0;
  for (size_t position = kHeaderBytes; position != end; ++entries) {
    const char* p = data + position;
    const size_t left = end - position;
    if (HeaderBytes(ByteAt(p)) > left) return std::nullopt;
    const Decoded entry = Decode(p);
    if (!entry.known || entry.size() >= left) return std::nullopt;
    const size_t back = BackLengthSize(entry.size());
    if (entry.size() + back > left) return std::nullopt;
    std::array<char, 5> expected{};
    WriteBackLength(expected.data(), entry.size());
    if (std::memcmp(expected.data(), p + entry.size(), back) != 0) return std::nullopt;
    position += entry.size() + back;
  }
  const size_t stored = ReadLittleEndian(data + 4, 2);
  if (stored != kCountUnknown && stored != entries) return std::nullopt;

  Listpack result;
  if (entries == 0) return result;
  result.Splice(Begin(), result.End(), bytes.substr(kHeaderBytes, end - kHeaderBytes), 0);
  WriteLittleEndian(result.block_->at(result.block_->start) + 4, stored, 2);
  return result;
}

}  // namespace luarig
