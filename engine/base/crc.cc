#include "engine/base/crc.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

namespace luarig {
namespace {

constexpr uint16_t kCrc16Polynomial = 0x1021;
constexpr uint64_t kCrc64Polynomial = 0x95ac9329ac4bc9b5;  // Jones, bits reflected

constexpr auto kCrc16Table = [] {
  std::array<uint16_t, 256> table = {};
  for (uint32_t byte = 0; byte < table.size(); ++byte) {
    uint32_t crc = byte << 8;
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc & 0x8000) != 0 ? crc << 1 ^ kCrc16Polynomial : crc << 1;
    }
    table[byte] = static_cast<uint16_t>(crc);
  }
  return table;
}();

// Row n: what a byte contributes once n more bytes have passed, so that eight bytes go in one step.
constexpr auto kCrc64Tables = [] {
  std::array<std::array<uint64_t, 256>, 8> tables = {};
  for (uint64_t byte = 0; byte < 256; ++byte) {
    uint64_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? crc >> 1 ^ kCrc64Polynomial : crc >> 1;
    tables[0][byte] = crc;
  }
  for (size_t n = 1; n < tables.size(); ++n) {
    for (size_t byte = 0; byte < 256; ++byte) {
      const uint64_t crc = tables[n - 1][byte];
      tables[n][byte] = crc >> 8 ^ tables[0][crc & 0xff];
    }
  }
  return tables;
}();

static_assert(std::endian::native == std::endian::little, "Crc64 loads eight bytes at once");

}  // namespace

uint16_t Crc16(std::string_view bytes) {
  uint32_t crc = 0;
  for (const char c : bytes) {
    crc = (crc << 8 ^ kCrc16Table[(crc >> 8 ^ static_cast<uint8_t>(c)) & 0xff]) & 0xffff;
  }
  return static_cast<uint16_t>(crc);
}

unsigned SlotOf(std::string_view key) {
  const size_t open = key.find('{');
  if (open != std::string_view::npos) {
    const size_t close = key.find('}', open + 1);
    if (close != std::string_view::npos && close != open + 1) {
      key = key.substr(open + 1, close - open - 1);
    }
  }
  return Crc16(key) % kSlotCount;
}

uint64_t Crc64(uint64_t crc, std::string_view bytes) {
  size_t at = 0;
  for (; bytes.size() - at >= sizeof(uint64_t); at += sizeof(uint64_t)) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof(word));
    word ^= crc;
    crc = 0;
    for (size_t n = 0; n < kCrc64Tables.size(); ++n) {
      crc ^= kCrc64Tables[7 - n][word >> (8 * n) & 0xff];
    }
  }
  for (; at < bytes.size(); ++at) {
    crc = crc >> 8 ^ kCrc64Tables[0][(crc ^ static_cast<uint8_t>(bytes[at])) & 0xff];
  }
  return crc;
}

}  // namespace luarig
