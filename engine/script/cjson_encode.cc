#include <array>
#include <charconv>
#include <climits>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/script/call_frame.h"
#include "engine/script/cjson.h"
#include "engine/script/lua_heap.h"
#include "engine/script/proxy.h"

// cjson.encode: a Lua value as JSON text, in one pass into the instance's buffer.

namespace luarig::cjson {
namespace {

// How a byte stands inside a string: 0 as it is, 'u' as \u00XX, else after a backslash.
constexpr auto kEscapes = [] {
  std::array<char, 256> table{};
  for (size_t c = 0; c < 0x20; ++c) table[c] = 'u';
  table[0x7f] = 'u';
  table['\b'] = 'b';
  table['\t'] = 't';
  table['\n'] = 'n';
  table['\f'] = 'f';
  table['\r'] = 'r';
  table['"'] = '"';
  table['\\'] = '\\';
  table['/'] = '/';
  return table;
}();

constexpr size_t kEscapedLength = 6;   // \u00XX
constexpr size_t kStringPiece = 2048;  // Room is asked for pieces, not six times a huge string.
constexpr size_t kNumberRoom = 40;

constexpr std::array<double, 16> kPowers = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                            1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

char* PutEscape(char* out, unsigned char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  *out++ = '\\';
  *out++ = kEscapes[c];
  if (kEscapes[c] != 'u') return out;
  *out++ = '0';
  *out++ = '0';
  *out++ = kHex[c >> 4];
  *out++ = kHex[c & 15];
  return out;
}

// True if one of the eight bytes in `word` has to be escaped. May err on the careful side.
bool MayNeedEscape(uint64_t word) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kHighs = kOnes * 0x80;
  const auto has_zero = [](uint64_t v) { return (v - kOnes) & ~v; };
  const uint64_t below_blank = (word - kOnes * 0x20) & ~word;
  return ((below_blank | has_zero(word ^ (kOnes * '"')) | has_zero(word ^ (kOnes * '\\')) |
           has_zero(word ^ (kOnes * '/')) | has_zero(word ^ (kOnes * 0x7f))) &
          kHighs) != 0;
}

// Copies `text` with escapes; `out` has room for the worst case.
char* PutEscaped(char* out, std::string_view text) {
  const char* in = text.data();
  const char* const end = in + text.size();
  while (in != end) {
    uint64_t word = 0;
    while (end - in >= 8) {
      std::memcpy(&word, in, 8);
      if (MayNeedEscape(word)) break;
      std::memcpy(out, &word, 8);
      in += 8;
      out += 8;
    }
    for (const char* stop = end - in > 8 ? in + 8 : end; in != stop; ++in) {
      const auto c = static_cast<unsigned char>(*in);
      if (kEscapes[c] == 0) [[likely]] {
        *out++ = *in;
      } else {
        out = PutEscape(out, c);
      }
    }
  }
  return out;
}

// Writes the digits of a decimal number with few digits after the point, the usual case by far.
// Returns null if `magnitude` is not such a number; then nothing is written.
//
// A decimal of at most 14 digits that reads back as the same double is what %.14g prints, and
// n / 10^k is that reading, since both are exact and a division rounds correctly.
char* PutShortDecimal(char* out, double magnitude, double limit) {
  constexpr size_t kMaxPlaces = 6;
  if (magnitude < 1e-4) return nullptr;
  for (size_t places = 1; places <= kMaxPlaces; ++places) {
    const double scaled = magnitude * kPowers[places];
    if (scaled >= limit) return nullptr;
    auto digits = static_cast<int64_t>(scaled);
    if (static_cast<double>(digits) != scaled || scaled / kPowers[places] != magnitude) continue;

    while (digits % 10 == 0) digits /= 10, --places;
    const auto scale = static_cast<int64_t>(kPowers[places]);
    out = std::to_chars(out, out + kNumberRoom, digits / scale).ptr;
    if (places == 0) return out;
    *out = '.';
    int64_t fraction = digits % scale;
    for (size_t i = places; i > 0; --i, fraction /= 10)
      out[i] = static_cast<char>('0' + fraction % 10);
    return out + places + 1;
  }
  return nullptr;
}

// `value`, which is finite, as C's printf prints it with %.<precision>g.
char* PutNumber(char* out, double value, int precision) {
  const double limit = kPowers[static_cast<size_t>(precision)];
  const double magnitude = std::fabs(value);
  if (magnitude < limit) {
    const auto integer = static_cast<int64_t>(value);
    if (static_cast<double>(integer) == value) {
      if (integer == 0 && std::signbit(value)) *out++ = '-';
      return std::to_chars(out, out + kNumberRoom, integer).ptr;
    }
    *out = '-';
    char* const start = out + (value < 0 ? 1 : 0);
    if (char* const end = PutShortDecimal(start, magnitude, limit)) return end;
  }
  return std::to_chars(out, out + kNumberRoom, value, std::chars_format::general, precision).ptr;
}

// Look: FrameLook or ApiLook, how values on the stack are read.
template <typename Look>
class Encoder {
 public:
  Encoder(lua_State* lua, const Options& options, ByteBuffer& buffer)
      : lua_(lua), options_(options), writer_(buffer) {}

