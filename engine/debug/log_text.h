#ifndef LUARIG_ENGINE_DEBUG_LOG_TEXT_H_
#define LUARIG_ENGINE_DEBUG_LOG_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

namespace luarig {

// A piece of a log point's message: text, or Lua that stood in braces.
struct LogPiece {
  std::string text;
  bool is_code = false;
};

// "x is {x}, t is {{1}}" -> "x is ", code "x", ", t is ", code "{1}". A brace that is not closed,
// and `\{`, are text.
std::vector<LogPiece> CutLogText(std::string_view message);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DEBUG_LOG_TEXT_H_
