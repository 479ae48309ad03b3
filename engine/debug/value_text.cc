#include "engine/debug/value_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/script/lua_state.h"
#include "engine/script/proxy.h"

namespace luarig {
namespace {

constexpr std::array<std::string_view, 21> kReserved = {
    "and",   "break", "do",  "else", "elseif", "end",    "false", "for",  "function", "if",   "in",
    "local", "nil",   "not", "or",   "repeat", "return", "then",  "true", "until",    "while"};

constexpr int kDeepest = 10;

int Absolute(lua_State* lua, int index) {
  return index < 0 && index > LUA_REGISTRYINDEX ? lua_gettop(lua) + index + 1 : index;
}

std::string NumberAsText(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  NumberText buffer;
  return std::string(FormatDoubleShortest(value, buffer));
}

std::string FunctionText(lua_State* lua, int index) {
  if (lua_iscfunction(lua, index) != 0) return "builtin function";
  lua_Debug info;
  lua_pushvalue(lua, index);
  lua_getinfo(lua, ">S", &info);
  return StrCat("function at line ", info.linedefined);
}

std::string ThreadText(lua_State* lua, int index) {
  lua_State* thread = lua_tothread(lua, index);
  if (thread == lua) return "coroutine (running)";
  if (lua_status(thread) == LUA_YIELD) return "coroutine (suspended)";
  if (lua_status(thread) != 0) return "coroutine (dead)";
  lua_Debug info;
  if (lua_getstack(thread, 0, &info) != 0) return "coroutine (normal)";
  return lua_gettop(thread) == 0 ? "coroutine (dead)" : "coroutine (suspended)";
}

// What is no table.
std::string PlainText(lua_State* lua, int index) {
  switch (lua_type(lua, index)) {
    case LUA_TNIL:
      return "nil";
    case LUA_TBOOLEAN:
      return lua_toboolean(lua, index) != 0 ? "true" : "false";
    case LUA_TNUMBER:
      return NumberAsText(lua_tonumber(lua, index));
    case LUA_TFUNCTION:
      return FunctionText(lua, index);
    case LUA_TTHREAD:
      return ThreadText(lua, index);
    case LUA_TLIGHTUSERDATA:
      return lua_touserdata(lua, index) == nullptr ? "null" : "light userdata";
    default:
      return lua_typename(lua, lua_type(lua, index));
  }
}

std::string StringText(std::string_view bytes, size_t most) {
  if (bytes.size() <= most) return Quote(bytes);
  return StrCat(Quote(bytes.substr(0, most)), "... (", bytes.size(), " bytes)");
}

// Numbers before strings before the rest.
int Rank(lua_State* lua, int index) {
  const int type = lua_type(lua, index);
  if (type == LUA_TNUMBER) return 0;
  return type == LUA_TSTRING ? 1 : 2;
}

bool ComesBefore(lua_State* lua, int a, int b) {
  if (Rank(lua, a) != Rank(lua, b)) return Rank(lua, a) < Rank(lua, b);
  if (Rank(lua, a) == 0) return lua_tonumber(lua, a) < lua_tonumber(lua, b);
  if (Rank(lua, a) == 1) return StringAt(lua, a) < StringAt(lua, b);
  return lua_type(lua, a) < lua_type(lua, b);
}

// The key at `index` is one of 1 to `indexed`.
bool IsIndexed(lua_State* lua, int index, size_t indexed) {
  if (lua_type(lua, index) != LUA_TNUMBER) return false;
  const double number = lua_tonumber(lua, index);
  return number >= 1 && number <= static_cast<double>(indexed) && std::floor(number) == number;
}

// A list of keys on the stack, in order of ComesBefore.
void SortKeys(lua_State* lua, int list, size_t count) {
  std::vector<int> order(count);
  for (size_t i = 0; i < count; ++i) order[i] = static_cast<int>(i + 1);
  std::ranges::stable_sort(order, [&](int a, int b) {
    lua_rawgeti(lua, list, a);
    lua_rawgeti(lua, list, b);
    const bool before = ComesBefore(lua, -2, -1);
    lua_pop(lua, 2);
    return before;
  });
  lua_createtable(lua, static_cast<int>(count), 0);
  for (size_t i = 0; i < count; ++i) {
    lua_rawgeti(lua, list, order[i]);
    lua_rawseti(lua, -2, static_cast<int>(i + 1));
  }
  lua_replace(lua, list);
}

// Writes values until the room for them is used up.
class Writer {
 public:
  // `strings`: how long they may be inside a table.
  Writer(lua_State* lua, size_t most, size_t strings, bool lines)
      : lua_(lua), most_(most), strings_(strings), lines_(lines) {}

  void Write(int index, int depth) {
    if (lua_type(lua_, index) == LUA_TSTRING) {
      // A string alone may take what there is; inside a table it leaves room for others.
      out_ += StringText(StringAt(lua_, index), depth == 0 ? most_ : strings_);
    } else if (lua_type(lua_, index) != LUA_TTABLE) {
      out_ += PlainText(lua_, index);
    } else if (depth >= kDeepest || lua_checkstack(lua_, 8) == 0) {
      out_ += "{...}";
    } else {
      WriteTable(index, depth);
    }
  }
  std::string Take() { return std::move(out_); }

