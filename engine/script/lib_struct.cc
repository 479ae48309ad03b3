#include <bit>
#include <cctype>
#include <climits>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/script/byte_buffer.h"
#include "engine/script/libs.h"
#include "engine/script/lua_heap.h"

// The struct library: numbers and strings as the bytes of C structures.

namespace luarig {
namespace {

constexpr size_t kMaxIntegerSize = 32;
constexpr size_t kDefaultAlignment = 8;  // Of '!' without a number.

// The server converts out-of-range numbers as x86-64 does, which C++ leaves open.
int64_t ToSigned(double number) {
  return number >= -0x1p63 && number < 0x1p63 ? static_cast<int64_t>(number) : INT64_MIN;
}
uint64_t ToUnsigned(double number) {
  if (!(number >= 0x1p63)) return static_cast<uint64_t>(ToSigned(number));
  return static_cast<uint64_t>(ToSigned(number - 0x1p63)) ^ uint64_t { 1 } << 63;
}

struct Item {
  char option;
  size_t size;     // In bytes; 0 if it depends on the value, and for control options.
  size_t padding;  // Bytes that align the item.
};

// Walks over a format, which ends at its first NUL. Control options take effect when passed to
// Control().
class Format {
 public:
  explicit Format(lua_State* lua) : lua_(lua), at_(luaL_checkstring(lua, 1)) {}

  bool done() const { return *at_ == '\0'; }
  bool big_endian() const { return big_endian_; }

  // The next item, which stands behind `position` bytes.
  Item Next(size_t position) {
    const char option = *at_++;
    const size_t size = Size(option);
    return {option, size, Padding(option, size, position)};
  }

  void Control(char option) {
    switch (option) {
      case ' ':
        return;
      case '>':
        big_endian_ = true;
        return;
      case '<':
        big_endian_ = false;
        return;
      case '!':
        return Align(Number(kDefaultAlignment));
      default:
        luaL_argerror(lua_, 1, lua_pushfstring(lua_, "invalid format option '%c'", option));
    }
  }

 private:
  static bool IsDigit(char c) { return c >= '0' && c <= '9'; }

  // The number at this place of the format, or `absent`.
  size_t Number(size_t absent) {
    if (!IsDigit(*at_)) return absent;
    int64_t number = 0;
    for (; IsDigit(*at_); ++at_) {
      number = number * 10 + (*at_ - '0');
      if (number > INT_MAX) luaL_error(lua_, "integral size overflow");
    }
    return static_cast<size_t>(number);
  }

  size_t Size(char option) {
    switch (option) {
      case 'b':
      case 'B':
      case 'x':
        return 1;
      case 'h':
      case 'H':
        return 2;
      case 'f':
        return 4;
      case 'l':
      case 'L':
      case 'T':
      case 'd':
        return 8;
      case 'i':
      case 'I':
        return IntegerSize();
      case 'c':
        return Number(1);
      default:
        return 0;
    }
  }

  size_t IntegerSize() {
    const size_t size = Number(sizeof(int));
    if (size > kMaxIntegerSize) {
      luaL_error(lua_, "integral size %d is larger than limit of %d", static_cast<int>(size),
                 static_cast<int>(kMaxIntegerSize));
    }
    return size;
  }

  void Align(size_t alignment) {
    if (!std::has_single_bit(alignment)) {
      luaL_error(lua_, "alignment %d is not a power of 2", static_cast<int>(alignment));
    }
    alignment_ = alignment;
  }

  // Sizes that are not a power of two get odd results, which are the server's.
  size_t Padding(char option, size_t size, size_t position) const {
    if (size == 0 || option == 'c') return 0;
    if (size > alignment_) size = alignment_;
    return (size - (position & (size - 1))) & (size - 1);
  }

