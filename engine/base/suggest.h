#ifndef LUARIG_ENGINE_BASE_SUGGEST_H_
#define LUARIG_ENGINE_BASE_SUGGEST_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace luarig {

// How many insertions, deletions, replacements and swaps of neighbours turn `a` into `b`, the case
// of ASCII letters aside.
size_t EditDistance(std::string_view a, std::string_view b);

// The candidate that `word` was probably meant to be, or "" if none is near.
std::string_view ClosestWord(std::string_view word, std::span<const std::string_view> candidates);

// `did you mean "hash"?`, or "" if no candidate is near.
std::string DidYouMean(std::string_view word, std::span<const std::string_view> candidates);

// "there is no replcia; did you mean replica? (known: primary, replica)".
std::string UnknownWord(std::string_view word, std::span<const std::string_view> known);

}  // namespace luarig

#endif  // LUARIG_ENGINE_BASE_SUGGEST_H_
