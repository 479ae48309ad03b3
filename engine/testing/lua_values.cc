#include "engine/testing/lua_values.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/script/lua_state.h"
#include "engine/store/hash.h"
#include "engine/store/list.h"
#include "engine/store/set.h"
#include "engine/store/slot_times.h"
#include "engine/store/stream.h"
#include "engine/store/zset.h"
#include "engine/testing/lua_host.h"

namespace luarig {
namespace {

constexpr int64_t kExact = int64_t{1} << 53;
constexpr double kMillisInSecond = 1e3;
constexpr int64_t kMicrosInMilli = 1'000;

// --- Replies -------------------------------------------------------------------------------------

void PushInner(lua_State* lua, const Reply& reply) {
  if (reply.kind == Reply::Kind::kNull || reply.kind == Reply::Kind::kNullArray) {
    lua_pushlightuserdata(lua, nullptr);
  } else {
    PushReply(lua, reply);
  }
}

void PushElements(lua_State* lua, const Reply& reply) {
  luaL_checkstack(lua, 4, "the reply is nested too deeply");
  lua_createtable(lua, static_cast<int>(reply.elements.size()), 0);
  for (size_t i = 0; i < reply.elements.size(); ++i) {
    PushInner(lua, reply.elements[i]);
    lua_rawseti(lua, -2, static_cast<int>(i + 1));
  }
}

void PushMap(lua_State* lua, const Reply& reply) {
  luaL_checkstack(lua, 4, "the reply is nested too deeply");
  lua_createtable(lua, 0, static_cast<int>(reply.elements.size() / 2));
  for (size_t i = 0; i + 1 < reply.elements.size(); i += 2) {
    PushInner(lua, reply.elements[i]);
    if (lua_type(lua, -1) == LUA_TNUMBER && std::isnan(lua_tonumber(lua, -1))) {
      lua_pop(lua, 1);
      lua_pushliteral(lua, "nan");
    }
    PushInner(lua, reply.elements[i + 1]);
    lua_rawset(lua, -3);
  }
}

void PushInteger(lua_State* lua, int64_t value) {
  if (value >= -kExact && value <= kExact) {
    lua_pushnumber(lua, static_cast<lua_Number>(value));
  } else {
    NumberText digits;
    PushString(lua, FormatInteger(value, digits));
  }
}

// --- Keys ----------------------------------------------------------------------------------------

void PushHash(lua_State* lua, const Hash& hash) {
  lua_createtable(lua, 0, static_cast<int>(hash.size()));
  hash.ForEach([&](std::string_view field, std::string_view value) {
    PushString(lua, field);
    PushString(lua, value);
    lua_rawset(lua, -3);
  });
}

// The seconds that fields have left, by field; nothing if none ends.
bool PushFieldTtls(lua_State* lua, const Hash& hash, int64_t now_micros) {
  if (!hash.tracks_times()) return false;
  const int64_t now_millis = now_micros / kMicrosInMilli;
  lua_newtable(lua);
  bool any = false;
  hash.ForEachTimed([&](std::string_view field, std::string_view, int64_t time) {
    if (time == kNever) return;
    any = true;
    PushString(lua, field);
    lua_pushnumber(lua, static_cast<double>(time - now_millis) / kMillisInSecond);
    lua_rawset(lua, -3);
  });
  if (!any) lua_pop(lua, 1);
  return any;
}

void PushList(lua_State* lua, const List& list) {
  lua_createtable(lua, static_cast<int>(list.size()), 0);
  int at = 0;
  list.Walk(0, false, [&](std::string_view element) {
    PushString(lua, element);
    lua_rawseti(lua, -2, ++at);
    return true;
  });
}

void PushSet(lua_State* lua, const Set& set) {
  std::vector<std::string> members;
  members.reserve(set.size());
  set.ForEach([&](std::string_view member) { members.emplace_back(member); });
  std::ranges::sort(members);
  PushWords(lua, members);
}

void PushZSet(lua_State* lua, const ZSet& zset) {
  lua_createtable(lua, 0, static_cast<int>(zset.size()));
  zset.ForRange(0, zset.size(), false, [&](std::string_view member, double score) {
    PushString(lua, member);
    lua_pushnumber(lua, score);
    lua_rawset(lua, -3);
  });
}

void PushStream(lua_State* lua, const Stream& stream) {
  lua_newtable(lua);
  StreamRange range(stream, StreamId::Min(), StreamId::Max());
  int at = 0;
  while (const StreamEntry* entry = range.Next()) {
    lua_createtable(lua, 0, 2);
    PushString(lua, FormatStreamId(entry->id()));
    lua_setfield(lua, -2, "id");
    lua_createtable(lua, 0, static_cast<int>(entry->field_count()));
    entry->ForEach([&](std::string_view field, std::string_view value) {
      PushString(lua, field);
      PushString(lua, value);
      lua_rawset(lua, -3);
    });
    lua_setfield(lua, -2, "fields");
    lua_rawseti(lua, -2, ++at);
  }
}

void PushContent(lua_State* lua, const ValueView& value) {
  switch (value.type()) {
    case ValueType::kString: {
      NumberText scratch;
      return PushString(lua, value.Text(scratch));
    }
    case ValueType::kHash:
      return PushHash(lua, value.collection<Hash>());
    case ValueType::kList:
      return PushList(lua, value.collection<List>());
    case ValueType::kSet:
      return PushSet(lua, value.collection<Set>());
    case ValueType::kZSet:
      return PushZSet(lua, value.collection<ZSet>());
    case ValueType::kStream:
      return PushStream(lua, value.collection<Stream>());
    case ValueType::kNone:
      break;
  }
  lua_pushnil(lua);
}

}  // namespace

void PushReply(lua_State* lua, const Reply& reply) {
  switch (reply.kind) {
    case Reply::Kind::kNull:
    case Reply::Kind::kNullArray:
      return lua_pushnil(lua);
    case Reply::Kind::kInteger:
      return PushInteger(lua, reply.integer);
    case Reply::Kind::kDouble:
      return lua_pushnumber(lua, ParseDouble(reply.text).value_or(std::nan("")));
    case Reply::Kind::kBool:
      return lua_pushboolean(lua, reply.integer != 0 ? 1 : 0);
    case Reply::Kind::kBulk:
    case Reply::Kind::kStatus:
    case Reply::Kind::kBigNumber:
    case Reply::Kind::kVerbatim:
      return PushString(lua, reply.text);
    case Reply::Kind::kError:
      lua_createtable(lua, 0, 1);
      PushString(lua, reply.text);
      return lua_setfield(lua, -2, "err");
    case Reply::Kind::kArray:
    case Reply::Kind::kSet:
    case Reply::Kind::kPush:
      return PushElements(lua, reply);
    case Reply::Kind::kMap:
      return PushMap(lua, reply);
  }
}

void PushValue(lua_State* lua, const ValueView& value, int64_t now_micros) {
  luaL_checkstack(lua, LUA_MINSTACK, "too many values");
  if (!value) return lua_pushnil(lua);
  lua_createtable(lua, 0, 3);
  PushString(lua, TypeName(value.type()));
  lua_setfield(lua, -2, "type");
  PushContent(lua, value);
  lua_setfield(lua, -2, "value");
  if (const auto at = value.expire_at()) {
    const int64_t now_millis = now_micros / kMicrosInMilli;
    lua_pushnumber(lua, static_cast<double>(*at - now_millis) / kMillisInSecond);
    lua_setfield(lua, -2, "ttl");
  }
  if (value.type() == ValueType::kHash &&
      PushFieldTtls(lua, value.collection<Hash>(), now_micros)) {
    lua_setfield(lua, -2, "field_ttls");
  }
}

void AppendWord(lua_State* lua, int index, std::vector<std::string>& words) {
  const int type = lua_type(lua, index);
  if (type == LUA_TSTRING) {
    words.emplace_back(StringAt(lua, index));
  } else if (type == LUA_TNUMBER) {
    NumberText digits;
    words.emplace_back(FormatDoubleShortest(lua_tonumber(lua, index), digits));
  } else {
    RaiseText(lua, StrCat("word ", words.size() + 1, " of the command is a ",
                          lua_typename(lua, type), "; commands take strings and numbers"));
  }
}

void AppendWords(lua_State* lua, int index, const char* what, std::vector<std::string>& words) {
  if (lua_isnoneornil(lua, index)) return;
  if (!lua_istable(lua, index)) {
    RaiseText(lua,
              StrCat(what, " must be a table like {'a', 'b'}, not a ", luaL_typename(lua, index)));
  }
  const auto count = static_cast<int>(lua_objlen(lua, index));
  for (int i = 1; i <= count; ++i) {
    lua_rawgeti(lua, index, i);
    AppendWord(lua, -1, words);
    lua_pop(lua, 1);
  }
}

void PushWords(lua_State* lua, const std::vector<std::string>& words) {
  lua_createtable(lua, static_cast<int>(words.size()), 0);
  for (size_t i = 0; i < words.size(); ++i) {
    PushString(lua, words[i]);
    lua_rawseti(lua, -2, static_cast<int>(i + 1));
  }
}

}  // namespace luarig