  // Writes the value on top of the stack, which stays.
  void Value(int depth) {
    switch (Look::Type(lua_, -1)) {
      case LUA_TSTRING:
        return String(-1);
      case LUA_TNUMBER:
        return Number(Look::Number(lua_, -1));
      case LUA_TTABLE:
        return Table(depth + 1);
      default:
        if (!Constant(-1)) Unsupported(-1, "type not supported");
    }
  }

  std::string_view text() { return writer_.text(); }

 private:
  [[noreturn]] void Unsupported(int index, const char* reason) {
    luaL_error(lua_, "Cannot serialise %s: %s", luaL_typename(lua_, index), reason);
    __builtin_unreachable();
  }

  // Writes true, false and the nulls; false for anything else.
  bool Constant(int index) {
    switch (Look::Type(lua_, index)) {
      case LUA_TBOOLEAN:
        writer_.Append(lua_toboolean(lua_, index) != 0 ? "true" : "false");
        return true;
      case LUA_TNIL:
        writer_.Append("null");
        return true;
      case LUA_TLIGHTUSERDATA:
        if (lua_touserdata(lua_, index) != nullptr) return false;
        writer_.Append("null");
        return true;
      default:
        return false;
    }
  }

  void String(int index) {
    const std::string_view text = Look::Text(lua_, index);
    const char* bytes = text.data();
    size_t size = text.size();
    writer_.Room(1);
    writer_.Put('"');
    for (; size > kStringPiece; bytes += kStringPiece, size -= kStringPiece) {
      writer_.Room(kStringPiece * kEscapedLength);
      writer_.Skip(PutEscaped(writer_.position(), {bytes, kStringPiece}));
    }
    writer_.Room(size * kEscapedLength + 1);
    writer_.Skip(PutEscaped(writer_.position(), {bytes, size}));
    writer_.Put('"');
  }

  void Number(double value) {
    writer_.Room(kNumberRoom);
    if (!std::isfinite(value)) return InvalidNumber(value);
    writer_.Skip(PutNumber(writer_.position(), value, options_.number_precision));
  }

