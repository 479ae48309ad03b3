#include "engine/testing/report/lua_colors.h"

#include <algorithm>
#include <array>
#include <string>

namespace luarig {
namespace {

constexpr std::array<std::string_view, 21> kKeywords = {
    "and",   "break", "do",  "else", "elseif", "end",    "false", "for",  "function", "if",   "in",
    "local", "nil",   "not", "or",   "repeat", "return", "then",  "true", "until",    "while"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsNamePart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || IsDigit(c);
}

// The length of [[...]] or [=[...]=] at the start; 0 if there is none.
size_t LongBracket(std::string_view text) {
  size_t level = 1;
  if (!text.starts_with('[')) return 0;
  while (level < text.size() && text[level] == '=') ++level;
  if (level >= text.size() || text[level] != '[') return 0;
  std::string close(level + 1, '=');
  close.front() = close.back() = ']';
  const size_t end = text.find(close, level + 1);
  return end == std::string_view::npos ? text.size() : end + close.size();
}

size_t CommentLength(std::string_view text) {
  if (!text.starts_with("--")) return 0;
  const size_t bracket = LongBracket(text.substr(2));
  return bracket > 0 ? bracket + 2 : std::min(text.find('\n'), text.size());
}

size_t StringLength(std::string_view text) {
  if (text[0] != '"' && text[0] != '\'') return LongBracket(text);
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == text[0]) {
      return i + 1;
    } else if (text[i] == '\n') {
      return i;
    }
  }
  return text.size();
}

size_t WordLength(std::string_view text) {
  const auto end = std::ranges::find_if_not(text, IsNamePart);
  return static_cast<size_t>(end - text.begin());
}

size_t NumberLength(std::string_view text) {
  if (!IsDigit(text[0])) return 0;
  size_t length = WordLength(text);
  if (length < text.size() && text[length] == '.')
    length += 1 + WordLength(text.substr(length + 1));
  return length;
}

ColoredPart PartAt(std::string_view text) {
  using enum LuaColor;
  if (const size_t length = CommentLength(text)) return {kComment, text.substr(0, length)};
  if (const size_t length = StringLength(text)) return {kString, text.substr(0, length)};
  if (const size_t length = NumberLength(text)) return {kNumber, text.substr(0, length)};
  const std::string_view word = text.substr(0, std::max<size_t>(WordLength(text), 1));
  return {std::ranges::binary_search(kKeywords, word) ? kKeyword : kPlain, word};
}

}  // namespace

std::vector<ColoredPart> ColorLua(std::string_view text) {
  std::vector<ColoredPart> parts;
  if (text.starts_with('#')) {  // "#!lua name=shop"
    parts.push_back({LuaColor::kComment, text.substr(0, std::min(text.find('\n'), text.size()))});
    text.remove_prefix(parts.back().text.size());
  }
  while (!text.empty()) {
    const ColoredPart part = PartAt(text);
    text.remove_prefix(part.text.size());
    if (!parts.empty() && parts.back().color == part.color) {
      std::string_view& last = parts.back().text;
      last = std::string_view(last.data(), last.size() + part.text.size());
    } else {
      parts.push_back(part);
    }
  }
  return parts;
}

}  // namespace luarig
