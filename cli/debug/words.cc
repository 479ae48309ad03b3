#include "cli/debug/words.h"

#include <algorithm>

#include "cli/app/subcommand.h"
#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/base/suggest.h"

namespace luarig {

std::string_view Trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

std::string TakeWord(std::string_view& rest) {
  rest = Trimmed(rest);
  const bool quoted = rest.starts_with('"');
  size_t end = quoted ? 1 : std::min(rest.find_first_of(" \t"), rest.size());
  if (quoted) {
    while (end < rest.size() && rest[end] != '"') end += rest[end] == '\\' ? 2 : 1;
    if (end >= rest.size()) throw UsageError(StrCat("the quotes do not end: ", rest));
    ++end;
  }
  const std::string_view word = rest.substr(0, end);
  rest = Trimmed(rest.substr(end));
  if (!quoted) return std::string(word);
  const auto words = SplitWords(word);
  if (!words || words->size() != 1) throw UsageError(StrCat("no text in quotes: ", word));
  return words->front();
}

int ReadNumber(std::string_view text, int least, std::string_view what) {
  constexpr int64_t kMost = 1'000'000'000;
  const auto number = ParseInteger(text);
  if (!number || *number < least || *number > kMost) {
    throw UsageError(StrCat(what, " is a number from ", least, " on, and not ", Quote(text)));
  }
  return static_cast<int>(*number);
}

std::string DidYouMeanOneOf(std::string_view word, const std::vector<std::string>& candidates) {
  return DidYouMean(word, std::vector<std::string_view>(candidates.begin(), candidates.end()));
}

}  // namespace luarig
