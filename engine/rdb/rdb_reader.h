#ifndef LUARIG_ENGINE_RDB_RDB_READER_H_
#define LUARIG_ENGINE_RDB_RDB_READER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace luarig {

// True if `payload` ends with the checksum of what is before it and a version not above
// `rdb_version`.
bool IsSealed(std::string_view payload, int rdb_version);

// Reads what RdbWriter writes, from bytes of unknown origin: every function answers nothing when
// the bytes end early or make no sense, and allocates no more than they can hold.
//
// As on the server a payload is read with its seal: a length that is too large may reach into it.
class RdbReader {
 public:
  explicit RdbReader(std::string_view bytes) : bytes_(bytes) {}

  size_t left() const { return bytes_.size(); }

  std::optional<uint8_t> Byte();
  // A number in the place of a length; the server takes the six bits of a string's mark for one.
  std::optional<uint64_t> Length();
  // A view into the payload or into `scratch`, which it may overwrite.
  std::optional<std::string_view> String(std::string& scratch);
  // Bytes without a length in front, in the payload.
  std::optional<std::string_view> Bytes(size_t size) { return Take(size); }
  // Eight bytes, little-endian.
  std::optional<double> Double();
  std::optional<int64_t> Time();
  // A score of the oldest form: a byte that counts the characters of its text, or says inf or nan.
  std::optional<double> TextDouble();

 private:
  std::optional<std::string_view> Take(uint64_t size);
  std::optional<uint64_t> LittleEndian(size_t size);
  std::optional<uint64_t> BigEndian(size_t size);
  std::optional<uint64_t> LengthFrom(uint8_t first);
  template <typename T>
  std::optional<std::string_view> Integer(std::string& scratch);
  std::optional<std::string_view> Compressed(std::string& scratch);

  std::string_view bytes_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_RDB_RDB_READER_H_
