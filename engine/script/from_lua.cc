#include "engine/script/from_lua.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/script/proxy.h"

namespace luarig {
namespace {

std::string_view TextAt(lua_State* lua, int index) {
  size_t size = 0;
  const char* text = lua_tolstring(lua, index, &size);
  return {text, size};
}

// One line, as statuses and errors must be: cut at the first NUL, line ends made blanks.
std::string OneLine(std::string_view text) {
  std::string line(text.substr(0, text.find('\0')));
  std::ranges::replace(line, '\r', ' ');
  std::ranges::replace(line, '\n', ' ');
  return line;
}

std::string BlankedLineEnds(std::string_view text) {
  std::string line(text);
  std::ranges::replace(line, '\r', ' ');
  std::ranges::replace(line, '\n', ' ');
  return line;
}

int64_t Truncated(lua_Number number) {
  constexpr lua_Number kLimit = 9223372036854775808.0;  // 2^63
  if (!(number > -kLimit && number < kLimit)) return INT64_MIN;
  return static_cast<int64_t>(number);
}

// Pushes field `name` of the table on top, raw.
int PushField(lua_State* lua, const char* name) {
  lua_pushstring(lua, name);
  lua_rawget(lua, -2);
  return lua_type(lua, -1);
}

class Writer {
 public:
  Writer(lua_State* lua, int script_resp, ServerState& server, ReplySink& reply)
      : lua_(lua), booleans_(script_resp == 3), server_(server), reply_(reply) {}

  // Writes the value on top and pops it.
  void Value() {
    constexpr int kSlots = 6;  // what a level needs at most
    if (lua_checkstack(lua_, kSlots) == 0) {
      reply_.Error("ERR reached lua stack limit");
      lua_pop(lua_, 1);
      return;
    }
    switch (lua_type(lua_, -1)) {
      case LUA_TSTRING:
        reply_.Bulk(TextAt(lua_, -1));
        break;
      case LUA_TNUMBER:
        reply_.Integer(Truncated(lua_tonumber(lua_, -1)));
        break;
      case LUA_TBOOLEAN:
        Boolean(lua_toboolean(lua_, -1) != 0);
        break;
      case LUA_TTABLE:
        RealTable(lua_, -1);
        Table();
        break;
      default:
        reply_.Null();
        break;
    }
    lua_pop(lua_, 1);
  }

  bool wrote_error() const { return wrote_error_; }

 private:
  void Boolean(bool value) {
    if (booleans_) return reply_.Bool(value);
    if (value) return reply_.Integer(1);
    reply_.Null();
  }

  // The table on top, which stays there.
  void Table() {
    if (Text("err", &Writer::ErrorText) || Text("ok", &Writer::StatusText) || Double()) return;
    if (Text("big_number", &Writer::BigNumberText) || Verbatim()) return;
    if (Keyed("map", true) || Keyed("set", false)) return;
    Array();
  }

  void ErrorText(std::string_view text) {
    const std::string line = OneLine(text);
    lua_pushvalue(lua_, -2);  // the table
    const bool counted = PushField(lua_, "ignore_error_stats_update") == LUA_TBOOLEAN;
    lua_pop(lua_, 2);
    if (!counted) server_.CountError(line);
    wrote_error_ = true;
    reply_.Error(line);
  }
  void StatusText(std::string_view text) { reply_.Status(OneLine(text)); }
  void BigNumberText(std::string_view text) { reply_.BigNumber(BlankedLineEnds(text)); }

  // Writes a field that is a real string, if there is one.
  bool Text(const char* field, void (Writer::*write)(std::string_view)) {
    const bool found = PushField(lua_, field) == LUA_TSTRING;
    if (found) (this->*write)(TextAt(lua_, -1));
    lua_pop(lua_, 1);
    return found;
  }

  bool Double() {
    const bool found = PushField(lua_, "double") == LUA_TNUMBER;
    if (found) reply_.Double(lua_tonumber(lua_, -1));
    lua_pop(lua_, 1);
    return found;
  }

  bool Verbatim() {
    bool found = PushField(lua_, "verbatim_string") == LUA_TTABLE;
    if (found) {
      RealTable(lua_, -1);
      const bool has_format = PushField(lua_, "format") == LUA_TSTRING;
      lua_insert(lua_, -2);
      const bool has_string = PushField(lua_, "string") == LUA_TSTRING;
      found = has_format && has_string;
      if (found) {
        std::string format(TextAt(lua_, -3));
        format.resize(3, ' ');
        reply_.Verbatim(format, TextAt(lua_, -1));
      }
      lua_pop(lua_, 2);
    }
    lua_pop(lua_, 1);
    return found;
  }

