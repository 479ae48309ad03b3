#include <algorithm>
#include <bit>
#include <climits>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/script/byte_buffer.h"
#include "engine/script/call_frame.h"
#include "engine/script/cmsgpack.h"
#include "engine/script/lua_heap.h"
#include "engine/script/proxy.h"

// cmsgpack.pack: Lua values as MessagePack.

namespace luarig::cmsgpack {
namespace {

// A table inside this many others becomes nil, without an error.
constexpr int kMaxNesting = 16;

// The marks of a family of lengths: the short form with the length in the mark, then those for 8,
// 16 and 32 bits; 0 where there is none.
struct LengthMarks {
  uint8_t fixed;
  uint32_t fixed_max;
  uint8_t bits8;
  uint8_t bits16;
  uint8_t bits32;
};
constexpr LengthMarks kString = {0xa0, 31, 0xd9, 0xda, 0xdb};
constexpr LengthMarks kArray = {0x90, 15, 0, 0xdc, 0xdd};
constexpr LengthMarks kMap = {0x80, 15, 0, 0xde, 0xdf};

// True if `value` is an integer of 64 bits.
bool IsInteger(double value) {
  return value >= -0x1p63 && value < 0x1p63 && std::trunc(value) == value;
}

// Look: FrameLook or ApiLook, how values on the stack are read.
template <typename Look>
class Packer {
 public:
  Packer(lua_State* lua, ByteBuffer& buffer) : lua_(lua), writer_(buffer) {}

  // Appends the value on top of the stack, which stays.
  void Value(int nesting) {
    switch (Look::Type(lua_, -1)) {
      case LUA_TSTRING:
        return String();
      case LUA_TBOOLEAN:
        return Mark(lua_toboolean(lua_, -1) != 0 ? 0xc3 : 0xc2);
      case LUA_TNUMBER:
        return Number(Look::Number(lua_, -1));
      case LUA_TTABLE:
        if (nesting < kMaxNesting) return Table(nesting);
        break;
      default:
        break;
    }
    Mark(0xc0);
  }

  std::string_view text() { return writer_.text(); }

 private:
  void Mark(uint8_t mark) {
    writer_.Room(1);
    writer_.Put(static_cast<char>(mark));
  }

  // A mark and the low `size` bytes of `bits`, the highest first.
  void Bits(uint8_t mark, uint64_t bits, int size) {
    writer_.Room(9);
    writer_.Put(static_cast<char>(mark));
    for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
      writer_.Put(static_cast<char>(bits >> shift));
    }
  }

  void Length(const LengthMarks& marks, size_t length) {
    if (length <= marks.fixed_max) {
      Mark(static_cast<uint8_t>(marks.fixed | length));
    } else if (length <= UINT8_MAX && marks.bits8 != 0) {
      Bits(marks.bits8, length, 1);
    } else if (length <= UINT16_MAX) {
      Bits(marks.bits16, length, 2);
    } else {
      Bits(marks.bits32, length, 4);
    }
  }

  void String() {
    const std::string_view text = Look::Text(lua_, -1);
    Length(kString, text.size());
    writer_.Append(text);
  }

  void Number(double value) {
    if (IsInteger(value)) return Integer(static_cast<int64_t>(value));
    const auto single = static_cast<float>(value);
    if (static_cast<double>(single) == value) {
      Bits(0xca, std::bit_cast<uint32_t>(single), 4);
    } else {
      Bits(0xcb, std::bit_cast<uint64_t>(value), 8);
    }
  }

  void Integer(int64_t value) {
    const auto bits = static_cast<uint64_t>(value);
    if (value >= -32 && value <= INT8_MAX) return Mark(static_cast<uint8_t>(bits));
    if (value >= 0) {
      if (bits <= UINT8_MAX) return Bits(0xcc, bits, 1);
      if (bits <= UINT16_MAX) return Bits(0xcd, bits, 2);
      if (bits <= UINT32_MAX) return Bits(0xce, bits, 4);
      return Bits(0xcf, bits, 8);
    }
    if (value >= INT8_MIN) return Bits(0xd0, bits, 1);
    if (value >= INT16_MIN) return Bits(0xd1, bits, 2);
    if (value >= INT32_MIN) return Bits(0xd2, bits, 4);
    return Bits(0xd3, bits, 8);
  }

  void Table(int nesting) {
    luaL_checkstack(lua_, 2, "in function table_is_an_array");
    RealTable(lua_, -1);
    const Shape shape = ShapeOfTable();
    if (shape.is_array) return Array(nesting, shape.entries);

    // An entry and its key once more.
    luaL_checkstack(lua_, 3, "in function mp_encode_lua_table_as_map");
    Length(kMap, shape.entries);
    lua_pushnil(lua_);
    while (lua_next(lua_, -2) != 0) {
      lua_pushvalue(lua_, -2);
      Value(nesting + 1);
      lua_pop(lua_, 1);
      Value(nesting + 1);
      lua_pop(lua_, 1);
    }
  }

  void Array(int nesting, size_t length) {
    Length(kArray, length);
    for (size_t i = 1; i <= length; ++i) {
      lua_rawgeti(lua_, -1, static_cast<int>(i));
      Value(nesting + 1);
      lua_pop(lua_, 1);
    }
  }

  struct Shape {
    size_t entries;
    bool is_array;  // The keys are exactly 1 ... entries.
  };

  Shape ShapeOfTable() {
    Shape shape{0, true};
    double highest = 0;
    lua_pushnil(lua_);
    while (lua_next(lua_, -2) != 0) {
      lua_pop(lua_, 1);
      ++shape.entries;
      const double key = Look::Type(lua_, -1) == LUA_TNUMBER ? Look::Number(lua_, -1) : 0;
      if (!(key > 0 && key <= INT_MAX && std::trunc(key) == key)) shape.is_array = false;
      highest = std::max(highest, key);
    }
    if (highest != static_cast<double>(shape.entries)) shape.is_array = false;
    return shape;
  }

  lua_State* lua_;
  ByteWriter writer_;
};

template <typename Look>
int PackAll(lua_State* lua) {
  const int count = lua_gettop(lua);
  luaL_argcheck(lua, count != 0, 0, "MessagePack pack needs input.");
  luaL_argcheck(lua, lua_checkstack(lua, count) != 0, 0,
                "Too many arguments for MessagePack pack.");
  ByteBuffer buffer(LuaHeap::Of(lua).largest());
  Packer<Look> packer(lua, buffer);
  for (int i = 1; i <= count; ++i) {
    luaL_checkstack(lua, 1, "in function mp_check");
    lua_pushvalue(lua, i);
    packer.Value(0);
    // The value stays: the server keeps a result for each, which tells how many fit its stack.
  }
  const std::string_view text = packer.text();
  lua_pushlstring(lua, text.data(), text.size());
  return 1;
}

}  // namespace

int Pack(lua_State* lua) {
  return KnowsCallFrames() ? PackAll<FrameLook>(lua) : PackAll<ApiLook>(lua);
}

}  // namespace luarig::cmsgpack
