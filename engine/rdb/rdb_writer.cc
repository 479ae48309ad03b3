#include "engine/rdb/rdb_writer.h"

#include <bit>
#include <limits>
#include <utility>

#include <lzf.h>

#include "engine/base/crc.h"
#include "engine/base/number.h"
#include "engine/rdb/rdb_format.h"

namespace luarig {

namespace {

// Texts that may be stored as integers are at most this long.
constexpr size_t kLongestInteger = 11;
// Strings are compressed above this size, and only if that saves more than kLeastGain bytes.
constexpr size_t kNeverCompressed = 20;
constexpr size_t kLeastGain = 4;

template <typename T>
constexpr bool Fits(int64_t value) {
  return value >= std::numeric_limits<T>::min() && value <= std::numeric_limits<T>::max();
}

}  // namespace

void RdbWriter::AddLittleEndian(uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) AddByte(static_cast<uint8_t>(value >> (8 * i)));
}

void RdbWriter::AddBigEndian(uint64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) AddByte(static_cast<uint8_t>(value >> (8 * i)));
}

void RdbWriter::AddLength(uint64_t length) {
  if (length < (1U << 6)) {
    AddByte(static_cast<uint8_t>(length));
  } else if (length < (1U << 14)) {
    AddBigEndian(length | (uint64_t{rdb::kLength14} << 8), 2);
  } else if (length <= UINT32_MAX) {
    AddByte(rdb::kLength32);
    AddBigEndian(length, 4);
  } else {
    AddByte(rdb::kLength64);
    AddBigEndian(length, 8);
  }
}

bool RdbWriter::AddAsInteger(std::string_view text) {
  if (text.size() > kLongestInteger) return false;
  const auto value = ParseInteger(text);
  if (!value || !Fits<int32_t>(*value)) return false;
  const auto bits = static_cast<uint64_t>(*value);
  if (Fits<int8_t>(*value)) {
    AddByte(rdb::kInteger8);
    AddLittleEndian(bits, 1);
  } else if (Fits<int16_t>(*value)) {
    AddByte(rdb::kInteger16);
    AddLittleEndian(bits, 2);
  } else {
    AddByte(rdb::kInteger32);
    AddLittleEndian(bits, 4);
  }
  return true;
}

bool RdbWriter::AddCompressed(std::string_view text) {
  if (text.size() <= kNeverCompressed || text.size() > UINT32_MAX) return false;
  std::string compressed(text.size() - kLeastGain, '\0');
  const unsigned size = lzf_compress(text.data(), static_cast<unsigned>(text.size()),
                                     compressed.data(), static_cast<unsigned>(compressed.size()));
  if (size == 0) return false;
  AddByte(rdb::kLzf);
  AddLength(size);
  AddLength(text.size());
  bytes_.append(compressed, 0, size);
  return true;
}

void RdbWriter::AddString(std::string_view text) {
  if (AddAsInteger(text) || AddCompressed(text)) return;
  AddLength(text.size());
  bytes_ += text;
}

void RdbWriter::AddDouble(double value) { AddLittleEndian(std::bit_cast<uint64_t>(value), 8); }

void RdbWriter::AddTime(int64_t ms) { AddLittleEndian(static_cast<uint64_t>(ms), 8); }

std::string RdbWriter::Seal(int rdb_version) {
  AddLittleEndian(static_cast<uint64_t>(rdb_version), 2);
  AddLittleEndian(Crc64(0, bytes_), 8);
  return std::exchange(bytes_, {});
}

}  // namespace luarig
