// What a test may ask of its scene: keys as they are, and what was seen of the last call.

#include <algorithm>

#include "engine/base/bytes.h"
#include "engine/base/glob.h"
#include "engine/store/keyspace.h"
#include "engine/testing/lua_stage.h"
#include "engine/testing/lua_values.h"

namespace luarig {
namespace {

// The database that the argument names, or null.
Keyspace* DatabaseAt(lua_State* lua, int index, const Databases& databases) {
  const int number = IntAt(lua, index);
  if (number < 0 || static_cast<size_t>(number) >= databases.size()) return nullptr;
  return databases[static_cast<size_t>(number)].get();
}

}  // namespace

std::string_view LuaStage::LevelName(LogLevel level) {
  constexpr std::string_view kNames[] = {"debug", "verbose", "notice", "warning"};
  return kNames[static_cast<size_t>(level)];
}

int LuaStage::Key(lua_State* lua) {
  Scene& scene = Stage(lua);
  const KeyName name{.database = IntAt(lua, 1), .key = std::string(StringAt(lua, 2))};
  const Databases& databases = scene.Keys(std::span(&name, 1));
  Keyspace* keys = DatabaseAt(lua, 1, databases);
  const Entry* entry = keys == nullptr ? nullptr : keys->FindEntry(name.key, false);
  PushValue(lua, entry == nullptr ? ValueView() : ValueView(*entry), scene.NowMicros());
  return 1;
}

int LuaStage::Keys(lua_State* lua) {
  Scene& scene = Stage(lua);
  const bool filtered = !lua_isnoneornil(lua, 2);
  const std::string pattern(filtered ? StringAt(lua, 2) : std::string_view());
  const Databases& databases = scene.Keys({});
  lua_newtable(lua);
  const Keyspace* keys = DatabaseAt(lua, 1, databases);
  if (keys == nullptr) return 1;
  const int64_t now = scene.NowMicros();
  keys->ForEach([&](const Entry& entry) {
    if (filtered && !GlobMatch(pattern, entry.key())) return;
    PushString(lua, entry.key());
    PushValue(lua, ValueView(entry), now);
    lua_rawset(lua, -3);
  });
  return 1;
}

// What was seen of the last call, if it was watched for `what`.
const Seen& LuaStage::Last(lua_State* lua, bool Watching::*what, const char* name) const {
  Scene& scene = Stage(lua);
  Watching wanted;
  wanted.*what = true;
  if (const auto lacks = scene.Lacks(wanted)) host_.RaiseSkip(lua, *lacks);
  if (!(watching_.*what)) {
    RaiseText(lua, StrCat("nobody knew that ", name, "() would be asked for: write its name in the",
                          " suite, or in a file that it requires before the test"));
  }
  if (last_ == nullptr) {
    RaiseText(lua, StrCat(name, "() tells of the last call, and there was none in this test"));
  }
  return *last_;
}

int LuaStage::Difference(lua_State* lua) {
  Last(lua, &Watching::difference, "diff");
  const int database = IntAt(lua, 1);
  const int64_t now = scene_->NowMicros();
  lua_newtable(lua);
  for (const KeyDifference& difference : scene_->Difference()) {
    if (difference.database != database) continue;
    PushString(lua, difference.key);
    lua_createtable(lua, 0, 2);
    PushValue(lua, difference.before, now);
    lua_setfield(lua, -2, "before");
    PushValue(lua, difference.after, now);
    lua_setfield(lua, -2, "after");
    lua_rawset(lua, -3);
  }
  return 1;
}

// An array of {words =, reply =, line =}.
void LuaStage::PushCalls(lua_State* lua) const {
  const auto count = static_cast<int>(last_->calls.size());
  lua_createtable(lua, count, 0);
  for (int i = 0; i < count; ++i) {
    const SeenCall& call = last_->calls[static_cast<size_t>(i)];
    luaL_checkstack(lua, LUA_MINSTACK, "too many calls");
    lua_createtable(lua, 0, 3);
    PushWords(lua, call.words);
    lua_setfield(lua, -2, "words");
    PushReply(lua, call.reply);
    lua_setfield(lua, -2, "reply");
    lua_pushinteger(lua, call.line);
    lua_setfield(lua, -2, "line");
    lua_rawseti(lua, -2, i + 1);
  }
}

int LuaStage::Calls(lua_State* lua) {
  Last(lua, &Watching::calls, "calls");
  PushCalls(lua);
  return 1;
}

int LuaStage::Log(lua_State* lua) {
  const Seen& seen = Last(lua, &Watching::log, "log");
  lua_createtable(lua, static_cast<int>(seen.log.size()), 0);
  for (size_t i = 0; i < seen.log.size(); ++i) {
    lua_createtable(lua, 0, 2);
    PushString(lua, LevelName(seen.log[i].level));
    lua_setfield(lua, -2, "level");
    PushString(lua, seen.log[i].text);
    lua_setfield(lua, -2, "text");
    lua_rawseti(lua, -2, static_cast<int>(i + 1));
  }
  return 1;
}

int LuaStage::Events(lua_State* lua) {
  const Seen& seen = Last(lua, &Watching::events, "events");
  lua_createtable(lua, static_cast<int>(seen.events.size()), 0);
  for (size_t i = 0; i < seen.events.size(); ++i) {
    lua_createtable(lua, 0, 3);
    PushString(lua, seen.events[i].name);
    lua_setfield(lua, -2, "event");
    PushString(lua, seen.events[i].key);
    lua_setfield(lua, -2, "key");
    lua_pushinteger(lua, seen.events[i].database);
    lua_setfield(lua, -2, "db");
    lua_rawseti(lua, -2, static_cast<int>(i + 1));
  }
  return 1;
}

int LuaStage::Propagated(lua_State* lua) {
  const Seen& seen = Last(lua, &Watching::propagated, "propagated");
  lua_createtable(lua, static_cast<int>(seen.propagated.size()), 0);
  for (size_t i = 0; i < seen.propagated.size(); ++i) {
    PushWords(lua, seen.propagated[i]);
    lua_rawseti(lua, -2, static_cast<int>(i + 1));
  }
  return 1;
}

int LuaStage::Instructions(lua_State* lua) {
  const Seen& seen = Last(lua, &Watching::instructions, "instructions");
  lua_pushnumber(lua, static_cast<lua_Number>(seen.instructions));
  return 1;
}

}  // namespace luarig
