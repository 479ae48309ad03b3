#ifndef LUARIG_ENGINE_BASE_GLOB_H_
#define LUARIG_ENGINE_BASE_GLOB_H_

#include <string_view>

namespace luarig {

// True if `text` matches the whole of `pattern`, with the server's rules: * ? [abc] [^a-z] \x.
// An empty text is matched by the empty pattern only. Where no class or escape is complete, the
// rest of the pattern is read as the server reads it: nothing is an error.
// Bounded in time: many stars cost about as much as one, and more than 1000 nested ones match
// nothing. Bytes, not characters: ? takes one byte of UTF-8.
bool GlobMatch(std::string_view pattern, std::string_view text, bool ignore_case = false);

}  // namespace luarig

#endif  // LUARIG_ENGINE_BASE_GLOB_H_
