#include "engine/base/bits.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace luarig {
namespace {

constexpr size_t kWord = sizeof(uint64_t);
constexpr unsigned kWordBits = 64;
constexpr unsigned kByteBits = 8;

uint64_t LoadWord(const char* bytes) {
  uint64_t word = 0;
  std::memcpy(&word, bytes, kWord);
  return word;
}

uint64_t InBitOrder(uint64_t word) {
  return std::endian::native == std::endian::little ? __builtin_bswap64(word) : word;
}

// Eight bytes from `at` on with the first bit as the highest; zeros past the end.
uint64_t LoadBits(std::string_view bytes, size_t at) {
  if (at + kWord <= bytes.size()) return InBitOrder(LoadWord(bytes.data() + at));
  uint64_t word = 0;
  for (size_t i = 0; i < kWord; ++i) {
    word <<= kByteBits;
    if (at + i < bytes.size()) word |= static_cast<unsigned char>(bytes[at + i]);
  }
  return word;
}

// Adds three words bit by bit: the sums stay in `sum`, the carries are returned.
uint64_t AddWords(uint64_t& sum, uint64_t a, uint64_t b) {
  const uint64_t differ = sum ^ a;
  const uint64_t carry = (sum & a) | (differ & b);
  sum = differ ^ b;
  return carry;
}

// Counting one word is slow where the processor has no instruction for it, or may not use it. So
// eight words are added up to four first, and every second of those counts eight.
uint64_t CountWholeBytes(std::string_view bytes) {
  constexpr size_t kBlock = 8 * kWord;
  uint64_t ones = 0;
  uint64_t twos = 0;
  uint64_t fours = 0;
  uint64_t eights = 0;
  while (bytes.size() >= kBlock) {
    const auto word = [&](size_t i) { return LoadWord(bytes.data() + i * kWord); };
    const uint64_t twos_a = AddWords(ones, word(0), word(1));
    const uint64_t twos_b = AddWords(ones, word(2), word(3));
    const uint64_t fours_a = AddWords(twos, twos_a, twos_b);
    const uint64_t twos_c = AddWords(ones, word(4), word(5));
    const uint64_t twos_d = AddWords(ones, word(6), word(7));
    const uint64_t fours_b = AddWords(twos, twos_c, twos_d);
    eights += static_cast<uint64_t>(std::popcount(AddWords(fours, fours_a, fours_b)));
    bytes.remove_prefix(kBlock);
  }
  uint64_t count = eights * 8 + static_cast<uint64_t>(std::popcount(fours)) * 4 +
                   static_cast<uint64_t>(std::popcount(twos)) * 2 +
                   static_cast<uint64_t>(std::popcount(ones));
  for (size_t at = 0; at < bytes.size(); at += kWord) {
    count += static_cast<uint64_t>(std::popcount(LoadBits(bytes, at)));
  }
  return count;
}

// out[i] = combine(out[i], in[i]) for all of `in`.
template <typename F>
void CombineInto(std::span<char> out, std::string_view in, F combine) {
  size_t at = 0;
  for (; at + kWord <= in.size(); at += kWord) {
    const uint64_t word = combine(LoadWord(out.data() + at), LoadWord(in.data() + at));
    std::memcpy(out.data() + at, &word, kWord);
  }
  for (; at < in.size(); ++at) {
    out[at] = static_cast<char>(
        combine(static_cast<unsigned char>(out[at]), static_cast<unsigned char>(in[at])));
  }
}

void CombineOne(BitOperation operation, std::span<char> out, std::string_view in) {
  switch (operation) {
    case BitOperation::kAnd:
      CombineInto(out, in, [](uint64_t a, uint64_t b) { return a & b; });
      std::ranges::fill(out.subspan(in.size()), '\0');
      return;
    case BitOperation::kOr:
      return CombineInto(out, in, [](uint64_t a, uint64_t b) { return a | b; });
    case BitOperation::kXor:
      return CombineInto(out, in, [](uint64_t a, uint64_t b) { return a ^ b; });
    case BitOperation::kNot:
      return;
  }
}

}  // namespace

