#include "engine/script/block_pool.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

namespace luarig {
namespace {

struct Block {
  char* at = nullptr;
  std::string content;
};

// A block of that size with other content than its neighbours, after what `block` had before.
void Resize(BlockPool& pool, Block& block, size_t size, char fill) {
  block.at = static_cast<char*>(pool.Resize(block.at, block.content.size(), size));
  REQUIRE(block.at != nullptr);
  const size_t kept = std::min(block.content.size(), size);
  CHECK(std::string_view(block.at, kept) == std::string_view(block.content).substr(0, kept));
  block.content.resize(size, fill);
  std::memset(block.at + kept, fill, size - kept);
}

}  // namespace

TEST_CASE("blocks keep their bytes while others come, grow, shrink and go") {
  BlockPool pool;
  std::vector<Block> blocks(200);
  std::mt19937 random(1);
  for (int round = 0; round < 20'000; ++round) {
    Block& block = blocks[random() % blocks.size()];
    REQUIRE(std::string_view(block.at, block.content.size()) == block.content);
    if (random() % 3 == 0) {
      pool.Free(block.at, block.content.size());
      block = {};
    } else {
      const size_t most = random() % 8 == 0 ? 5000 : 600;  // on both sides of what is small
      Resize(pool, block, 1 + random() % most, static_cast<char>('a' + round % 26));
    }
  }
  for (const Block& block : blocks) pool.Free(block.at, block.content.size());
}

TEST_CASE("a block of no bytes is no block") {
  BlockPool pool;
  pool.Free(nullptr, 0);
}

TEST_CASE("blocks are aligned as malloc's are") {
  BlockPool pool;
  for (size_t size = 1; size < 700; size += 7) {
    void* const block = pool.Resize(nullptr, 0, size);
    CHECK(reinterpret_cast<uintptr_t>(block) % alignof(std::max_align_t) == 0);
    pool.Free(block, size);
  }
}

}  // namespace luarig
