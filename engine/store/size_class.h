#ifndef LUARIG_ENGINE_STORE_SIZE_CLASS_H_
#define LUARIG_ENGINE_STORE_SIZE_CLASS_H_

#include <bit>
#include <cstddef>
#include <cstdint>

namespace luarig {

// In which steps a server's allocator hands out small blocks.
enum class SizeClasses : uint8_t {
  kSixteens,  // 8, then multiples of 16
  kEights,    // multiples of 8 up to 64, then of 16
};

// The bytes that a server's allocator takes for a request of `bytes`. From 128 on there are four
// steps to a doubling in either case. REQUIRES: bytes > 0.
constexpr size_t BlockSize(size_t bytes, SizeClasses classes) {
  constexpr size_t kEight = 8;
  constexpr size_t kSixteen = 16;
  constexpr size_t kFineUpTo = 64;
  constexpr size_t kSmallUpTo = 128;
  if (bytes <= kEight) return kEight;
  const auto up_to = [bytes](size_t step) { return (bytes + step - 1) & ~(step - 1); };
  if (classes == SizeClasses::kEights && bytes <= kFineUpTo) return up_to(kEight);
  if (bytes <= kSmallUpTo) return up_to(kSixteen);
  return up_to(size_t{1} << (std::bit_width(bytes - 1) - 3));
}

// The bytes in front of and behind a text that has room for `capacity` bytes and may grow.
constexpr size_t TextOverhead(size_t capacity) {
  constexpr size_t kByte = 0xff;
  constexpr size_t kTwoBytes = 0xffff;
  if (capacity <= kByte) return 4;
  return capacity <= kTwoBytes ? 6 : 10;
}

// The block of a text of `size` bytes that was made at that size.
constexpr size_t TextBlock(size_t size, SizeClasses classes) {
  constexpr size_t kTiny = 32;
  return BlockSize(size + (size < kTiny ? 2 : TextOverhead(size)), classes);
}

// The room that a text gets when it has to grow to `size` bytes: twice as much, or a megabyte more,
// and what is left of the block.
constexpr size_t GrownCapacity(size_t size, SizeClasses classes) {
  constexpr size_t kSlack = size_t{1} << 20;
  const size_t wanted = size < kSlack ? size * 2 : size + kSlack;
  const size_t overhead = TextOverhead(wanted);
  const size_t room = BlockSize(wanted + overhead, classes) - overhead;
  // The header's width was chosen before the block was; it cannot tell of more room than this.
  return TextOverhead(room) == overhead ? room : (wanted < 0x100 ? 0xff : 0xffff);
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_SIZE_CLASS_H_
