#include "engine/rdb/ziplist.h"

#include <cstdint>

namespace luarig {

namespace {

constexpr size_t kHeaderBytes = 10;
constexpr uint8_t kEnd = 0xFF;
constexpr uint8_t kLongSize = 0xFE;  // the size of the entry before follows in four bytes
constexpr uint64_t kCountUnknown = 0xFFFF;

// Walks a ziplist's entries; ok() turns false at the first byte that makes no sense.
class Walk {
 public:
  // `entries` ends with the ziplist's last byte.
  explicit Walk(std::string_view entries) : rest_(entries) {}

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.size() == 1 && Peek() == kEnd; }

  // Reads one entry and appends it to `out`.
  void Step(Listpack& out) {
    const size_t before = rest_.size();
    uint64_t size_before = Number(1);
    if (size_before == kLongSize) size_before = Number(4);  // also for a size that needs only one
    if (size_before != last_) ok_ = false;
    Element(out);
    last_ = before - rest_.size();
  }

 private:
  uint8_t Peek() const { return static_cast<uint8_t>(rest_.front()); }

  std::string_view Take(uint64_t size) {
    // The final 0xFF is no entry's.
    if (!ok_ || size >= rest_.size()) {
      ok_ = false;
      return {};
    }
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  // Little-endian.
  uint64_t Number(size_t size) {
    const std::string_view bytes = Take(size);
    uint64_t value = 0;
    for (size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<uint8_t>(bytes[i]);
    return value;
  }

  uint64_t BigEndian32() {
    uint64_t value = 0;
    for (const char c : Take(4)) value = value << 8 | static_cast<uint8_t>(c);
    return value;
  }

  void AddText(Listpack& out, uint64_t size) {
    const std::string_view text = Take(size);
    if (ok_) out.Append(text);
  }

  void AddInteger(Listpack& out, size_t size) {
    const uint64_t shift = 64 - 8 * size;
    const auto value = static_cast<int64_t>(Number(size) << shift) >> shift;
    if (ok_) out.AppendInteger(value);
  }

  void Element(Listpack& out) {
    const auto code = static_cast<uint8_t>(Number(1));
    if (!ok_) return;
    switch (code >> 6) {
      case 0:
        return AddText(out, code);
      case 1:
        return AddText(out, uint64_t{code & 0x3FU} << 8 | Number(1));
      case 2:
        if (code != 0x80) break;
        return AddText(out, BigEndian32());
      default:
        return AddNumber(out, code);
    }
    ok_ = false;
  }

  void AddNumber(Listpack& out, uint8_t code) {
    switch (code) {
      case 0xC0:
        return AddInteger(out, 2);
      case 0xD0:
        return AddInteger(out, 4);
      case 0xE0:
        return AddInteger(out, 8);
      case 0xF0:
        return AddInteger(out, 3);
      case 0xFE:
        return AddInteger(out, 1);
      default:
        break;
    }
    if (code > 0xF0 && code < 0xFE) return out.AppendInteger((code & 0x0F) - 1);  // 0 to 12
    ok_ = false;
  }

  std::string_view rest_;
  bool ok_ = true;
  uint64_t last_ = 0;  // size of the entry before
};

uint64_t HeaderNumber(std::string_view bytes, size_t at, size_t size) {
  uint64_t value = 0;
  for (size_t i = at + size; i-- > at;) value = value << 8 | static_cast<uint8_t>(bytes[i]);
  return value;
}

}  // namespace

std::optional<Listpack> ListpackFromZiplist(std::string_view bytes) {
  if (bytes.size() <= kHeaderBytes || HeaderNumber(bytes, 0, 4) != bytes.size()) {
    return std::nullopt;
  }
  Listpack out;
  Walk walk(bytes.substr(kHeaderBytes));
  size_t entries = 0;
  for (; walk.ok() && !walk.at_end(); ++entries) walk.Step(out);
  const uint64_t stored = HeaderNumber(bytes, 8, 2);
  if (!walk.ok() || (stored != kCountUnknown && stored != entries)) return std::nullopt;
  return out;
}

}  // namespace luarig
