#ifndef LUARIG_ENGINE_BASE_SHA_BLOCKS_H_
#define LUARIG_ENGINE_BASE_SHA_BLOCKS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace luarig {

// What SHA-1 and SHA-256 have in common (FIPS 180-4): blocks, padding, big-endian words.
inline constexpr size_t kShaBlockSize = 64;

// Calls `add_block(state, data)` for each block of the padded message.
template <typename State, typename AddBlock>
void AddShaMessage(State& state, std::string_view bytes, AddBlock add_block) {
  const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
  const size_t whole = bytes.size() / kShaBlockSize * kShaBlockSize;
  for (size_t at = 0; at < whole; at += kShaBlockSize) add_block(state, data + at);

  // What is left, a 1 bit, zeros, and the length in bits: one block, or two if it does not fit.
  std::array<uint8_t, 2 * kShaBlockSize> tail = {};
  const size_t rest = bytes.size() - whole;
  if (rest != 0) std::memcpy(tail.data(), data + whole, rest);
  tail[rest] = 0x80;
  const size_t end =
      rest + 1 + sizeof(uint64_t) <= kShaBlockSize ? kShaBlockSize : 2 * kShaBlockSize;
  const uint64_t bits = static_cast<uint64_t>(bytes.size()) * 8;
  for (size_t i = 0; i < 8; ++i) tail[end - 1 - i] = static_cast<uint8_t>(bits >> (8 * i));
  for (size_t at = 0; at < end; at += kShaBlockSize) add_block(state, tail.data() + at);
}

// The words of the state as bytes.
template <size_t kBytes, typename State>
std::array<uint8_t, kBytes> ShaDigest(const State& state) {
  std::array<uint8_t, kBytes> digest = {};
  for (size_t i = 0; i < kBytes; ++i)
    digest[i] = static_cast<uint8_t>(state[i / 4] >> (24 - 8 * (i % 4)));
  return digest;
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_BASE_SHA_BLOCKS_H_
