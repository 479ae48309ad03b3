#include <bit>
#include <cstdint>
#include <string_view>

#include "engine/script/cmsgpack.h"

// cmsgpack.unpack and its kin: MessagePack as Lua values.
//
// Nothing is allocated by a length that the text only declares. How deep a text may nest is up to
// Lua's stack: about 4000 arrays, 8000 maps as keys of maps.

namespace luarig::cmsgpack {
namespace {

class Reader {
 public:
  Reader(lua_State* lua, std::string_view text) : lua_(lua), left_(text) {}

  size_t left() const { return left_.size(); }

  // Pushes the next value.
  void Value() {
    luaL_checkstack(lua_, 1,
                    "too many return values at once; use unpack_one or unpack_limit instead.");
    const auto mark = static_cast<uint8_t>(Take(1)[0]);
    if (mark <= 0x7f || mark >= 0xe0) return Integer(static_cast<int8_t>(mark));
    if (mark <= 0x8f) return Map(mark & 0x0f);
    if (mark <= 0x9f) return Array(mark & 0x0f);
    if (mark <= 0xbf) return String(mark & 0x1f);
    Marked(mark);
  }

 private:
  // The next `count` bytes.
  std::string_view Take(size_t count) {
    if (left_.size() < count) luaL_error(lua_, "Missing bytes in input.");
    const std::string_view taken = left_.substr(0, count);
    left_.remove_prefix(count);
    return taken;
  }

  // A number of `size` bytes, the highest first.
  uint64_t Bits(size_t size) {
    uint64_t bits = 0;
    for (const char byte : Take(size)) bits = bits << 8 | static_cast<uint8_t>(byte);
    return bits;
  }

  void Integer(int64_t value) { lua_pushnumber(lua_, static_cast<double>(value)); }

  void Marked(uint8_t mark) {
    switch (mark) {
      case 0xc0:
        return lua_pushnil(lua_);
      case 0xc2:
      case 0xc3:
        return lua_pushboolean(lua_, mark & 1);
      case 0xca:
        return lua_pushnumber(
            lua_, static_cast<double>(std::bit_cast<float>(static_cast<uint32_t>(Bits(4)))));
      case 0xcb:
        return lua_pushnumber(lua_, std::bit_cast<double>(Bits(8)));
      case 0xd9:
        return String(Bits(1));
      case 0xda:
        return String(Bits(2));
      case 0xdb:
        return String(Bits(4));
      case 0xdc:
        return Array(Bits(2));
      case 0xdd:
        return Array(Bits(4));
      case 0xde:
        return Map(Bits(2));
      case 0xdf:
        return Map(Bits(4));
      default:
        MarkedInteger(mark);
    }
  }

  void MarkedInteger(uint8_t mark) {
    switch (mark) {
      case 0xcc:
        return Integer(static_cast<uint8_t>(Bits(1)));
      case 0xcd:
        return Integer(static_cast<uint16_t>(Bits(2)));
      case 0xce:
        return Integer(static_cast<uint32_t>(Bits(4)));
      case 0xd0:
        return Integer(static_cast<int8_t>(Bits(1)));
      case 0xd1:
        return Integer(static_cast<int16_t>(Bits(2)));
      case 0xd2:
        return Integer(static_cast<int32_t>(Bits(4)));
      case 0xcf:  // Unsigned, but the server takes it for signed.
      case 0xd3:
        return Integer(static_cast<int64_t>(Bits(8)));
      default:  // Neither binary strings nor extensions are known.
        luaL_error(lua_, "Bad data format in input.");
    }
  }

  void String(uint64_t size) {
    const std::string_view text = Take(size);
    lua_pushlstring(lua_, text.data(), text.size());
  }

  void Array(uint64_t length) {
    lua_newtable(lua_);
    // The server has each index on its stack while it reads the element.
    luaL_checkstack(lua_, 1, "in function mp_decode_to_lua_array");
    for (uint64_t i = 1; i <= length; ++i) {
      lua_pushnumber(lua_, static_cast<double>(i));
      Value();
      lua_rawset(lua_, -3);
    }
  }

  void Map(uint64_t length) {
    lua_newtable(lua_);
    for (uint64_t i = 0; i < length; ++i) {
      Value();
      Value();
      lua_rawset(lua_, -3);
    }
  }

  lua_State* lua_;
  std::string_view left_;
};

// Pushes the values of the text at 1 from `offset`, up to `limit` of them; before them, unless both
// are 0 and mean everything, the offset behind them. Returns how many values it pushed.
int UnpackSome(lua_State* lua, lua_Integer limit, lua_Integer offset) {
  const bool everything = limit == 0 && offset == 0;
  size_t size = 0;
  const char* text = luaL_checklstring(lua, 1, &size);
  if (offset < 0 || limit < 0) {
    // The limit that the server names is the length of the text.
    return luaL_error(lua, "Invalid request to unpack with offset of %d and limit of %d.",
                      static_cast<int>(offset), static_cast<int>(size));
  }
  if (static_cast<size_t>(offset) > size) {
    return luaL_error(lua, "Start offset %d greater than input length %d.",
                      static_cast<int>(offset), static_cast<int>(size));
  }
  if (everything) limit = INT32_MAX;

  Reader reader(lua, {text + offset, size - static_cast<size_t>(offset)});
  int count = 0;
  for (; reader.left() != 0 && count < limit; ++count) reader.Value();
  if (everything) return count;

  luaL_checkstack(lua, 1, "in function mp_unpack_full");
  lua_pushinteger(lua, reader.left() == 0 ? -1 : static_cast<lua_Integer>(size - reader.left()));
  lua_insert(lua, 2);
  return count + 1;
}

}  // namespace

int Unpack(lua_State* lua) { return UnpackSome(lua, 0, 0); }

int UnpackOne(lua_State* lua) {
  const lua_Integer offset = luaL_optinteger(lua, 2, 0);
  if (lua_gettop(lua) > 1) lua_settop(lua, 1);
  return UnpackSome(lua, 1, offset);
}

int UnpackLimit(lua_State* lua) {
  const lua_Integer limit = luaL_checkinteger(lua, 2);
  const lua_Integer offset = luaL_optinteger(lua, 3, 0);
  lua_settop(lua, 1);
  return UnpackSome(lua, limit, offset);
}

}  // namespace luarig::cmsgpack
