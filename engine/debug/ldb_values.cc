#include "engine/debug/ldb_values.h"

#include <array>
#include <cstdio>

#include <lua.hpp>

#include "engine/base/bytes.h"
#include "engine/script/lua_state.h"
#include "engine/script/proxy.h"

namespace luarig {
namespace {

constexpr int kMostDepth = 10;

void AppendEscaped(std::string& out, char byte) {
  constexpr std::string_view kBytes = "\\\"\n\r\t\a\b";
  constexpr std::string_view kLetters = "\\\"nrtab";
  const size_t at = byte == '\0' ? std::string_view::npos : kBytes.find(byte);
  if (at != std::string_view::npos) {
    out += '\\';
    out += kLetters[at];
  } else if (byte >= ' ' && byte <= '~') {
    out += byte;
  } else {
    constexpr std::string_view kHex = "0123456789abcdef";
    const auto value = static_cast<unsigned char>(byte);
    out += "\\x";
    out += kHex[value >> 4U];
    out += kHex[value & 15U];
  }
}

// printf's own, because its forms of numbers and addresses are what the server prints.
template <typename T>
std::string Formatted(const char* format, T value) {
  std::array<char, 64> text{};
  const int size = std::snprintf(text.data(), text.size(), format, value);
  return {text.data(), static_cast<size_t>(size)};
}

std::string Address(const char* type, const void* pointer) {
  const std::string address = pointer == nullptr ? "(nil)" : Formatted("%p", pointer);
  return StrCat("\"", type, "@", address, "\"");
}

std::string ValueAt(lua_State* lua, int index, int depth);

// The table on top, without its braces: as a list, and with its keys.
std::string Fields(lua_State* lua, int depth) {
  std::string list;
  std::string keyed;
  bool is_list = true;
  double expected = 1;
  for (lua_pushnil(lua); lua_next(lua, -2) != 0; lua_pop(lua, 1)) {
    is_list = is_list && lua_type(lua, -2) == LUA_TNUMBER && lua_tonumber(lua, -2) == expected;
    expected += 1;
    const std::string_view separator = keyed.empty() ? "" : "; ";
    const std::string value = ValueAt(lua, -1, depth);
    if (is_list) list += StrCat(separator, value);
    keyed += StrCat(separator, "[", ValueAt(lua, -2, depth), "]=", value);
  }
  return is_list ? list : keyed;
}

std::string ValueAt(lua_State* lua, int index, int depth) {
  if (depth == kMostDepth) return "<max recursion level reached! Nested table?>";
  switch (lua_type(lua, index)) {
    case LUA_TNIL:
      return "nil";
    case LUA_TBOOLEAN:
      return lua_toboolean(lua, index) != 0 ? "true" : "false";
    case LUA_TNUMBER:
      return Formatted("%g", lua_tonumber(lua, index));
    case LUA_TSTRING:
      return LdbQuoted(StringAt(lua, index));
    case LUA_TTABLE: {
      constexpr int kSlots = 8;
      if (lua_checkstack(lua, kSlots) == 0) return "{}";
      const StackGuard guard(lua);
      lua_pushvalue(lua, index);
      RealTable(lua, -1);
      return StrCat("{", Fields(lua, depth + 1), "}");
    }
    case LUA_TFUNCTION:
      return Address("function", lua_topointer(lua, index));
    case LUA_TTHREAD:
      return Address("thread", lua_topointer(lua, index));
    case LUA_TUSERDATA:
      return Address("userdata", lua_topointer(lua, index));
    default:
      return Address("light-userdata", lua_topointer(lua, index));
  }
}

std::string Joined(const Reply& reply, int resp) {
  std::string out;
  for (size_t i = 0; i < reply.elements.size(); ++i) {
    const bool is_value = reply.kind == Reply::Kind::kMap && i % 2 == 1;
    if (i != 0) out += is_value ? " => " : ",";
    out += LdbReply(reply.elements[i], resp);
  }
  return out;
}

}  // namespace

std::string LdbQuoted(std::string_view bytes) {
  std::string out = "\"";
  for (const char byte : bytes) AppendEscaped(out, byte);
  out += '"';
  return out;
}

std::string LdbValue(lua_State* lua, int index) { return ValueAt(lua, index, 0); }

std::string LdbReply(const Reply& reply, int resp) {
  switch (reply.kind) {
    case Reply::Kind::kNull:
    case Reply::Kind::kNullArray:
      return resp == 3 ? "(null)" : "NULL";
    case Reply::Kind::kInteger:
      return StrCat(reply.integer);
    case Reply::Kind::kDouble:
      return StrCat("(double) ", reply.text);
    case Reply::Kind::kBool:
      return reply.integer != 0 ? "#true" : "#false";
    case Reply::Kind::kBulk:
      return LdbQuoted(reply.text);
    case Reply::Kind::kStatus:
      return LdbQuoted(StrCat("+", reply.text));
    case Reply::Kind::kError:
      return LdbQuoted(StrCat("-", reply.text));
    case Reply::Kind::kArray:
    case Reply::Kind::kPush:
      return StrCat("[", Joined(reply, resp), "]");
    case Reply::Kind::kMap:
      return StrCat("{", Joined(reply, resp), "}");
    case Reply::Kind::kSet:
      return StrCat("~(", Joined(reply, resp), ")");
    case Reply::Kind::kBigNumber:
    case Reply::Kind::kVerbatim:
      break;  // the server's debugger does not know them
  }
  return "";
}

}  // namespace luarig
