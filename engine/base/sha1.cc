#include "engine/base/sha1.h"

#include <bit>
#include <cstddef>
#include <string>

#include "engine/base/sha_blocks.h"

namespace luarig {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";
using State = std::array<uint32_t, 5>;

uint32_t LoadBigEndian(const uint8_t* bytes) {
  return static_cast<uint32_t>(bytes[0]) << 24 | static_cast<uint32_t>(bytes[1]) << 16 |
         static_cast<uint32_t>(bytes[2]) << 8 | static_cast<uint32_t>(bytes[3]);
}

// One of the four kinds of rounds: twenty steps with one mixing function and one constant.
template <int kFirst, uint32_t kConstant, typename Mix>
void Twenty(State& s, std::array<uint32_t, 16>& words, Mix mix) {
  for (size_t i = kFirst; i < kFirst + 20; ++i) {
    // The schedule is a ring: word i replaces word i - 16.
    uint32_t& word = words[i % 16];
    if (i >= 16) {
      word = std::rotl(words[(i + 13) % 16] ^ words[(i + 8) % 16] ^ words[(i + 2) % 16] ^ word, 1);
    }
    const uint32_t next = std::rotl(s[0], 5) + mix(s[1], s[2], s[3]) + s[4] + kConstant + word;
    s = {next, s[0], std::rotl(s[1], 30), s[2], s[3]};
  }
}

void AddBlock(State& state, const uint8_t* block) {
  std::array<uint32_t, 16> words;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled below
  for (size_t i = 0; i < words.size(); ++i) words[i] = LoadBigEndian(block + 4 * i);

  const auto choose = [](uint32_t b, uint32_t c, uint32_t d) { return d ^ (b & (c ^ d)); };
  const auto parity = [](uint32_t b, uint32_t c, uint32_t d) { return b ^ c ^ d; };
  const auto majority = [](uint32_t b, uint32_t c, uint32_t d) { return (b & c) | (d & (b | c)); };
  State s = state;
  Twenty<0, 0x5a827999>(s, words, choose);
  Twenty<20, 0x6ed9eba1>(s, words, parity);
  Twenty<40, 0x8f1bbcdc>(s, words, majority);
  Twenty<60, 0xca62c1d6>(s, words, parity);
  for (size_t i = 0; i < s.size(); ++i) state[i] += s[i];
}

}  // namespace

std::array<uint8_t, 20> Sha1(std::string_view bytes) {
  State state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  AddShaMessage(state, bytes, AddBlock);
  return ShaDigest<20>(state);
}

std::string Sha1Hex(std::string_view bytes) {
  std::string out;
  out.reserve(40);
  for (const uint8_t byte : Sha1(bytes)) {
    out += kHexDigits[byte >> 4];
    out += kHexDigits[byte & 15];
  }
  return out;
}

}  // namespace luarig