uint64_t CountBits(std::string_view bytes, uint64_t first, uint64_t last) {
  constexpr unsigned kAllOfByte = 0xff;
  const uint64_t first_byte = first / kByteBits;
  const uint64_t last_byte = last / kByteBits;
  uint64_t count = CountWholeBytes(bytes.substr(first_byte, last_byte - first_byte + 1));
  // The bits before and behind, in the bytes where the range begins and ends.
  const unsigned before = ~(kAllOfByte >> first % kByteBits) & kAllOfByte;
  const unsigned behind = (kAllOfByte >> 1U) >> last % kByteBits;
  count -=
      static_cast<uint64_t>(std::popcount(static_cast<unsigned char>(bytes[first_byte]) & before));
  count -=
      static_cast<uint64_t>(std::popcount(static_cast<unsigned char>(bytes[last_byte]) & behind));
  return count;
}

std::optional<uint64_t> FindBit(std::string_view bytes, bool bit, uint64_t first, uint64_t last) {
  const uint64_t others = bit ? 0 : UINT64_MAX;
  uint64_t wanted_in_word = UINT64_MAX >> first % kByteBits;
  for (size_t at = first / kByteBits; at * kByteBits <= last; at += kWord) {
    const uint64_t found = (LoadBits(bytes, at) ^ others) & wanted_in_word;
    if (found != 0) {
      const uint64_t position = at * kByteBits + static_cast<uint64_t>(std::countl_zero(found));
      if (position > last) return std::nullopt;
      return position;
    }
    wanted_in_word = UINT64_MAX;
  }
  return std::nullopt;
}

void CombineBits(BitOperation operation, std::span<const std::string_view> sources,
                 std::span<char> out) {
  // In blocks, so that all sources meet while the block is in the nearest cache.
  constexpr size_t kBlock = size_t{8} * 1024;
  for (size_t at = 0; at < out.size(); at += kBlock) {
    const std::span<char> block = out.subspan(at, std::min(kBlock, out.size() - at));
    const auto part = [&](std::string_view source) {
      return at < source.size() ? source.substr(at, kBlock) : std::string_view();
    };
    const std::string_view first = part(sources[0]);
    std::ranges::fill(std::ranges::copy(first, block.begin()).out, block.end(), '\0');
    if (operation == BitOperation::kNot) {
      CombineInto(block, {block.data(), block.size()}, [](uint64_t a, uint64_t) { return ~a; });
    }
    for (const std::string_view source : sources.subspan(1)) {
      CombineOne(operation, block, part(source));
    }
  }
}

uint64_t ReadBits(std::string_view bytes, uint64_t offset, unsigned width) {
  const auto at = static_cast<size_t>(offset / kByteBits);
  if (at >= bytes.size()) return 0;
  const unsigned shift = offset % kByteBits;
  uint64_t bits = LoadBits(bytes, at) << shift;
  // A field that begins inside a byte may end in a ninth one.
  if (shift != 0 && at + kWord < bytes.size()) {
    bits |= static_cast<unsigned char>(bytes[at + kWord]) >> (kByteBits - shift);
  }
  return bits >> (kWordBits - width);
}

void WriteBits(std::span<char> bytes, uint64_t offset, unsigned width, uint64_t value) {
  auto at = static_cast<size_t>(offset / kByteBits);
  unsigned room = kByteBits - offset % kByteBits;  // bits of this byte from the field's on
  while (width > 0) {
    const unsigned taken = std::min(room, width);
    const unsigned behind = room - taken;
    const unsigned mask = ((1U << taken) - 1U) << behind;
    const auto bits = static_cast<unsigned>(value >> (width - taken)) << behind;
    const auto old = static_cast<unsigned char>(bytes[at]);
    bytes[at] = static_cast<char>((old & ~mask) | (bits & mask));
    width -= taken;
    room = kByteBits;
    ++at;
  }
}

}  // namespace luarig