  lua_State* lua_;
  const char* at_;
  size_t alignment_ = 1;
  bool big_endian_ = false;
};

// Writes the low `size` bytes of `bits`; more than eight are zeros, even of a negative number.
void PutInteger(ByteWriter& writer, uint64_t bits, size_t size, bool big_endian) {
  writer.Room(size);
  for (size_t i = 0; i < size; ++i) {
    const size_t byte = big_endian ? size - 1 - i : i;
    writer.Put(byte < 8 ? static_cast<char>(bits >> (8 * byte)) : '\0');
  }
}

uint64_t ReadInteger(const char* bytes, size_t size, bool big_endian) {
  uint64_t bits = 0;
  for (size_t i = 0; i < size; ++i) {
    bits = bits << 8 | static_cast<uint8_t>(bytes[big_endian ? i : size - 1 - i]);
  }
  return bits;
}

// A signed integer of `size` bytes. For more than eight the server's shift wraps around, and any
// bit from there on makes the number negative.
int64_t ExtendSign(uint64_t bits, size_t size) {
  const uint64_t sign = UINT64_MAX << ((size * 8 - 1) & 63);
  return static_cast<int64_t>((bits & sign) != 0 ? bits | sign : bits);
}

class Packer {
 public:
  Packer(lua_State* lua, ByteBuffer& buffer) : lua_(lua), format_(lua), writer_(buffer) {}

  void Run() {
    // An argument too few is reported as nil.
    lua_pushnil(lua_);
    while (!format_.done()) {
      const Item item = format_.Next(writer_.size());
      writer_.Room(item.padding);
      for (size_t i = 0; i < item.padding; ++i) writer_.Put('\0');
      Put(item);
    }
    const std::string_view text = writer_.text();
    lua_pushlstring(lua_, text.data(), text.size());
  }

 private:
  void Put(const Item& item) {
    switch (item.option) {
      case 'x':
        return PutInteger(writer_, 0, 1, false);
      case 'f': {
        const auto value = static_cast<float>(luaL_checknumber(lua_, argument_++));
        return PutInteger(writer_, std::bit_cast<uint32_t>(value), 4, format_.big_endian());
      }
      case 'd': {
        const double value = luaL_checknumber(lua_, argument_++);
        return PutInteger(writer_, std::bit_cast<uint64_t>(value), 8, format_.big_endian());
      }
      case 'c':
      case 's':
        return String(item);
      default:
        if (item.size == 0 && item.option != 'i' && item.option != 'I') {
          return format_.Control(item.option);
        }
        return Integer(item.size);
    }
  }

  void Integer(size_t size) {
    const double number = luaL_checknumber(lua_, argument_++);
    const uint64_t bits = number < 0 ? static_cast<uint64_t>(ToSigned(number)) : ToUnsigned(number);
    PutInteger(writer_, bits, size, format_.big_endian());
  }

  void String(const Item& item) {
    size_t length = 0;
    const char* text = luaL_checklstring(lua_, argument_++, &length);
    const size_t size = item.size == 0 ? length : item.size;
    // The server blames the argument after the string.
    luaL_argcheck(lua_, length >= size, argument_, "string too short");
    writer_.Append({text, size});
    if (item.option == 's') writer_.Append({"\0", 1});
  }

  lua_State* lua_;
  Format format_;
  ByteWriter writer_;
  int argument_ = 2;
};

class Unpacker {
 public:
  explicit Unpacker(lua_State* lua) : lua_(lua), format_(lua) {
    size_t size = 0;
    const char* bytes = luaL_checklstring(lua, 2, &size);
    data_ = {bytes, size};
    // A negative offset becomes one behind any data.
    position_ = static_cast<size_t>(luaL_optinteger(lua, 3, 1));
    luaL_argcheck(lua, position_ > 0, 3, "offset must be 1 or greater");
    --position_;
  }

  // Returns how many values it pushed.
  int Run() {
    while (!format_.done()) {
      const Item item = format_.Next(position_);
      position_ += item.padding;
      Need(item.size);
      luaL_checkstack(lua_, 2, "too many results");
      position_ += Push(item);
    }
    lua_pushinteger(lua_, static_cast<lua_Integer>(position_ + 1));
    return count_ + 1;
  }

