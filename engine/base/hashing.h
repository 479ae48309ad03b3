#ifndef LUARIG_ENGINE_BASE_HASHING_H_
#define LUARIG_ENGINE_BASE_HASHING_H_

#include <cstdint>
#include <cstring>
#include <string_view>

namespace luarig {

// A 64-bit hash of `bytes` for tables in memory: well mixed in all bits, never stored or shown.
// Reads eight bytes at a time and folds 128-bit products, the scheme of the wyhash family.
inline uint64_t HashBytes(std::string_view bytes) {
  constexpr uint64_t kMix1 = 0xa0761d6478bd642f;
  constexpr uint64_t kMix2 = 0xe7037ed1a0b428db;
  const auto fold = [](uint64_t a, uint64_t b) {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
  };
  const auto read8 = [](const char* p) {
    uint64_t word = 0;
    std::memcpy(&word, p, 8);
    return word;
  };
  const auto read4 = [](const char* p) {
    uint32_t word = 0;
    std::memcpy(&word, p, 4);
    return uint64_t{word};
  };

  const char* p = bytes.data();
  size_t left = bytes.size();
  uint64_t state = kMix1 ^ left;
  for (; left > 16; p += 16, left -= 16) state = fold(read8(p) ^ kMix2, read8(p + 8) ^ state);
  uint64_t a = 0;
  uint64_t b = 0;
  if (left >= 8) {
    a = read8(p);
    b = read8(p + left - 8);
  } else if (left >= 4) {
    a = read4(p);
    b = read4(p + left - 4);
  } else if (left > 0) {
    a = static_cast<uint64_t>(static_cast<uint8_t>(p[0])) << 16 |
        static_cast<uint64_t>(static_cast<uint8_t>(p[left / 2])) << 8 |
        static_cast<uint8_t>(p[left - 1]);
  }
  return fold(kMix2 ^ bytes.size(), fold(a ^ kMix2, b ^ state));
}

// Up to so many bytes SameBytes calls nothing.
inline constexpr size_t kComparedInPlace = 32;

// The same bytes. Names are short, and comparing those without a call is worth it.
inline bool SameBytes(std::string_view a, std::string_view b) {
  const size_t size = a.size();
  if (b.size() != size) return false;
  const char* const p = a.data();
  const char* const q = b.data();
  const auto differ = [&]<typename Word>(size_t at, Word) {
    Word x = 0;
    Word y = 0;
    std::memcpy(&x, p + at, sizeof(Word));
    std::memcpy(&y, q + at, sizeof(Word));
    return x ^ y;
  };
  if (size > kComparedInPlace) return std::memcmp(p, q, size) == 0;
  // Two words that may overlap, or two pairs of them.
  if (size > 16) {
    return (differ(0, uint64_t{}) | differ(8, uint64_t{}) | differ(size - 16, uint64_t{}) |
            differ(size - 8, uint64_t{})) == 0;
  }
  if (size >= 8) return (differ(0, uint64_t{}) | differ(size - 8, uint64_t{})) == 0;
  if (size >= 4) return (differ(0, uint32_t{}) | differ(size - 4, uint32_t{})) == 0;
  for (size_t i = 0; i < size; ++i) {
    if (p[i] != q[i]) return false;
  }
  return true;
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_BASE_HASHING_H_