  void InvalidNumber(double value) {
    switch (static_cast<InvalidNumbers>(options_.encode_invalid_numbers)) {
      case InvalidNumbers::kRefuse:
        luaL_error(lua_, "Cannot serialise number: must not be NaN or Inf");
        return;
      case InvalidNumbers::kWrite:
        return writer_.Put(std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
      case InvalidNumbers::kNull:
        return writer_.Put("null");
    }
  }

  // Writes the table on top of the stack. Its first entry usually tells which kind it is.
  void Table(int depth) {
    if (depth > options_.encode_max_depth || lua_checkstack(lua_, 3) == 0) {
      luaL_error(lua_, "Cannot serialise, excessive nesting (%d)", depth);
    }
    RealTable(lua_, -1);
    lua_pushnil(lua_);
    if (lua_next(lua_, -2) == 0) return writer_.Append("{}");
    if (Look::Type(lua_, -2) != LUA_TNUMBER) return Object(depth);
    if (FlatArray()) return;

    const int length = ArrayLength();
    if (length > 0) return Array(depth, length);
    lua_pushnil(lua_);
    lua_next(lua_, -2);
    Object(depth);
  }

  // With a table and its first entry on the stack: writes the table if it is a sequence of plain
  // values, which takes one walk over it. If not, writes nothing. The entry is popped either way.
  bool FlatArray() {
    const size_t start = writer_.size();
    int items = 0;
    do {
      if (!IsIndex(items + 1) || !FlatElement(items)) {
        lua_pop(lua_, 2);
        writer_.Truncate(start);
        return false;
      }
      ++items;
      lua_pop(lua_, 1);
    } while (lua_next(lua_, -2) != 0);
    writer_.Append("]");
    if (!TooSparse(items, items)) return true;
    writer_.Truncate(start);
    return false;
  }

  // True if the key of the entry on the stack is the number `index`.
  bool IsIndex(int index) const {
    return Look::Type(lua_, -2) == LUA_TNUMBER &&
           Look::Number(lua_, -2) == static_cast<double>(index);
  }

  // Appends the value on the stack unless writing it may fail or go deeper.
  bool FlatElement(int items_before) {
    writer_.Append(items_before == 0 ? "[" : ",");
    switch (Look::Type(lua_, -1)) {
      case LUA_TSTRING:
        String(-1);
        return true;
      case LUA_TNUMBER:
        if (!std::isfinite(Look::Number(lua_, -1))) return false;
        Number(Look::Number(lua_, -1));
        return true;
      default:
        return Constant(-1);
    }
  }

  // The server multiplies in 32 bits and lets it wrap.
  bool TooSparse(int length, int items) const {
    const auto bound = static_cast<int32_t>(static_cast<uint32_t>(items) *
                                            static_cast<uint32_t>(options_.sparse_ratio));
    return options_.sparse_ratio > 0 && length > bound && length > options_.sparse_safe;
  }

  // The highest index of the table on the stack; not above 0 if it has to be written as an object.
  int ArrayLength() {
    int length = 0;
    int items = 0;
    lua_pushnil(lua_);
    while (lua_next(lua_, -2) != 0) {
      lua_pop(lua_, 1);
      const double key = Look::Type(lua_, -1) == LUA_TNUMBER ? Look::Number(lua_, -1) : 0;
      if (!(key >= 1 && std::floor(key) == key)) {
        lua_pop(lua_, 1);
        return 0;
      }
      // An index too large for an int becomes the least one, as on the server: what follows in the
      // table decides then.
      if (key > length) length = key <= INT_MAX ? static_cast<int>(key) : INT_MIN;
      ++items;
    }
    if (!TooSparse(length, items)) return length;
    if (options_.sparse_convert == 0) Unsupported(-1, "excessively sparse array");
    return 0;
  }

  void Array(int depth, int length) {
    for (int i = 1; i <= length; ++i) {
      writer_.Append(i == 1 ? "[" : ",");
      lua_rawgeti(lua_, -1, i);
      Value(depth);
      lua_pop(lua_, 1);
    }
    writer_.Append("]");
  }

  // Writes the table below its first entry as an object, and pops the entry.
  void Object(int depth) {
    char before = '{';
    do {
      writer_.Room(1);
      writer_.Put(before);
      before = ',';
      Key();
      writer_.Append(":");
      Value(depth);
      lua_pop(lua_, 1);
    } while (lua_next(lua_, -2) != 0);
    writer_.Append("}");
  }

  void Key() {
    switch (Look::Type(lua_, -2)) {
      case LUA_TSTRING:
        return String(-2);
      case LUA_TNUMBER:
        writer_.Append("\"");
        Number(Look::Number(lua_, -2));
        return writer_.Append("\"");
      default:
        Unsupported(-2, "table key must be a number or string");
    }
  }

  lua_State* lua_;
  const Options& options_;
  ByteWriter writer_;
};

template <typename Look>
int EncodeInto(lua_State* lua, const Options& options, ByteBuffer& buffer) {
  Encoder<Look> encoder(lua, options, buffer);
  encoder.Value(0);
  const std::string_view text = encoder.text();
  lua_pushlstring(lua, text.data(), text.size());
  return 1;
}

}  // namespace

int Encode(lua_State* lua) {
  const auto encode = KnowsCallFrames() ? EncodeInto<FrameLook> : EncodeInto<ApiLook>;
  luaL_argcheck(lua, lua_gettop(lua) == 1, 1, "expected 1 argument");
  Options& options = OptionsOf(lua);
  const size_t largest = LuaHeap::Of(lua).largest();
  if (options.keep_buffer != 0) {
    options.buffer.SetLimit(largest);
    return encode(lua, options, options.buffer);
  }
  ByteBuffer buffer(largest);
  return encode(lua, options, buffer);
}

}  // namespace luarig::cjson
