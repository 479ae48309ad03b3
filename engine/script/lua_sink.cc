#include "engine/script/lua_sink.h"

#include <algorithm>

#include "engine/base/number.h"

namespace luarig {

void LuaSink::Null() {
  if (resp3()) {
    lua_pushnil(lua_);
  } else {
    lua_pushboolean(lua_, 0);
  }
  Placed();
}

void LuaSink::Integer(int64_t value) {
  lua_pushnumber(lua_, static_cast<lua_Number>(value));
  Placed();
}

void LuaSink::Double(double value) {
  if (resp3()) {
    lua_createtable(lua_, 0, 1);
    lua_pushnumber(lua_, value);
    lua_setfield(lua_, -2, "double");
  } else {
    NumberText scratch;
    const std::string_view text = FormatDouble(value, floats_, scratch);
    lua_pushlstring(lua_, text.data(), text.size());
  }
  Placed();
}

void LuaSink::FixedDouble(double value) {
  const std::string digits = FormatLongDouble(value);
  if (!resp3()) return Bulk(digits);
  // Scripts get what the digits say, which of a small number is less than was known.
  Double(ParseDouble(digits).value_or(0));
}

void LuaSink::Bool(bool value) {
  if (resp3()) {
    lua_pushboolean(lua_, value ? 1 : 0);
  } else {
    lua_pushnumber(lua_, value ? 1 : 0);
  }
  Placed();
}

void LuaSink::Bulk(std::string_view bytes) {
  lua_pushlstring(lua_, bytes.data(), bytes.size());
  Placed();
}

void LuaSink::Status(std::string_view text) { Tagged("ok", text); }

void LuaSink::Error(std::string_view text) {
  is_error_ = is_error_ || open_.empty();
  Tagged("err", text);
}

void LuaSink::BigNumber(std::string_view digits) {
  if (!resp3()) return Bulk(digits);
  Tagged("big_number", digits);
}

void LuaSink::Verbatim(std::string_view format, std::string_view text) {
  if (!resp3()) return Bulk(text);
  lua_createtable(lua_, 0, 1);
  lua_createtable(lua_, 0, 2);
  lua_pushlstring(lua_, format.data(), format.size());
  lua_setfield(lua_, -2, "format");
  lua_pushlstring(lua_, text.data(), text.size());
  lua_setfield(lua_, -2, "string");
  lua_setfield(lua_, -2, "verbatim_string");
  Placed();
}

void LuaSink::Array(size_t elements) { Open(Shape::kArray, elements); }

void LuaSink::Map(size_t pairs) {
  if (!resp3()) return Open(Shape::kArray, 2 * pairs);
  Open(Shape::kMap, 2 * pairs);
}

void LuaSink::Set(size_t elements) {
  if (!resp3()) return Open(Shape::kArray, elements);
  Open(Shape::kSet, elements);
}

void LuaSink::Tagged(std::string_view field, std::string_view text) {
  lua_createtable(lua_, 0, 1);
  lua_pushlstring(lua_, field.data(), field.size());
  lua_pushlstring(lua_, text.data(), text.size());
  lua_rawset(lua_, -3);
  Placed();
}

void LuaSink::Open(Shape shape, size_t replies) {
  // A declared size is a hint: a huge one must not allocate what no element has filled yet.
  constexpr size_t kMaxPreallocated = size_t{1} << 20;
  // A C function has twenty slots free; asking for fewer would fail where a script unpacks as many
  // arguments as the Lua stack holds.
  constexpr size_t kShallow = 4;
  if (open_.size() > kShallow) luaL_checkstack(lua_, 8, "reply nested too deeply");
  const int room = static_cast<int>(std::min(replies, kMaxPreallocated));
  // The server lets the tables of maps and sets grow: their order is what growing makes it.
  lua_createtable(lua_, shape == Shape::kArray ? room : 0, 0);
  if (replies != 0) {
    open_.push_back({shape, false, 0, replies});
    return;
  }
  Wrap(shape);
  Placed();
}

void LuaSink::Wrap(Shape shape) {
  if (shape == Shape::kArray) return;
  lua_createtable(lua_, 0, 1);
  lua_insert(lua_, -2);
  lua_setfield(lua_, -2, shape == Shape::kMap ? "map" : "set");
}

void DroppedReply::Error(std::string_view text) {
  if (missing_ != 0) return Placed();  // an element
  LuaSink sink(lua_, resp_, floats_);
  sink.Error(text);
  is_error_ = true;
}

void LuaSink::Placed() {
  while (!open_.empty()) {
    Frame& frame = open_.back();
    switch (frame.shape) {
      case Shape::kArray:
        lua_rawseti(lua_, -2, ++frame.filled);
        break;
      case Shape::kSet:
        lua_pushboolean(lua_, 1);
        lua_rawset(lua_, -3);
        break;
      case Shape::kMap:
        if (frame.has_key) lua_rawset(lua_, -3);
        frame.has_key = !frame.has_key;
        break;
    }
    if (--frame.missing != 0) return;
    const Shape shape = frame.shape;
    open_.pop_back();
    Wrap(shape);
  }
}

}  // namespace luarig