 private:
  // True, from now on, if there is no more room.
  bool IsFull() { return full_ = full_ || out_.size() >= most_; }

  void WriteTable(int index, int depth) {
    const StackGuard guard(lua_);
    lua_pushvalue(lua_, index);
    RealTable(lua_, lua_gettop(lua_));
    const int table = lua_gettop(lua_);
    const void* address = lua_topointer(lua_, table);
    if (std::ranges::find(around_, address) != around_.end()) {
      out_ += "{... (itself)}";
      return;
    }
    around_.push_back(address);
    const size_t indexed = IndexedCount(lua_, table);
    const size_t named = PushOtherKeys(lua_, table, indexed);
    bool broken = lines_ && indexed + named > 0;
    if (broken) {
      Writer flat(lua_, kFlat, kFlat, false);
      flat.Write(table, 0);
      broken = flat.out_.size() > kFlat || flat.full_;
    }
    out_ += '{';
    WriteFields(table, indexed, named, broken, depth);
    if (broken) out_ += StrCat("\n", std::string(static_cast<size_t>(depth) * 2, ' '));
    out_ += '}';
    around_.pop_back();
  }

  void WriteFields(int table, size_t indexed, size_t named, bool broken, int depth) {
    const int keys = lua_gettop(lua_);
    for (size_t i = 0; i < indexed + named; ++i) {
      if (i != 0) out_ += broken ? "," : ", ";
      if (broken) out_ += StrCat("\n", std::string((static_cast<size_t>(depth) + 1) * 2, ' '));
      if (IsFull()) {
        out_ += i == 0 || broken ? StrCat("... (", indexed + named - i, " more)") : "...";
        return;
      }
      if (i < indexed) {
        lua_rawgeti(lua_, table, static_cast<int>(i + 1));
      } else {
        lua_rawgeti(lua_, keys, static_cast<int>(i - indexed + 1));
        out_ += StrCat(KeyText(lua_, lua_gettop(lua_)), " = ");
        lua_rawget(lua_, table);
      }
      Write(lua_gettop(lua_), depth + 1);
      lua_pop(lua_, 1);
    }
  }

  static constexpr size_t kFlat = 60;

  lua_State* lua_;
  size_t most_;
  size_t strings_;
  bool lines_;
  bool full_ = false;
  std::string out_;
  std::vector<const void*> around_;  // the tables that are being written
};

}  // namespace

bool IsName(std::string_view text) {
  const auto letter = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  };
  return !text.empty() && std::ranges::all_of(text, letter) &&
         std::isdigit(static_cast<unsigned char>(text.front())) == 0 &&
         std::ranges::find(kReserved, text) == kReserved.end();
}

std::string_view TypeText(lua_State* lua, int index) {
  const int type = lua_type(lua, index);
  if (type == LUA_TLIGHTUSERDATA && lua_touserdata(lua, index) == nullptr) return "null";
  return lua_typename(lua, type);
}

std::string KeyText(lua_State* lua, int index) {
  if (lua_type(lua, index) == LUA_TSTRING && IsName(StringAt(lua, index)))
    return std::string(StringAt(lua, index));
  return StrCat("[", ShortText(lua, index), "]");
}

size_t IndexedCount(lua_State* lua, int index) {
  // Lua's own count may stand behind a hole.
  size_t count = lua_objlen(lua, index);
  lua_rawgeti(lua, index, static_cast<int>(count + 1));
  const bool more = !lua_isnil(lua, -1);
  lua_pop(lua, 1);
  size_t low = 0;
  if (more) return count;
  for (; low < count; ++low) {
    lua_rawgeti(lua, index, static_cast<int>(low + 1));
    const bool hole = lua_isnil(lua, -1);
    lua_pop(lua, 1);
    if (hole) return low;
  }
  return count;
}

size_t PushOtherKeys(lua_State* lua, int index, size_t indexed) {
  const int table = Absolute(lua, index);
  lua_newtable(lua);
  const int list = lua_gettop(lua);
  int count = 0;
  for (lua_pushnil(lua); lua_next(lua, table) != 0; lua_pop(lua, 1)) {
    if (IsIndexed(lua, lua_gettop(lua) - 1, indexed)) continue;
    lua_pushvalue(lua, -2);
    lua_rawseti(lua, list, ++count);
  }
  SortKeys(lua, list, static_cast<size_t>(count));
  return static_cast<size_t>(count);
}

std::string ShortText(lua_State* lua, int index, size_t most) {
  Writer writer(lua, most, std::max<size_t>(most / 4, 16), false);
  writer.Write(Absolute(lua, index), 0);
  return writer.Take();
}

std::string LongText(lua_State* lua, int index, size_t most) {
  Writer writer(lua, most, most, true);
  writer.Write(Absolute(lua, index), 0);
  return writer.Take();
}

}  // namespace luarig
