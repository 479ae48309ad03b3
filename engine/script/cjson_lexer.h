#ifndef LUARIG_ENGINE_SCRIPT_CJSON_LEXER_H_
#define LUARIG_ENGINE_SCRIPT_CJSON_LEXER_H_

#include <array>
#include <cstddef>

// The words of JSON text as cjson.decode sees them. All text ends with a NUL, as Lua's strings do.

namespace luarig::cjson {

// Past blanks, tabs and line ends.
inline const char* SkipBlanks(const char* at) {
  while (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r') ++at;
  return at;
}

// A number that JSON does not know but strtod() does: nan, inf, 0x10, 01, +1.
bool IsInvalidNumber(const char* at);

// Reads a number as C's strtod() does in the C locale and moves `at` behind it; if there is none,
// `at` stays.
double ReadNumber(const char*& at);

// The text of a string between `begin` and `end`, which are behind and at its quotes. `out` has
// room for as many bytes. Returns the end of what it wrote; the escapes must be valid.
char* Unescape(const char* begin, const char* end, char* out);

// What an error message calls the word at `at`, and where it says that it is.
struct Word {
  const char* name;
  const char* at;
};
Word Describe(const char* at, bool invalid_numbers);

// The closing quote of the string whose text starts at `at`, or the place of its first flaw in
// `at` of the result, with the flaw's name; the name is null if there is none.
Word ScanString(const char* at);

}  // namespace luarig::cjson

#endif  // LUARIG_ENGINE_SCRIPT_CJSON_LEXER_H_
