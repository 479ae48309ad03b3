#ifndef LUARIG_ENGINE_SCRIPT_TABLE_BUILDER_H_
#define LUARIG_ENGINE_SCRIPT_TABLE_BUILDER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <lua.hpp>

// Small tables made in one go from values on the stack.
//
// A table that is filled entry by entry is reallocated at 1, 2, 4, 8 ... entries, which costs more
// than all else in decoding a small message. Making it at its final size is faster, but the order
// of pairs() and the border that # finds depend on how a table grew, and the server's tables grow.
// So the functions here work out where growth would have left each entry, and insert them in the
// order that leaves them just there: a script cannot tell the difference.

namespace luarig {

// The most entries that a table is made from at once. A longer one continues entry by entry.
inline constexpr int kTableBatch = 16;

// What lua_pushlstring() hashes `text` to in Lua 5.1: it decides an entry's place in a table.
inline uint32_t LuaStringHash(std::string_view text) {
  auto hash = static_cast<uint32_t>(text.size());
  const size_t step = (text.size() >> 5) + 1;
  for (size_t i = text.size(); i >= step; i -= step) {
    hash ^= (hash << 5) + (hash >> 2) + static_cast<unsigned char>(text[i - 1]);
  }
  return hash;
}

using KeyHashes = std::array<uint32_t, kTableBatch>;

// Replaces `count` values, none of them nil, and the slot below them by the table {value, ...}.
// The slot is a placeholder whose value does not matter.
void BuildArray(lua_State* lua, int count);

// Replaces `count` pairs (key, value, key, value ...) and the slot below them by a table of
// them. The keys are strings with these hashes; no value is nil. Later pairs override earlier ones.
void BuildObject(lua_State* lua, int count, const KeyHashes& hashes);

// The same for keys and values of any kind, as that many lua_rawset would do. May raise an error.
void BuildPlainTable(lua_State* lua, int count);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_TABLE_BUILDER_H_
