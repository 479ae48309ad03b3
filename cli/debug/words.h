#ifndef LUARIG_CLI_DEBUG_WORDS_H_
#define LUARIG_CLI_DEBUG_WORDS_H_

#include <string>
#include <string_view>
#include <vector>

namespace luarig {

// The first word of `rest`, which loses it and the blanks around; a word in double quotes is one,
// without them. Throws UsageError if the quotes do not end.
std::string TakeWord(std::string_view& rest);

std::string_view Trimmed(std::string_view text);

// A number from `least` on. Throws UsageError that names `what`.
int ReadNumber(std::string_view text, int least, std::string_view what);

// `did you mean "hash"?`, or "" if no candidate is near.
std::string DidYouMeanOneOf(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace luarig

#endif  // LUARIG_CLI_DEBUG_WORDS_H_
