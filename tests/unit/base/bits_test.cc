#include "engine/base/bits.h"

#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace luarig::test {
namespace {

using namespace std::string_literals;

bool BitAt(std::string_view bytes, uint64_t at) {
  return (static_cast<unsigned char>(bytes[at / 8]) >> (7 - at % 8) & 1U) != 0;
}

std::string RandomBytes(std::mt19937_64& random, size_t size) {
  std::string bytes(size, '\0');
  const char fill = random() % 2 == 0 ? '\0' : '\xff';
  for (char& byte : bytes) byte = random() % 4 == 0 ? static_cast<char>(random()) : fill;
  return bytes;
}

TEST_CASE("bits are counted and found as one by one") {
  std::mt19937_64 random(1);
  for (int round = 0; round < 3000; ++round) {
    const std::string bytes = RandomBytes(random, 1 + random() % 200);
    uint64_t first = random() % (bytes.size() * 8);
    uint64_t last = random() % (bytes.size() * 8);
    if (first > last) std::swap(first, last);
    const bool wanted = random() % 2 == 0;
    uint64_t count = 0;
    std::optional<uint64_t> found;
    for (uint64_t at = first; at <= last; ++at) {
      if (BitAt(bytes, at)) ++count;
      if (!found && BitAt(bytes, at) == wanted) found = at;
    }
    CAPTURE(bytes.size());
    CAPTURE(first);
    CAPTURE(last);
    REQUIRE(CountBits(bytes, first, last) == count);
    REQUIRE(FindBit(bytes, wanted, first, last) == found);
  }
}

TEST_CASE("sources of any length are combined byte by byte, the short ones as if zeros followed") {
  std::mt19937_64 random(2);
  for (int round = 0; round < 300; ++round) {
    // Sometimes longer than the blocks they are worked on in.
    const size_t scale = round % 10 == 0 ? 20000 : 40;
    std::vector<std::string> texts;
    size_t size = 0;
    for (uint64_t left = 1 + random() % 4; left > 0; --left) {
      texts.push_back(RandomBytes(random, random() % scale));
      size = std::max(size, texts.back().size());
    }
    const std::vector<std::string_view> sources(texts.begin(), texts.end());
    const auto operation = static_cast<BitOperation>(random() % 4);
    std::string out(size, 'x');
    CombineBits(operation, operation == BitOperation::kNot ? std::span(sources).first(1) : sources,
                out);
    for (size_t i = 0; i < size; ++i) {
      const auto byte = [&](size_t source) {
        return i < texts[source].size() ? static_cast<unsigned char>(texts[source][i]) : 0U;
      };
      unsigned expected = byte(0);
      if (operation == BitOperation::kNot) expected = ~expected & 0xff;
      for (size_t j = 1; j < texts.size(); ++j) {
        if (operation == BitOperation::kAnd) expected &= byte(j);
        if (operation == BitOperation::kOr) expected |= byte(j);
        if (operation == BitOperation::kXor) expected ^= byte(j);
      }
      REQUIRE(static_cast<unsigned char>(out[i]) == expected);
    }
  }
}

TEST_CASE("a field of any width at any place reads back and leaves its neighbours alone") {
  std::mt19937_64 random(3);
  for (int round = 0; round < 20000; ++round) {
    std::string bytes = RandomBytes(random, 24);
    const std::string before = bytes;
    const auto width = static_cast<unsigned>(1 + random() % 64);
    const uint64_t offset = random() % (bytes.size() * 8 - width + 1);
    const uint64_t value = random();
    WriteBits(bytes, offset, width, value);
    REQUIRE(ReadBits(bytes, offset, width) == value << (64 - width) >> (64 - width));
    WriteBits(bytes, offset, width, ReadBits(before, offset, width));
    REQUIRE(bytes == before);
  }
}

TEST_CASE("what is past the end reads as zeros") {
  const std::string bytes = "\xff\xff"s;
  CHECK(ReadBits(bytes, 12, 8) == 0xf0);
  CHECK(ReadBits(bytes, 12, 64) == 0xf000000000000000);
  CHECK(ReadBits(bytes, 16, 8) == 0);
  CHECK(ReadBits(bytes, UINT64_MAX, 1) == 0);
  CHECK(ReadBits("", 0, 64) == 0);
}

}  // namespace
}  // namespace luarig::test
