#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

#include "engine/store/listpack.h"

// How the block of a listpack makes room for entries and closes up behind them.

namespace luarig {
namespace {

// How much more than asked for a growing block gets.
size_t Slack(size_t bytes) { return bytes / 4 + 8; }

// Far too large a block is given back, but never while a queue breathes.
bool IsWasteful(size_t capacity, size_t total) { return capacity > 256 && total < capacity / 4; }

}  // namespace

char* Listpack::Open(size_t position, size_t end, size_t size, ptrdiff_t entries) {
  if (char* opened = OpenAtEnd(position, end, size, entries)) return opened;
  return OpenAnywhere(position, end, size, entries);
}

// Lists are pushed and popped at their ends, and hashes and sets grow there.
inline char* Listpack::OpenAtEnd(size_t position, size_t end, size_t size, ptrdiff_t entries) {
  Block* const block = block_;
  if (block == nullptr) return nullptr;
  const Header header = ReadHeader();
  const size_t start = block->start;
  const size_t removed = end - position;
  const size_t total = header.size - removed + size;
  const auto count = static_cast<size_t>(header.count + entries);
  if (header.count == kCountUnknown || count >= kCountUnknown) return nullptr;
  if (size < removed && IsWasteful(block->capacity, total)) return nullptr;

  char* base = block->at(start);
  if (position == Begin() && size <= start + removed) {
    block->start = static_cast<uint32_t>(start + removed - size);
    base = block->at(block->start);
  } else if (end + 1 == header.size && start + total <= block->capacity) {
    base[total - 1] = base[header.size - 1];
  } else {
    return nullptr;
  }
  WriteHeader(base, {.size = static_cast<uint32_t>(total), .count = static_cast<uint16_t>(count)});
  return base + position;
}

char* Listpack::OpenAnywhere(size_t position, size_t end, size_t size, ptrdiff_t entries) {
  Header header = ReadHeader();
  const Gap gap{.old_size = header.size, .position = position, .end = end, .size = size};
  if (gap.total() > UINT32_MAX) throw std::bad_alloc();
  if (block_ == nullptr || (size != end - position && !Shift(gap))) Reallocate(gap);

  header.size = static_cast<uint32_t>(gap.total());
  if (header.count != kCountUnknown) {
    const auto now = static_cast<uint64_t>(header.count + entries);
    header.count = static_cast<uint16_t>(std::min<uint64_t>(now, kCountUnknown));
  }
  char* const start = block_->at(block_->start);
  WriteHeader(start, header);
  return start + position;
}

// Moves the shorter side, if the block has the room on that side.
bool Listpack::Shift(const Gap& gap) {
  if (IsWasteful(block_->capacity, gap.total())) return false;
  char* const base = block_->at(block_->start);
  const size_t removed = gap.end - gap.position;
  const size_t tail = gap.tail();
  const size_t room_before = block_->start;
  const size_t room_behind = block_->capacity - room_before - gap.old_size;
  if (gap.position < tail && gap.size <= removed + room_before) {
    block_->start = static_cast<uint32_t>(room_before + removed - gap.size);
    std::memmove(block_->at(block_->start) + kHeaderBytes, base + kHeaderBytes,
                 gap.position - kHeaderBytes);
    return true;
  }
  // A queue that grows at its head and shrinks at its tail would be moved with each push.
  if (gap.position == Begin() && gap.position < tail && gap.size > removed) return false;
  if (gap.size > removed + room_behind) return false;
  std::memmove(base + gap.position + gap.size, base + gap.end, tail);
  return true;
}

// Into a new block, as large as this one if that leaves enough slack. Of the slack the side that
// grows gets all but what the other side keeps, at most a quarter: a list may grow on both.
void Listpack::Reallocate(const Gap& gap) {
  const char* const old = data();
  const size_t total = gap.total();
  const size_t room_before = block_ == nullptr ? 0 : block_->start;
  const size_t room_behind =
      block_ == nullptr ? 0 : block_->capacity - block_->start - gap.old_size;
  const bool at_front = block_ != nullptr && gap.position < gap.tail();
  const bool stays =
      block_ != nullptr && block_->capacity >= total + total / 8 && total >= block_->capacity / 4;
  // Blocks are multiples of 16 with malloc's own word, so no part of a size class is lost.
  const size_t wanted = gap.old_size == kEmptyBytes ? total : total + Slack(total);
  const size_t rounded = ((wanted + sizeof(Block) + 8 + 15) & ~size_t{15}) - 8 - sizeof(Block);
  const size_t capacity = stays ? block_->capacity : rounded;
  auto* block = static_cast<Block*>(std::malloc(sizeof(Block) + capacity));
  if (block == nullptr) throw std::bad_alloc();
  block->capacity = static_cast<uint32_t>(capacity);
  const size_t slack = capacity - total;
  block->start = static_cast<uint32_t>(at_front ? slack - std::min(room_behind, slack / 4)
                                                : std::min(room_before, slack / 4));
  char* const base = block->at(block->start);
  std::memcpy(base, old, gap.position);
  std::memcpy(base + gap.position + gap.size, old + gap.end, gap.tail());
  std::free(block_);
  block_ = block;
}

}  // namespace luarig
