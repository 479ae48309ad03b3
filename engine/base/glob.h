#ifndef LUARIG_ENGINE_BASE_GLOB_H_
#define LUARIG_ENGINE_BASE_GLOB_H_

#include <string_view>

namespace luarig {

// True if `text` matches the whole of `pattern`, with the server's rules: * ? [abc] [^a-z] \x.
// Bounded in time: a run of stars costs no more than one, and nesting stops where the server stops.
bool GlobMatch(std::string_view pattern, std::string_view text, bool ignore_case = false);

}  // namespace luarig

#endif  // LUARIG_ENGINE_BASE_GLOB_H_
