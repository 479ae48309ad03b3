#include "engine/script/environment_walk.h"

#include <algorithm>
#include <vector>

#include <lua.hpp>

namespace luarig {
namespace {

class Walk {
 public:
  Walk(lua_State* lua, int environment) : lua_(lua), environment_(environment) {}

  // Looks at the value on top of the stack, and pops it.
  void Visit() {
    if (lua_isfunction(lua_, -1) && lua_iscfunction(lua_, -1) == 0) {
      VisitFunction();
    } else if (lua_istable(lua_, -1)) {
      VisitTable();
    }
    lua_pop(lua_, 1);
  }

 private:
  static constexpr int kMostValues = 1000;
  static constexpr int kMostDepth = 50;

  bool MayGoOn() {
    constexpr int kSlots = 4;
    return values_ < kMostValues && depth_ < kMostDepth && lua_checkstack(lua_, kSlots) != 0;
  }

  void VisitFunction() {
    lua_getfenv(lua_, -1);
    const bool is_first_time = lua_rawequal(lua_, -1, LUA_GLOBALSINDEX) != 0;
    lua_pop(lua_, 1);
    if (!is_first_time) return;
    lua_pushvalue(lua_, environment_);
    lua_setfenv(lua_, -2);
    ++depth_;
    for (int i = 1; MayGoOn() && lua_getupvalue(lua_, -1, i) != nullptr; ++i) {
      ++values_;
      Visit();
    }
    --depth_;
  }

  void VisitTable() {
    const void* table = lua_topointer(lua_, -1);
    if (std::ranges::find(tables_, table) != tables_.end() || !MayGoOn()) return;
    tables_.push_back(table);
    ++depth_;
    lua_pushnil(lua_);
    while (lua_next(lua_, -2) != 0) {
      ++values_;
      Visit();
      if (MayGoOn()) continue;
      lua_pop(lua_, 1);
      break;
    }
    --depth_;
  }

  lua_State* lua_;
  int environment_;
  int values_ = 0;  // that were looked at
  int depth_ = 0;
  std::vector<const void*> tables_;  // that were looked at
};

}  // namespace

void SpreadEnvironment(lua_State* lua) {
  const int environment = lua_gettop(lua);
  if (lua_checkstack(lua, 1) == 0) return;
  lua_pushvalue(lua, environment - 1);
  Walk(lua, environment).Visit();
}

}  // namespace luarig
