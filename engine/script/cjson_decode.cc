#include <array>
#include <cstring>
#include <string_view>

#include "engine/script/cjson.h"
#include "engine/script/cjson_lexer.h"
#include "engine/script/table_builder.h"

// cjson.decode: JSON text as a Lua value. Values are pushed as they are read; small arrays and
// objects are collected on the stack and made in one go (table_builder.h).

namespace luarig::cjson {
namespace {

// Collecting takes more of Lua's stack than filling a table does, and how much stack there is
// decides how deep a text may nest once a script has raised decode_max_depth. So a text that turns
// out to nest deeper than this is read again without collecting.
constexpr int kMaxCollectedDepth = 64;

// The placeholder, the pairs and what building a table needs.
constexpr int kCollectSlots = 2 * kTableBatch + 4;

// What a string may contain without a closer look.
constexpr auto kPlain = [] {
  std::array<bool, 256> table{};
  table.fill(true);
  table['"'] = table['\\'] = table['\0'] = false;
  return table;
}();

class Decoder {
 public:
  Decoder(lua_State* lua, Options& options, const char* text)
      : lua_(lua), options_(options), begin_(text), at_(text) {}

  // Pushes the value of the whole text.
  void Text() {
    if (!Value(0)) {
      lua_settop(lua_, 1);
      at_ = begin_;
      collect_ = false;
      Value(0);
    }
    if (Next() != '\0') Fail("the end");
  }

 private:
  // Goes to the next word and returns its first character.
  char Next() {
    at_ = SkipBlanks(at_);
    return *at_;
  }

  [[noreturn]] void Fail(const char* expected) {
    const Word found = Describe(at_, options_.decode_invalid_numbers != 0);
    luaL_error(lua_, "Expected %s but found %s at character %d", expected, found.name,
               static_cast<int>(found.at - begin_) + 1);
    __builtin_unreachable();
  }

  // Reads a value and pushes it. False if the text has to be read again without collecting.
  bool Value(int depth) {
    switch (Next()) {
      case '"':
        String("value");
        return true;
      case '{':
        return Object(depth + 1);
      case '[':
        return Array(depth + 1);
      case 't':
        if (!Skip("true")) Fail("value");
        lua_pushboolean(lua_, 1);
        return true;
      case 'f':
        if (!Skip("false")) Fail("value");
        lua_pushboolean(lua_, 0);
        return true;
      case 'n':
        if (!Skip("null")) break;
        lua_pushlightuserdata(lua_, nullptr);
        return true;
      default:
        break;
    }
    Number();
    return true;
  }

  bool Skip(std::string_view word) {
    if (std::strncmp(at_, word.data(), word.size()) != 0) return false;
    at_ += word.size();
    return true;
  }

  void Number() {
    const bool ordinary = *at_ == '-' || (*at_ >= '0' && *at_ <= '9');
    if (options_.decode_invalid_numbers == 0) {
      if (!ordinary || IsInvalidNumber(at_)) Fail("value");
    } else if (!ordinary && !IsInvalidNumber(at_)) {
      Fail("value");
    }
    const char* const start = at_;
    const double value = ReadNumber(at_);
    if (at_ == start) Fail("value");
    lua_pushnumber(lua_, value);
  }

  // Reads a string and pushes it; the result lives until the next one. `expected` is what an error
  // says.
  std::string_view String(const char* expected) {
    const char* const begin = at_ + 1;
    const char* end = begin;
    while (kPlain[static_cast<unsigned char>(*end)]) ++end;
    if (*end != '"') return EscapedString(expected, begin);

    at_ = end + 1;
    const std::string_view text(begin, static_cast<size_t>(end - begin));
    lua_pushlstring(lua_, text.data(), text.size());
    return text;
  }

  std::string_view EscapedString(const char* expected, const char* begin) {
    const Word end = ScanString(begin);
    if (end.name != nullptr) Fail(expected);

    ByteBuffer& scratch = options_.scratch;
    const auto room = static_cast<size_t>(end.at - begin);
    if (scratch.capacity() < room) scratch.Grow(0, room);
    const char* const out_end = Unescape(begin, end.at, scratch.data());
    at_ = end.at + 1;
    const std::string_view text(scratch.data(), static_cast<size_t>(out_end - scratch.data()));
    lua_pushlstring(lua_, text.data(), text.size());
    return text;
  }

