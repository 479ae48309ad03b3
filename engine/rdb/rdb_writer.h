#ifndef LUARIG_ENGINE_RDB_RDB_WRITER_H_
#define LUARIG_ENGINE_RDB_RDB_WRITER_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace luarig {

// Bytes in the manner of RDB files, as DUMP and FUNCTION DUMP make their payloads of.
class RdbWriter {
 public:
  void AddByte(uint8_t byte) { bytes_ += static_cast<char>(byte); }
  // 6 or 14 bits, else 0x80 and 32 or 0x81 and 64 bits, all big-endian.
  void AddLength(uint64_t length);
  // In the shortest of three forms: an integer of up to 32 bits, LZF where that gains, plain.
  void AddString(std::string_view text);
  // Bytes as they are, without their length.
  void AddBytes(std::string_view bytes) { bytes_ += bytes; }
  // Eight bytes, little-endian.
  void AddDouble(double value);
  void AddTime(int64_t ms);

  // Ends a payload: version in two bytes and CRC-64 in eight, little-endian. Leaves nothing behind.
  std::string Seal(int rdb_version);

 private:
  bool AddAsInteger(std::string_view text);
  bool AddCompressed(std::string_view text);
  void AddLittleEndian(uint64_t value, int bytes);
  void AddBigEndian(uint64_t value, int bytes);

  std::string bytes_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_RDB_RDB_WRITER_H_
