#include "engine/rdb/rdb_reader.h"

#include <bit>
#include <limits>

#include <lzf.h>

#include "engine/base/crc.h"
#include "engine/base/number.h"
#include "engine/rdb/rdb_format.h"

namespace luarig {

namespace {

// No two bytes of LZF stand for more than 264 bytes of text.
constexpr uint64_t kMostBytesPerLzfByte = 132;

uint8_t AsByte(char c) { return static_cast<uint8_t>(c); }

uint64_t ReadLittleEndian(std::string_view bytes) {
  uint64_t value = 0;
  for (size_t i = bytes.size(); i-- > 0;) value = value << 8 | AsByte(bytes[i]);
  return value;
}

}  // namespace

bool IsSealed(std::string_view payload, int rdb_version) {
  if (payload.size() < rdb::kSealBytes) return false;
  const size_t version_at = payload.size() - rdb::kSealBytes;
  const size_t crc_at = version_at + 2;
  const uint64_t version = ReadLittleEndian(payload.substr(version_at, 2));
  return version <= static_cast<uint64_t>(rdb_version) &&
         ReadLittleEndian(payload.substr(crc_at)) == Crc64(0, payload.substr(0, crc_at));
}

std::optional<std::string_view> RdbReader::Take(uint64_t size) {
  if (size > bytes_.size()) return std::nullopt;
  const std::string_view taken = bytes_.substr(0, size);
  bytes_.remove_prefix(size);
  return taken;
}

std::optional<uint64_t> RdbReader::LittleEndian(size_t size) {
  const auto bytes = Take(size);
  if (!bytes) return std::nullopt;
  return ReadLittleEndian(*bytes);
}

std::optional<uint64_t> RdbReader::BigEndian(size_t size) {
  const auto bytes = Take(size);
  if (!bytes) return std::nullopt;
  uint64_t value = 0;
  for (const char c : *bytes) value = value << 8 | AsByte(c);
  return value;
}

std::optional<uint8_t> RdbReader::Byte() {
  const auto byte = Take(1);
  if (!byte) return std::nullopt;
  return AsByte(byte->front());
}

std::optional<uint64_t> RdbReader::LengthFrom(uint8_t first) {
  const uint64_t low_bits = first & 0x3F;
  switch (first & 0xC0) {
    case rdb::kLength14: {
      const auto low = Byte();
      if (!low) return std::nullopt;
      return low_bits << 8 | *low;
    }
    case rdb::kLength32:
      if (first == rdb::kLength32) return BigEndian(4);
      if (first == rdb::kLength64) return BigEndian(8);
      return std::nullopt;
    default:
      return low_bits;
  }
}

std::optional<uint64_t> RdbReader::Length() {
  const auto first = Byte();
  if (!first) return std::nullopt;
  return LengthFrom(*first);
}

template <typename T>
std::optional<std::string_view> RdbReader::Integer(std::string& scratch) {
  const auto bits = LittleEndian(sizeof(T));
  if (!bits) return std::nullopt;
  NumberText text;
  scratch = FormatInteger(static_cast<T>(*bits), text);
  return scratch;
}

std::optional<std::string_view> RdbReader::Compressed(std::string& scratch) {
  const auto compressed_size = Length();
  const auto size = compressed_size ? Length() : std::nullopt;
  if (!size) return std::nullopt;
  const auto compressed = Take(*compressed_size);
  if (!compressed || compressed->size() > UINT32_MAX || *size > UINT32_MAX) return std::nullopt;
  if (*size == 0) return std::string_view();
  if (*size > compressed->size() * kMostBytesPerLzfByte) return std::nullopt;
  scratch.resize(*size);
  const unsigned written =
      lzf_decompress(compressed->data(), static_cast<unsigned>(compressed->size()), scratch.data(),
                     static_cast<unsigned>(*size));
  if (written != *size) return std::nullopt;
  return scratch;
}

std::optional<std::string_view> RdbReader::String(std::string& scratch) {
  const auto first = Byte();
  if (!first) return std::nullopt;
  switch (*first) {
    case rdb::kInteger8:
      return Integer<int8_t>(scratch);
    case rdb::kInteger16:
      return Integer<int16_t>(scratch);
    case rdb::kInteger32:
      return Integer<int32_t>(scratch);
    case rdb::kLzf:
      return Compressed(scratch);
    default:
      break;
  }
  if (*first > rdb::kLzf) return std::nullopt;
  const auto size = LengthFrom(*first);
  return size ? Take(*size) : std::nullopt;
}

std::optional<double> RdbReader::Double() {
  const auto bits = LittleEndian(8);
  if (!bits) return std::nullopt;
  return std::bit_cast<double>(*bits);
}

std::optional<int64_t> RdbReader::Time() {
  const auto bits = LittleEndian(8);
  if (!bits) return std::nullopt;
  return static_cast<int64_t>(*bits);
}

std::optional<double> RdbReader::TextDouble() {
  constexpr uint8_t kNan = 253;
  constexpr uint8_t kInfinity = 254;
  constexpr uint8_t kMinusInfinity = 255;
  const auto size = Byte();
  if (!size || *size == kNan) return std::nullopt;
  if (*size == kInfinity) return std::numeric_limits<double>::infinity();
  if (*size == kMinusInfinity) return -std::numeric_limits<double>::infinity();
  const auto text = Take(*size);
  return text ? ParseDouble(*text) : std::nullopt;
}

}  // namespace luarig