 private:
  void Need(size_t size) {
    const bool enough = size <= data_.size() && position_ <= data_.size() - size;
    luaL_argcheck(lua_, enough, 2, "data string too short");
  }

  // Pushes the value of `item`, if it has one. Returns its size.
  size_t Push(const Item& item) {
    const char* bytes = data_.data() + position_;
    switch (item.option) {
      case 'x':
        return item.size;
      case 'f': {
        const auto bits = static_cast<uint32_t>(ReadInteger(bytes, 4, format_.big_endian()));
        PushNumber(static_cast<double>(std::bit_cast<float>(bits)));
        return item.size;
      }
      case 'd':
        PushNumber(std::bit_cast<double>(ReadInteger(bytes, 8, format_.big_endian())));
        return item.size;
      case 'c': {
        const size_t size = item.size == 0 ? PreviousSize() : item.size;
        PushString(size);
        return size;
      }
      case 's':
        return TerminatedString();
      default:
        if (item.size == 0 && item.option != 'i' && item.option != 'I') {
          format_.Control(item.option);
        } else {
          PushInteger(item);
        }
        return item.size;
    }
  }

  void PushNumber(double number) {
    lua_pushnumber(lua_, number);
    ++count_;
  }

  void PushString(size_t size) {
    lua_pushlstring(lua_, data_.data() + position_, size);
    ++count_;
  }

  void PushInteger(const Item& item) {
    const uint64_t bits = ReadInteger(data_.data() + position_, item.size, format_.big_endian());
    const bool is_signed = item.option >= 'a';
    PushNumber(is_signed ? static_cast<double>(ExtendSign(bits, item.size))
                         : static_cast<double>(bits));
  }

  // Pops the value before 'c0', which is the size of the string.
  size_t PreviousSize() {
    if (count_ == 0 || lua_isnumber(lua_, -1) == 0) {
      luaL_error(lua_, "format 'c0' needs a previous size");
    }
    const auto size = static_cast<size_t>(ToUnsigned(lua_tonumber(lua_, -1)));
    lua_pop(lua_, 1);
    --count_;
    Need(size);
    return size;
  }

  size_t TerminatedString() {
    const size_t end = data_.find('\0', position_);
    if (end == std::string_view::npos) luaL_error(lua_, "unfinished string in data");
    PushString(end - position_);
    return end - position_ + 1;
  }

  lua_State* lua_;
  Format format_;
  std::string_view data_;
  size_t position_;
  int count_ = 0;
};

int Pack(lua_State* lua) {
  ByteBuffer buffer(LuaHeap::Of(lua).largest());
  Packer(lua, buffer).Run();
  return 1;
}

int Unpack(lua_State* lua) { return Unpacker(lua).Run(); }

int Size(lua_State* lua) {
  Format format(lua);
  size_t size = 0;
  while (!format.done()) {
    const Item item = format.Next(size);
    size += item.padding + item.size;
    luaL_argcheck(lua, item.option != 's', 1, "option 's' has no fixed size");
    luaL_argcheck(lua, item.option != 'c' || item.size != 0, 1, "option 'c0' has no fixed size");
    // Letters that mean nothing pass here, though they do not in pack() and unpack().
    if (std::isalnum(static_cast<unsigned char>(item.option)) == 0) format.Control(item.option);
  }
  lua_pushinteger(lua, static_cast<lua_Integer>(size));
  return 1;
}

constexpr luaL_Reg kFunctions[] = {
    {"pack", WithinMemory<Pack>},
    {"unpack", Unpack},
    {"size", Size},
    {nullptr, nullptr},
};

}  // namespace

void OpenStruct(lua_State* lua) {
  lua_newtable(lua);
  luaL_register(lua, nullptr, kFunctions);
}

}  // namespace luarig
