#ifndef LUARIG_ENGINE_DEBUG_VALUE_TEXT_H_
#define LUARIG_ENGINE_DEBUG_VALUE_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <lua.hpp>

namespace luarig {

// Lua values as a person reads them, in Lua's own notation where there is one. Tables are read raw,
// and a read-only table is what it stands for; nothing of the script's is called. The stack is left
// as it was.

// On one line, cut where it gets longer than `most` bytes.
std::string ShortText(lua_State* lua, int index, size_t most = 80);

// On as many lines as it takes, tables in tables indented by two blanks; cut at `most` bytes.
std::string LongText(lua_State* lua, int index, size_t most);

// "nil", "string", "table", ... or "null" for cjson.null.
std::string_view TypeText(lua_State* lua, int index);

// A field as it is named in front of "=": `name`, `["two words"]`, `[3]`.
std::string KeyText(lua_State* lua, int index);

// True for what Lua takes as a name.
bool IsName(std::string_view text);

// How many values stand at 1, 2, ... without a hole. REQUIRES: a table at `index`, no proxy.
size_t IndexedCount(lua_State* lua, int index);

// Pushes the table's other keys in a list, numbers first, each kind by its order; returns how many.
// REQUIRES: as above.
size_t PushOtherKeys(lua_State* lua, int index, size_t indexed);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DEBUG_VALUE_TEXT_H_
