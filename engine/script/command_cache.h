#ifndef LUARIG_ENGINE_SCRIPT_COMMAND_CACHE_H_
#define LUARIG_ENGINE_SCRIPT_COMMAND_CACHE_H_

#include <array>
#include <cstdint>
#include <string_view>

#include <lua.hpp>

#include "engine/dispatch/registry.h"

namespace luarig {

// Commands by the address of their name in Lua, whose strings are interned: a script that calls
// redis.call('GET', k) a million times looks GET up once.
//
// A name that stands here is anchored in the registry, so its address stays its own. Bounded: a
// name has two places, the second so that two names of one script do not turn each other out at
// every call; where both are taken it takes the first over.
class CommandCache {
 public:
  // The command that `name` names, which is the string at stack index 1; null if there is none.
  const Command* Find(lua_State* lua, std::string_view name, const CommandTable& commands) {
    const size_t first = FirstPlace(name.data());
    const size_t second = first ^ 1U;
    if (places_[first].name == name.data()) return places_[first].command;
    if (places_[second].name == name.data()) return places_[second].command;
    const Command* command = commands.Find(name);
    if (command == nullptr) return nullptr;
    const bool beside = places_[first].name != nullptr && places_[second].name == nullptr;
    const size_t place = beside ? second : first;
    Anchor(lua, static_cast<int>(place) + 1);
    places_[place] = {name.data(), command};
    return command;
  }

 private:
  static constexpr int kPlaceBits = 8;
  struct Place {
    const char* name = nullptr;
    const Command* command = nullptr;
  };

  static size_t FirstPlace(const char* name) {
    constexpr uint64_t kGolden = 0x9e3779b97f4a7c15;  // 2^64 divided by the golden ratio
    return reinterpret_cast<uintptr_t>(name) * kGolden >> (64 - kPlaceBits);
  }

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

  std::array<Place, size_t{1} << kPlaceBits> places_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_COMMAND_CACHE_H_
