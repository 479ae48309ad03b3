#include "engine/script/table_builder.h"

#include <bit>
#include <utility>

namespace luarig {
namespace {

constexpr int8_t kFree = -1;

// Which entry stands in each node of a hash part.
using Nodes = std::array<int8_t, kTableBatch>;

// Where Lua 5.1 puts an entry: at home if that is free. If it is taken by an entry that is at home
// itself, in the last free node; if the other is not at home, that one moves there instead.
class NodeTable {
 public:
  NodeTable(const KeyHashes& hashes, uint32_t size)
      : hashes_(hashes), size_(size), last_free_(size) {
    nodes_.fill(kFree);
  }

  void Insert(int8_t entry) {
    const uint32_t home = Home(entry);
    if (nodes_[home] == kFree) {
      nodes_[home] = entry;
      return;
    }
    do --last_free_;
    while (nodes_[last_free_] != kFree);
    if (Home(nodes_[home]) != home) std::swap(entry, nodes_[home]);
    nodes_[last_free_] = entry;
  }

  const Nodes& nodes() const { return nodes_; }

 private:
  uint32_t Home(int8_t entry) const { return hashes_[static_cast<size_t>(entry)] & (size_ - 1); }

  const KeyHashes& hashes_;
  uint32_t size_;
  uint32_t last_free_;
  Nodes nodes_{};
};

// The order of insertion into a table of final size that ends as growth does: each time the table
// is full, Lua inserts what it has from the last node to the first into one of twice the size.
Nodes InsertionOrder(const KeyHashes& hashes, int count) {
  Nodes order{};
  int8_t placed = 1;
  for (uint32_t size = 2; static_cast<int>(size) < count; size *= 2) {
    NodeTable table(hashes, size);
    for (int8_t i = 0; i < placed; ++i) table.Insert(order[static_cast<size_t>(i)]);
    for (; placed < static_cast<int8_t>(size); ++placed) table.Insert(placed);
    for (uint32_t i = 0; i < size; ++i) order[i] = table.nodes()[size - 1 - i];
  }
  for (; placed < static_cast<int8_t>(count); ++placed) order[static_cast<size_t>(placed)] = placed;
  return order;
}

// Equal keys have equal hashes; the opposite is rare enough to treat as equal.
bool MayRepeatKey(const KeyHashes& hashes, int count) {
  uint64_t seen = 0;
  for (int i = 0; i < count; ++i) {
    const uint32_t hash = hashes[static_cast<size_t>(i)];
    const uint64_t bit = uint64_t{1} << (hash & 63);
    if ((seen & bit) != 0) {
      for (int j = 0; j < i; ++j) {
        if (hashes[static_cast<size_t>(j)] == hash) return true;
      }
    }
    seen |= bit;
  }
  return false;
}

// Leaves the table on top of the stack in place of the values above and at `slot`.
void LeaveTable(lua_State* lua, int slot) {
  lua_replace(lua, slot);
  lua_settop(lua, slot);
}

}  // namespace

void BuildArray(lua_State* lua, int count) {
  const int slot = lua_gettop(lua) - count;
  lua_createtable(
      lua, count == 0 ? 0 : static_cast<int>(std::bit_ceil(static_cast<unsigned>(count))), 0);
  lua_replace(lua, slot);
  for (int i = count; i > 0; --i) lua_rawseti(lua, slot, i);
}

void BuildObject(lua_State* lua, int count, const KeyHashes& hashes) {
  if (MayRepeatKey(hashes, count)) return BuildPlainTable(lua, count);

  const int slot = lua_gettop(lua) - 2 * count;
  const Nodes order = InsertionOrder(hashes, count);
  lua_createtable(lua, 0, count);
  for (int i = 0; i < count; ++i) {
    const int key = slot + 1 + 2 * order[static_cast<size_t>(i)];
    lua_pushvalue(lua, key);
    lua_pushvalue(lua, key + 1);
    lua_rawset(lua, -3);
  }
  LeaveTable(lua, slot);
}

void BuildPlainTable(lua_State* lua, int count) {
  const int slot = lua_gettop(lua) - 2 * count;
  lua_newtable(lua);
  for (int i = 0; i < count; ++i) {
    lua_pushvalue(lua, slot + 1 + 2 * i);
    lua_pushvalue(lua, slot + 2 + 2 * i);
    lua_rawset(lua, -3);
  }
  LeaveTable(lua, slot);
}

}  // namespace luarig