  // Enters a bracket. The server's own need of stack slots decides when there are too few.
  void Descend(int depth, int slots) {
    ++at_;
    if (collect_ && depth <= kMaxCollectedDepth) slots = kCollectSlots;
    if (depth > options_.decode_max_depth || lua_checkstack(lua_, slots) == 0) {
      luaL_error(lua_, "Found too many nested data structures (%d) at character %d", depth,
                 static_cast<int>(at_ - begin_));
    }
  }

  bool Object(int depth) {
    Descend(depth, 3);
    if (Next() == '}') {
      ++at_;
      lua_newtable(lua_);
      return true;
    }
    if (collect_) return depth <= kMaxCollectedDepth && CollectObject(depth);
    lua_newtable(lua_);
    return FillObject(depth);
  }

  // Reads what follows a value: a comma, or `closing`, which ends the table.
  bool Ends(char closing, const char* expected) {
    const char c = Next();
    if (c != closing && c != ',') Fail(expected);
    ++at_;
    return c == closing;
  }

  // Reads the entries of an object and makes it; if they are many, makes it of the first.
  bool CollectObject(int depth) {
    KeyHashes hashes;
    int count = 0;
    lua_pushnil(lua_);
    for (;;) {
      hashes[static_cast<size_t>(count++)] = LuaStringHash(Key());
      Colon();
      if (!Value(depth)) return false;
      const bool ends = Ends('}', kObjectEnd);
      if (ends || count == kTableBatch) {
        BuildObject(lua_, count, hashes);
        return ends || FillObject(depth);
      }
    }
  }

  // Reads the entries of an object, or the rest of them, into the table on the stack.
  bool FillObject(int depth) {
    do {
      Key();
      Colon();
      if (!Value(depth)) return false;
      lua_rawset(lua_, -3);
    } while (!Ends('}', kObjectEnd));
    return true;
  }

  std::string_view Key() {
    if (Next() != '"') Fail("object key string");
    return String("object key string");
  }

  void Colon() {
    if (Next() != ':') Fail("colon");
    ++at_;
  }

  bool Array(int depth) {
    Descend(depth, 2);
    if (Next() == ']') {
      ++at_;
      lua_newtable(lua_);
      return true;
    }
    if (collect_) return depth <= kMaxCollectedDepth && CollectArray(depth);
    lua_newtable(lua_);
    return FillArray(depth, 0);
  }

  bool CollectArray(int depth) {
    int count = 0;
    lua_pushnil(lua_);
    for (;;) {
      if (!Value(depth)) return false;
      ++count;
      const bool ends = Ends(']', kArrayEnd);
      if (ends || count == kTableBatch) {
        BuildArray(lua_, count);
        return ends || FillArray(depth, count);
      }
    }
  }

  // Reads the elements that follow the first `count` into the table on the stack.
  bool FillArray(int depth, int count) {
    do {
      if (!Value(depth)) return false;
      lua_rawseti(lua_, -2, ++count);
    } while (!Ends(']', kArrayEnd));
    return true;
  }

  static constexpr const char* kObjectEnd = "comma or object end";
  static constexpr const char* kArrayEnd = "comma or array end";

  lua_State* lua_;
  Options& options_;
  const char* begin_;
  const char* at_;
  bool collect_ = true;
};

}  // namespace

int Decode(lua_State* lua) {
  luaL_argcheck(lua, lua_gettop(lua) == 1, 1, "expected 1 argument");
  size_t size = 0;
  const char* text = luaL_checklstring(lua, 1, &size);
  // JSON starts with two ASCII characters, so a NUL among them means wider ones.
  if (size >= 2 && (text[0] == '\0' || text[1] == '\0')) {
    return luaL_error(lua, "JSON parser does not support UTF-16 or UTF-32");
  }
  Decoder(lua, OptionsOf(lua), text).Text();
  return 1;
}

}  // namespace luarig::cjson
