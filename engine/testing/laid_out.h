#ifndef LUARIG_ENGINE_TESTING_LAID_OUT_H_
#define LUARIG_ENGINE_TESTING_LAID_OUT_H_

#include <string>
#include <string_view>
#include <vector>

namespace luarig {

// JSON with one element a line where it does not fit into one, comments gone; other text as it is.
std::string LaidOut(std::string_view text);

// The lines of a text without their ends. A line break at the end begins no other line.
std::vector<std::string_view> LinesOf(std::string_view text);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_LAID_OUT_H_
