#ifndef LUARIG_ENGINE_TESTING_LUA_VALUES_H_
#define LUARIG_ENGINE_TESTING_LUA_VALUES_H_

#include <cstdint>
#include <string>
#include <vector>

#include <lua.hpp>

#include "engine/reply/reply.h"
#include "engine/store/diff.h"

namespace luarig {

// Replies, keys and commands as the author of a test writes them in Lua. All of them may raise (for
// want of memory): they are for functions that Lua called.

// A reply as plain Lua: strings for bulks and statuses, numbers, booleans, tables. Null is nil, but
// the null sentinel (cjson.null) inside of collections, where nil would cut them. An integer that
// no Lua number holds exactly is a string of its digits. An error is {err = "ERR ..."}.
void PushReply(lua_State* lua, const Reply& reply);

// {type = "hash", value = {f = "1"}, ttl = 90}, or nil if there is nothing: a string, an array for
// lists and (sorted) sets, a table by field or member for hashes and sorted sets, an array of
// {id =, fields =} for streams. `ttl` is in seconds from `now_micros`.
void PushValue(lua_State* lua, const ValueView& value, int64_t now_micros);

// The argument at `index` as a word of a command; raises for what is no string and no number.
void AppendWord(lua_State* lua, int index, std::vector<std::string>& words);

// The elements of the table at `index`, or nothing if it is nil. `what` names it in errors.
void AppendWords(lua_State* lua, int index, const char* what, std::vector<std::string>& words);

// An array of the words.
void PushWords(lua_State* lua, const std::vector<std::string>& words);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_LUA_VALUES_H_
