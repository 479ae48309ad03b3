#include "tests/support/mask.h"

namespace luarig::test {

Mask::Mask(const std::string& pattern) {
  constexpr size_t kIntro = 4;  // (?<= or (?<!
  std::string rest = pattern;
  if (pattern.starts_with("(?<=") || pattern.starts_with("(?<!")) {
    const size_t end = pattern.find(')');
    wanted_ = pattern[kIntro - 1] == '=';
    before_ = pattern.substr(kIntro, end - kIntro);
    rest = pattern.substr(end + 1);
  }
  regex_ = std::regex(rest);
}

bool Mask::StandsBehind(const std::string& text, size_t at) const {
  if (before_.empty()) return true;
  return std::string_view(text).substr(0, at).ends_with(before_) == wanted_;
}

std::string Mask::Apply(const std::string& text) const {
  std::string out;
  size_t from = 0;  // what is before is in `out`
  for (size_t at = 0; at <= text.size();) {
    std::smatch match;
    const auto flags =
        at == 0 ? std::regex_constants::match_default : std::regex_constants::match_prev_avail;
    const auto begin = text.begin() + static_cast<std::ptrdiff_t>(at);
    if (!std::regex_search(begin, text.end(), match, regex_, flags)) break;
    const size_t found = at + static_cast<size_t>(match.position());
    const auto size = static_cast<size_t>(match.length());
    if (size == 0 || !StandsBehind(text, found)) {
      at = found + 1;
      continue;
    }
    out += text.substr(from, found - from) + "<*>";
    from = at = found + size;
  }
  return out + text.substr(from);
}

bool Mask::Covers(const std::string& text) const {
  return StandsBehind(text, 0) && std::regex_match(text, regex_);
}

}  // namespace luarig::test
