#ifndef LUARIG_ENGINE_BASE_CRC_H_
#define LUARIG_ENGINE_BASE_CRC_H_

#include <cstdint>
#include <string_view>

namespace luarig {

inline constexpr unsigned kSlotCount = 16384;

// CRC-16 of the XMODEM kind, which names cluster slots.
uint16_t Crc16(std::string_view bytes);

// The slot of a key: only what stands between the first { and the next } counts, if that is not
// empty.
unsigned SlotOf(std::string_view key);

// CRC-64 as RDB files and DUMP payloads end with it: Jones polynomial, reflected, initial 0, no
// final xor.
uint64_t Crc64(uint64_t crc, std::string_view bytes);

}  // namespace luarig

#endif  // LUARIG_ENGINE_BASE_CRC_H_
