#ifndef LUARIG_ENGINE_SCRIPT_COMMAND_CACHE_H_
#define LUARIG_ENGINE_SCRIPT_COMMAND_CACHE_H_

#include <array>
#include <cstdint>

#include <lua.hpp>

#include "engine/dispatch/registry.h"

namespace luarig {

// Commands by the address of their name in Lua, whose strings are interned: a script that calls
// redis.call('GET', k) a million times looks GET up once.
//
// A name that stands here is anchored in the registry, so its address stays its own. Bounded: what
// hashes to a taken place takes it over.
class CommandCache {
 public:
  // The command named by the string at stack index 1, or null if there is none.
  const Command* Find(lua_State* lua, const CommandTable& commands) {
    const char* name = lua_tostring(lua, 1);
    Place& place = places_[(reinterpret_cast<uintptr_t>(name) / kStringAlignment) % places_.size()];
    if (place.name == name) return place.command;
    const Command* command = commands.Find({name, lua_objlen(lua, 1)});
    if (command == nullptr) return nullptr;
    Anchor(lua, static_cast<int>(&place - places_.data()) + 1);
    place = {name, command};
    return command;
  }

 private:
  static constexpr uintptr_t kStringAlignment = 16;
  struct Place {
    const char* name = nullptr;
    const Command* command = nullptr;
  };

  // registry[this][place] = the name. Takes three slots, which every C function has free: asking
  // for them would fail where a script unpacks as many arguments as the Lua stack holds.
  void Anchor(lua_State* lua, int place) {
    lua_pushlightuserdata(lua, this);
    lua_rawget(lua, LUA_REGISTRYINDEX);
    if (lua_isnil(lua, -1)) {
      lua_pop(lua, 1);
      lua_createtable(lua, static_cast<int>(places_.size()), 0);
      lua_pushlightuserdata(lua, this);
      lua_pushvalue(lua, -2);
      lua_rawset(lua, LUA_REGISTRYINDEX);
    }
    lua_pushvalue(lua, 1);
    lua_rawseti(lua, -2, place);
    lua_pop(lua, 1);
  }

  std::array<Place, 128> places_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_COMMAND_CACHE_H_
