#ifndef LUARIG_ENGINE_SCRIPT_FUNCTION_NAMES_H_
#define LUARIG_ENGINE_SCRIPT_FUNCTION_NAMES_H_

#include <string>
#include <string_view>
#include <vector>

namespace luarig {

// What a person calls each function of a Lua text, in the order in which the word `function` stands
// there: what it is declared or assigned as ("total", "M.total", "M:total"), or the name that
// redis.register_function gets with it; "" if nothing names it. REQUIRES: the text compiles; of
// other texts anything may come out.
std::vector<std::string> FunctionNames(std::string_view text);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_FUNCTION_NAMES_H_
