#ifndef LUARIG_ENGINE_STORE_DENSE_TABLE_H_
#define LUARIG_ENGINE_STORE_DENSE_TABLE_H_

#include <bit>
#include <cassert>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

#include "engine/base/hashing.h"
#include "engine/store/dict_model.h"

namespace luarig {

// A hash table whose nodes also stand in a dense array: O(1) by key, by position and at random.
//
// Representation: nodes_[0, size_) are the nodes; index_ is an open-addressing table of
// {slot, hash} with linear probing, at most 7/8 full, a power of two in size. Erasing moves the
// last node into the hole (and shifts the index back), so slots stay dense.
//
// Invariants: nodes_[index_[i].slot] has the hash index_[i].hash for each used i; every slot stands
// in the index once. Iteration order is slot order: insertion order until the first erasure.
// EraseAt and InsertAt are exact inverses, positions included: the undo journal relies on it.
//
// SCAN walks slots downwards from a cursor: what an erasure moves into a lower slot comes from the
// end, so it was already seen or will be.
//
// What the server's table would look like is kept beside it (dict()): each Append and EraseAt is
// one of its operations, look-ups that it makes besides are told by Step().
//
// Traits: `static std::string_view Key(const Node*)` and `static void Destroy(Node*)`. A node is
// one allocation that its owner makes; the table destroys those left in it.
template <typename Node, typename Traits>
class DenseTable {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  DenseTable() = default;
  ~DenseTable() { Clear(); }
  DenseTable(const DenseTable&) = delete;
  DenseTable& operator=(const DenseTable&) = delete;
  DenseTable(DenseTable&& other) noexcept { Swap(other); }
  DenseTable& operator=(DenseTable&& other) noexcept {
    if (this != &other) {
      Clear();
      Swap(other);
    }
    return *this;
  }

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  Node* at(size_t slot) const { return nodes_[slot]; }
  size_t index_size() const { return index_ == nullptr ? 0 : size_t{mask_} + 1; }

  static uint32_t HashOf(std::string_view key) { return static_cast<uint32_t>(HashBytes(key)); }

  // The slot of `key`, or kNone.
  uint32_t Find(std::string_view key) const { return Find(key, HashOf(key)); }
  uint32_t Find(std::string_view key, uint32_t hash) const {
    if (size_ == 0) return kNone;
    for (uint32_t i = hash & mask_;; i = (i + 1) & mask_) {
      const Cell cell = index_[i];
      if (cell.slot == kNone) return kNone;
      if (cell.hash == hash && SameBytes(Traits::Key(nodes_[cell.slot]), key)) return cell.slot;
    }
  }

  // Adds a node whose key is not there yet, at the end; returns its slot.
  uint32_t Append(Node* node) { return Append(node, HashOf(Traits::Key(node))); }
  uint32_t Append(Node* node, uint32_t hash) {
    MakeRoom(size_ + 1);
    Link(size_, hash);
    nodes_[size_] = node;
    dict_.Added(size_, dict_may_grow_);
    return size_++;
  }

  // Takes the node out; the last node moves into its slot. The caller owns the result.
  Node* EraseAt(uint32_t slot) {
    Node* node = nodes_[slot];
    Unlink(CellOf(slot));
    const uint32_t last = --size_;
    if (slot != last) {
      index_[CellOf(last)].slot = slot;
      nodes_[slot] = nodes_[last];
    }
    dict_.Removed(size_);
    return node;
  }

  // Undoes EraseAt, but for dict(): the node that is now at `slot` moves to the end.
  // REQUIRES: slot <= size().
  void InsertAt(uint32_t slot, Node* node) {
    MakeRoom(size_ + 1);
    if (slot != size_) {
      index_[CellOf(slot)].slot = size_;
      nodes_[size_] = nodes_[slot];
    }
    nodes_[slot] = node;
    ++size_;
    Link(slot, HashOf(Traits::Key(node)));
  }

  // Puts another node with the same key into a slot; the caller owns the one that was there.
  Node* Replace(uint32_t slot, Node* node) { return std::exchange(nodes_[slot], node); }

  // Makes room for `count` nodes in all; the server does the same for an empty table.
  void Reserve(size_t count) {
    MakeRoom(count);
    if (size_ == 0) dict_.Presize(count);
  }

