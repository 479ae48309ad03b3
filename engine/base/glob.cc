#include "engine/base/glob.h"

#include <utility>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

// Stars tried inside one another before the server gives a pattern up.
constexpr int kMaxNesting = 1000;

class Matcher {
 public:
  explicit Matcher(bool ignore_case) : ignore_case_(ignore_case) {}

  bool Match(std::string_view pattern, std::string_view text, int nesting) {
    if (nesting > kMaxNesting) return false;
    // An empty text is not even matched by "*": the server looks at no star then.
    while (!pattern.empty() && !text.empty()) {
      if (pattern.front() == '*') return MatchStar(pattern, text, nesting);
      if (!MatchOne(pattern, text.front())) return false;
      text.remove_prefix(1);
      if (text.empty()) DropStars(pattern);
    }
    return pattern.empty() && text.empty();
  }

 private:
  static void DropStars(std::string_view& pattern) {
    while (!pattern.empty() && pattern.front() == '*') pattern.remove_prefix(1);
  }

  bool MatchStar(std::string_view pattern, std::string_view text, int nesting) {
    DropStars(pattern);
    if (pattern.empty()) return true;
    for (; !text.empty(); text.remove_prefix(1)) {
      if (Match(pattern, text, nesting + 1)) return true;
      if (exhausted_) return false;
    }
    // What follows this star is found nowhere in the rest of the text. An earlier star that took
    // more of the text would only leave less to search, so no star is tried again.
    exhausted_ = true;
    return false;
  }

  // Takes one element off the pattern; true if it stands for `c`.
  bool MatchOne(std::string_view& pattern, char c) const {
    char expected = pattern.front();
    pattern.remove_prefix(1);
    if (expected == '?') return true;
    if (expected == '[') return MatchClass(pattern, c);
    if (expected == '\\' && !pattern.empty()) {
      expected = pattern.front();
      pattern.remove_prefix(1);
    }
    return Fold(expected) == Fold(c);
  }

  // The same for what follows '['. A class that is not closed ends with the pattern.
  bool MatchClass(std::string_view& pattern, char c) const {
    const bool negated = !pattern.empty() && pattern.front() == '^';
    if (negated) pattern.remove_prefix(1);
    bool found = false;
    while (!pattern.empty() && pattern.front() != ']') {
      if (pattern.front() == '\\' && pattern.size() >= 2) {
        found |= pattern[1] == c;  // an escaped member minds the case even when nothing else does
        pattern.remove_prefix(2);
      } else if (pattern.size() >= 3 && pattern[1] == '-') {
        found |= InRange(pattern[0], pattern[2], c);
        pattern.remove_prefix(3);
      } else {
        found |= Fold(pattern.front()) == Fold(c);
        pattern.remove_prefix(1);
      }
    }
    if (!pattern.empty()) pattern.remove_prefix(1);
    return found != negated;
  }

  // Bytes compare as signed characters, ends are swapped before their case is folded: as the
  // server.
  bool InRange(char first, char last, char c) const {
    auto low = static_cast<signed char>(first);
    auto high = static_cast<signed char>(last);
    if (low > high) std::swap(low, high);
    const auto value = static_cast<signed char>(Fold(c));
    return value >= static_cast<signed char>(Fold(static_cast<char>(low))) &&
           value <= static_cast<signed char>(Fold(static_cast<char>(high)));
  }

  char Fold(char c) const { return ignore_case_ ? ToLower(c) : c; }

  const bool ignore_case_;
  bool exhausted_ = false;
};

}  // namespace

bool GlobMatch(std::string_view pattern, std::string_view text, bool ignore_case) {
  return Matcher(ignore_case).Match(pattern, text, 0);
}

}  // namespace luarig
