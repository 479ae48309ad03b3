#include "engine/script/block_pool.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

namespace luarig {

void* BlockPool::Move(void* block, size_t old_size, size_t new_size) {
  const bool was_small = IsSmall(old_size);
  if (!was_small && !IsSmall(new_size)) return std::realloc(block, new_size);
  if (was_small && IsSmall(new_size) && ClassOf(old_size) == ClassOf(new_size)) return block;
  void* moved = Take(new_size);
  if (moved == nullptr) return nullptr;
  std::memcpy(moved, block, std::min(old_size, new_size));
  Free(block, old_size);
  return moved;
}

void* BlockPool::Cut(size_t size) {
  if (left_ < size) {
    // What is left of the old chunk is less than the largest of small blocks.
    std::unique_ptr<std::byte[]> chunk(new (std::nothrow) std::byte[next_chunk_]);
    if (chunk == nullptr) return nullptr;
    rest_ = chunk.get();
    left_ = next_chunk_;
    chunks_.push_back(std::move(chunk));
    next_chunk_ = std::min(2 * next_chunk_, kLargestChunk);
  }
  std::byte* block = rest_;
  rest_ += size;
  left_ -= size;
  return block;
}

void* BlockPool::TakeLarge(size_t size) { return std::malloc(size); }

void BlockPool::FreeLarge(void* block) { std::free(block); }

}  // namespace luarig
