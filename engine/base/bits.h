#ifndef LUARIG_ENGINE_BASE_BITS_H_
#define LUARIG_ENGINE_BASE_BITS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

// Strings as rows of bits. Bit 0 is the highest bit of the first byte, as in the server's bitmap
// commands. Everything here takes eight bytes a step.

namespace luarig {

// How many bits of [first, last] are set. REQUIRES: first <= last < 8 * bytes.size().
uint64_t CountBits(std::string_view bytes, uint64_t first, uint64_t last);

// The first bit of [first, last] that is `bit`. REQUIRES: first <= last < 8 * bytes.size().
std::optional<uint64_t> FindBit(std::string_view bytes, bool bit, uint64_t first, uint64_t last);

enum class BitOperation : uint8_t { kAnd, kOr, kXor, kNot };

// Fills `out` with the sources combined, each padded with zeros to the size of `out`; kNot takes
// the first source alone. REQUIRES: there is a source; none is longer than `out` or overlaps it.
void CombineBits(BitOperation operation, std::span<const std::string_view> sources,
                 std::span<char> out);

// The `width` (1 to 64) bits from `offset` on as a number; what is past the end is zero.
uint64_t ReadBits(std::string_view bytes, uint64_t offset, unsigned width);

// Writes the low `width` (1 to 64) bits of `value`. REQUIRES: they end within `bytes`.
void WriteBits(std::span<char> bytes, uint64_t offset, unsigned width, uint64_t value);

}  // namespace luarig

#endif  // LUARIG_ENGINE_BASE_BITS_H_
