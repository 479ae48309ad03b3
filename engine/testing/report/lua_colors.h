#ifndef LUARIG_ENGINE_TESTING_REPORT_LUA_COLORS_H_
#define LUARIG_ENGINE_TESTING_REPORT_LUA_COLORS_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace luarig {

enum class LuaColor : uint8_t { kPlain, kComment, kString, kKeyword, kNumber };

struct ColoredPart {
  LuaColor color;
  std::string_view text;
};

// Lua 5.1 cut into parts to be shown in colours; one after the other they are `text`. Any bytes
// will do: what is no Lua is plain, and what is not closed goes on to the end.
std::vector<ColoredPart> ColorLua(std::string_view text);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_REPORT_LUA_COLORS_H_