  // {map=t} writes keys and values, {set=t} only the keys.
  bool Keyed(const char* field, bool with_values) {
    const bool found = PushField(lua_, field) == LUA_TTABLE;
    if (found) {
      RealTable(lua_, -1);
      size_t count = 0;
      for (lua_pushnil(lua_); lua_next(lua_, -2) != 0; lua_pop(lua_, 1)) ++count;
      if (with_values) {
        reply_.Map(count);
      } else {
        reply_.Set(count);
      }
      for (lua_pushnil(lua_); lua_next(lua_, -2) != 0;) {
        lua_pushvalue(lua_, -2);
        Value();  // the key
        if (with_values) {
          Value();
        } else {
          lua_pop(lua_, 1);
        }
      }
    }
    lua_pop(lua_, 1);
    return found;
  }

  void Array() {
    int count = 0;
    for (;; ++count) {
      lua_rawgeti(lua_, -1, count + 1);
      const bool end = lua_isnil(lua_, -1);
      lua_pop(lua_, 1);
      if (end) break;
    }
    reply_.Array(static_cast<size_t>(count));
    for (int i = 1; i <= count; ++i) {
      lua_rawgeti(lua_, -1, i);
      Value();
    }
  }

  lua_State* lua_;
  bool booleans_;
  ServerState& server_;
  ReplySink& reply_;
  bool wrote_error_ = false;  // anywhere in the reply
};

// What a reply takes, as far as it fits: a table that stands in itself many times over is small in
// Lua and has no end as a reply.
class Measure {
 public:
  Measure(lua_State* lua, size_t bytes) : lua_(lua), left_(bytes) {}

  // Counts the value on top, which stays there. False: it does not fit.
  bool Value() {
    constexpr int kSlots = 4;
    if (lua_checkstack(lua_, kSlots) == 0) return true;  // an error element will stand there
    if (!Take(kElement)) return false;
    if (lua_type(lua_, -1) == LUA_TSTRING) return Take(lua_objlen(lua_, -1));
    if (!lua_istable(lua_, -1)) return true;
    lua_pushvalue(lua_, -1);
    RealTable(lua_, -1);
    const bool fits = Table();
    lua_pop(lua_, 1);
    return fits;
  }

 private:
  static constexpr size_t kElement = 64;

  bool Take(size_t bytes) {
    const bool fits = bytes <= left_;
    left_ -= fits ? bytes : left_;
    return fits;
  }

  bool Table() {
    for (const char* field : {"map", "set"}) {
      const bool found = PushField(lua_, field) == LUA_TTABLE;
      if (found) RealTable(lua_, -1);
      const bool fits = !found || Pairs();
      lua_pop(lua_, 1);
      if (found) return fits;
    }
    bool fits = true;
    for (int i = 1; fits; ++i) {
      lua_rawgeti(lua_, -1, i);
      const bool end = lua_isnil(lua_, -1);
      if (!end) fits = Value();
      lua_pop(lua_, 1);
      if (end) break;
    }
    return fits;
  }

  bool Pairs() {
    for (lua_pushnil(lua_); lua_next(lua_, -2) != 0; lua_pop(lua_, 1)) {
      const bool value = Value();
      lua_pushvalue(lua_, -2);
      const bool key = Value();
      lua_pop(lua_, 1);
      if (value && key) continue;
      lua_pop(lua_, 2);
      return false;
    }
    return true;
  }

  lua_State* lua_;
  size_t left_;  // bytes
};

// True for a table with tables or long strings in it: only those can be much larger as a reply than
// in Lua.
bool MayGrow(lua_State* lua) {
  constexpr size_t kMuchText = size_t{1} << 20;
  if (!lua_istable(lua, -1)) return false;
  lua_pushvalue(lua, -1);
  RealTable(lua, -1);
  bool grows = false;
  for (const char* field : {"map", "set"}) {
    grows = PushField(lua, field) == LUA_TTABLE || grows;
    lua_pop(lua, 1);
  }
  size_t text = 0;  // bytes
  for (int i = 1; !grows; ++i) {
    lua_rawgeti(lua, -1, i);
    const int type = lua_type(lua, -1);
    if (type == LUA_TSTRING) text += lua_objlen(lua, -1);
    lua_pop(lua, 1);
    if (type == LUA_TNIL) break;
    grows = type == LUA_TTABLE || text > kMuchText;
  }
  lua_pop(lua, 1);
  return grows;
}

}  // namespace

bool ReplyFits(lua_State* lua, size_t bytes) {
  return !MayGrow(lua) || Measure(lua, bytes).Value();
}

bool ReplyFromLua(lua_State* lua, int script_resp, ServerState& server, ReplySink& reply) {
  Writer writer(lua, script_resp, server, reply);
  writer.Value();
  return writer.wrote_error();
}

}  // namespace luarig