  // The server's table, and back to an earlier one of its states.
  const DictModel& dict() const { return dict_; }
  void set_dict(const DictModel& dict) { dict_ = dict; }
  void Step() const { dict_.Step(); }
  // Whether the server's table may grow before it is overfull.
  void set_dict_may_grow(bool may_grow) { dict_may_grow_ = may_grow; }

  void Clear() {
    for (uint32_t i = 0; i < size_; ++i) Traits::Destroy(nodes_[i]);
    std::free(nodes_);
    std::free(index_);
    nodes_ = nullptr;
    index_ = nullptr;
    size_ = capacity_ = mask_ = 0;
    dict_ = {};
  }

  void Swap(DenseTable& other) noexcept {
    std::swap(nodes_, other.nodes_);
    std::swap(index_, other.index_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    std::swap(mask_, other.mask_);
    std::swap(dict_, other.dict_);
  }

  // Visits at most `count` nodes from `cursor` downwards (0 starts at the end) and returns the
  // cursor to go on with, 0 when all were seen.
  template <typename F>
  uint64_t Scan(uint64_t cursor, size_t count, F&& visit) const {
    uint64_t slot = cursor == 0 || cursor > size_ ? size_ : cursor;
    for (; slot > 0 && count > 0; --count) visit(nodes_[--slot]);
    return slot;
  }

 private:
  void MakeRoom(size_t count) {
    if (count > capacity_) GrowNodes(count);
    if (index_ == nullptr || count * 8 > (size_t{mask_} + 1) * 7) GrowIndex(count);
  }

  struct Cell {
    uint32_t slot;  // kNone: free
    uint32_t hash;
  };

  template <typename T>
  static T* Reallocate(T* old, size_t count) {
    auto* memory = static_cast<T*>(std::realloc(
        old, count * sizeof(T)));  // NOLINT(bugprone-sizeof-expression): T may be a pointer
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
  }

  void GrowNodes(size_t count) {
    // An eighth more at a time: realloc moves pages, and slack would be paid for by every key.
    capacity_ = static_cast<uint32_t>(count < 8 ? 8 : count + count / 8);
    nodes_ = Reallocate(nodes_, capacity_);
  }

  // Grows the index where it stands, so that an old and a new one never share the memory. Cells are
  // placed again in the order of probing, from behind a free one: by then all that its probing can
  // meet up to its old cell, in any of the equal parts the index now has, was placed again too.
  void GrowIndex(size_t count) {
    const size_t cells = std::bit_ceil(count * 8 / 7 + 1);
    const size_t old_cells = index_size();
    index_ = Reallocate(index_, cells);
    std::memset(index_ + old_cells, 0xff, (cells - old_cells) * sizeof(Cell));
    mask_ = static_cast<uint32_t>(cells - 1);
    if (old_cells == 0) return;
    size_t free = 0;
    while (index_[free].slot != kNone) ++free;
    for (size_t i = 1; i < old_cells; ++i) {
      Cell& cell = index_[(free + i) & (old_cells - 1)];
      if (cell.slot == kNone) continue;
      const Cell placed = cell;
      cell.slot = kNone;
      Link(placed.slot, placed.hash);
    }
  }

  void Link(uint32_t slot, uint32_t hash) {
    uint32_t i = hash & mask_;
    while (index_[i].slot != kNone) i = (i + 1) & mask_;
    index_[i] = {slot, hash};
  }

  // The index cell that names `slot`.
  uint32_t CellOf(uint32_t slot) const {
    uint32_t i = HashOf(Traits::Key(nodes_[slot])) & mask_;
    while (index_[i].slot != slot) i = (i + 1) & mask_;
    return i;
  }

  // Frees a cell and moves back those behind it that it had pushed away.
  void Unlink(uint32_t hole) {
    for (uint32_t i = (hole + 1) & mask_; index_[i].slot != kNone; i = (i + 1) & mask_) {
      const uint32_t home = index_[i].hash & mask_;
      if (((i - home) & mask_) < ((i - hole) & mask_)) continue;  // still reachable from its home
      index_[hole] = index_[i];
      hole = i;
    }
    index_[hole].slot = kNone;
  }

  Node** nodes_ = nullptr;
  Cell* index_ = nullptr;
  uint32_t size_ = 0;
  uint32_t capacity_ = 0;
  uint32_t mask_ = 0;
  bool dict_may_grow_ = true;
  mutable DictModel dict_;  // reading moves the server's table on
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_DENSE_TABLE_H_
