#include "engine/base/suggest.h"

#include <algorithm>
#include <vector>

#include "engine/base/bytes.h"

namespace luarig {

size_t EditDistance(std::string_view a, std::string_view b) {
  // Three rows of the usual table: a swap looks two rows back.
  std::vector<size_t> before(b.size() + 1);
  std::vector<size_t> above(b.size() + 1);
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    before.swap(above);
    above.swap(row);
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const bool same = ToLower(a[i - 1]) == ToLower(b[j - 1]);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && ToLower(a[i - 1]) == ToLower(b[j - 2]) &&
                           ToLower(a[i - 2]) == ToLower(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

std::string_view ClosestWord(std::string_view word, std::span<const std::string_view> candidates) {
  constexpr size_t kLongestWord = 64;  // nobody misspells more than that
  if (word.size() > kLongestWord) return "";
  // A third of the letters may be wrong, one in any case.
  size_t limit = std::max<size_t>(1, word.size() / 3);
  std::string_view closest;
  for (const std::string_view candidate : candidates) {
    const size_t distance = EditDistance(word, candidate);
    if (distance > limit || distance >= candidate.size()) continue;
    if (!closest.empty() && distance == limit) continue;
    closest = candidate;
    limit = distance;
  }
  return closest;
}

std::string DidYouMean(std::string_view word, std::span<const std::string_view> candidates) {
  const std::string_view closest = ClosestWord(word, candidates);
  return closest.empty() ? "" : StrCat("did you mean \"", closest, "\"?");
}

std::string UnknownWord(std::string_view word, std::span<const std::string_view> known) {
  std::string list;
  for (const std::string_view one : known) list += StrCat(list.empty() ? "" : ", ", one);
  const std::string_view closest = ClosestWord(word, known);
  return StrCat("there is no ", word,
                closest.empty() ? "" : StrCat("; did you mean ", closest, "?"), " (known: ", list,
                ")");
}

}  // namespace luarig
