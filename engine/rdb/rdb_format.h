#ifndef LUARIG_ENGINE_RDB_RDB_FORMAT_H_
#define LUARIG_ENGINE_RDB_RDB_FORMAT_H_

#include <cstddef>
#include <cstdint>

// The numbers of the RDB format that reader and writer share.

namespace luarig::rdb {

// The first byte of a length: its two highest bits are 00 (the other six are the length), 01 (six
// bits and a byte more), 11 (no length: a string in a form of its own), or it is one of these.
inline constexpr uint8_t kLength14 = 0x40;
inline constexpr uint8_t kLength32 = 0x80;
inline constexpr uint8_t kLength64 = 0x81;
inline constexpr uint8_t kInteger8 = 0xC0;
inline constexpr uint8_t kInteger16 = 0xC1;
inline constexpr uint8_t kInteger32 = 0xC2;
inline constexpr uint8_t kLzf = 0xC3;

// The first byte of a value.
enum class Type : uint8_t {
  kString = 0,
  kList = 1,
  kSet = 2,
  kZSetText = 3,
  kHash = 4,
  kZSet = 5,
  kListZiplist = 10,
  kSetIntset = 11,
  kZSetZiplist = 12,
  kHashZiplist = 13,
  kListZiplists = 14,
  kStream = 15,
  kHashListpack = 16,
  kZSetListpack = 17,
  kQuicklist = 18,
  kStreamWithFigures = 19,
  kSetListpack = 20,
  kStreamWithActiveTimes = 21,
  kHashTriplesOld = 23,  // kHashTriples as release candidates wrote it: without the first time
  kHashTimes = 24,       // fields, each behind its time
  kHashTriples = 25,     // a listpack of fields, values and times
};

// How a quicklist's node holds its elements.
inline constexpr uint64_t kPlainNode = 1;
inline constexpr uint64_t kPackedNode = 2;

// The first version of the format that knows Type::kStreamWithActiveTimes.
inline constexpr int kActiveTimesVersion = 11;

// Instead of a value: a function library's source, and what release candidates of 7.0 wrote.
inline constexpr uint8_t kFunctionLibrary = 0xF5;
inline constexpr uint8_t kOldFunction = 0xF6;

// Version and checksum at the end of a payload.
inline constexpr size_t kSealBytes = 10;

}  // namespace luarig::rdb

#endif  // LUARIG_ENGINE_RDB_RDB_FORMAT_H_
