#ifndef LUARIG_ENGINE_SCRIPT_BLOCK_POOL_H_
#define LUARIG_ENGINE_SCRIPT_BLOCK_POOL_H_

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

namespace luarig {

// Memory for one Lua, which tells the size of a block whenever it gives one back: so a small one
// needs no header, and taking or giving it is a step in a list of free blocks of its size.
//
// Small blocks are cut from chunks that are kept until the pool ends; what one size gave back only
// serves that size again. Larger blocks are malloc's. Under the address sanitizer all are, so that
// it sees each.
class BlockPool {
 public:
  BlockPool() = default;
  ~BlockPool() = default;
  BlockPool(const BlockPool&) = delete;
  BlockPool& operator=(const BlockPool&) = delete;

  // A block of `new_size` bytes that begins as `block` did, which is gone; null, with `block` as it
  // was, if there is no memory. `block` is null if `old_size` is 0, and has that many bytes else.
  // REQUIRES: new_size > 0.
  void* Resize(void* block, size_t old_size, size_t new_size) {
    if (old_size == 0) return Take(new_size);
    return Move(block, old_size, new_size);
  }

  void Free(void* block, size_t size) {
    if (size == 0) return;
    if (!IsSmall(size)) return FreeLarge(block);
    auto* free = static_cast<FreeBlock*>(block);
    FreeBlock*& first = free_[ClassOf(size)];
    free->next = first;
    first = free;
  }

 private:
  // Lua's tables, closures and most strings.
  static constexpr size_t kLargestSmall = 512;
  static constexpr size_t kStep = 16;  // sizes of blocks, and what they are aligned to
  static constexpr size_t kFirstChunk = size_t{16} << 10;
  static constexpr size_t kLargestChunk = size_t{256} << 10;

  struct FreeBlock {
    FreeBlock* next;
  };

  static bool IsSmall(size_t size);
  static size_t ClassOf(size_t size) { return (size - 1) / kStep; }

  void* Take(size_t size) {
    if (!IsSmall(size)) return TakeLarge(size);
    FreeBlock*& first = free_[ClassOf(size)];
    FreeBlock* block = first;
    if (block == nullptr) return Cut((ClassOf(size) + 1) * kStep);
    first = block->next;
    return block;
  }

  void* Move(void* block, size_t old_size, size_t new_size);
  // `size` bytes of the last chunk, or of a new one.
  void* Cut(size_t size);
  static void* TakeLarge(size_t size);
  static void FreeLarge(void* block);

  std::array<FreeBlock*, kLargestSmall / kStep> free_{};
  std::byte* rest_ = nullptr;  // of the last chunk: what was not cut yet
  size_t left_ = 0;
  size_t next_chunk_ = kFirstChunk;
  std::vector<std::unique_ptr<std::byte[]>> chunks_;
};

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LUARIG_BLOCKS_ARE_MALLOCS 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define LUARIG_BLOCKS_ARE_MALLOCS 1
#endif

inline bool BlockPool::IsSmall(size_t size) {
#if defined(LUARIG_BLOCKS_ARE_MALLOCS)
  static_cast<void>(size);
  return false;
#else
  return size <= kLargestSmall;
#endif
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_BLOCK_POOL_H_
