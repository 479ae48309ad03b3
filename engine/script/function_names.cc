#include "engine/script/function_names.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

struct Token {
  enum class Kind : unsigned char { kWord, kString, kSign };
  Kind kind;
  std::string_view text;  // of a string what stands between its quotes
  size_t opener;          // the bracket or word whose block this stands in; kNone: none
};

constexpr size_t kNone = std::string_view::npos;

bool IsWordChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool IsName(std::string_view text) {
  return !text.empty() && !(text[0] >= '0' && text[0] <= '9') &&
         std::ranges::all_of(text, IsWordChar);
}

bool OneOf(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

// Splits a text that compiles into what matters for names: comments are gone, signs are single
// characters, numbers are words.
class Tokens {
 public:
  explicit Tokens(std::string_view text) : text_(text) {
    if (text_.starts_with('#')) at_ = std::min(text_.find('\n'), text_.size());
    while (at_ < text_.size()) Next();
  }

  size_t size() const { return tokens_.size(); }
  const Token& operator[](size_t index) const { return tokens_[index]; }

  // True if there is such a token and it is that word or sign.
  bool Is(size_t index, std::string_view text) const {
    return index < size() && tokens_[index].kind != Token::Kind::kString &&
           tokens_[index].text == text;
  }
  bool IsString(size_t index) const {
    return index < size() && tokens_[index].kind == Token::Kind::kString;
  }
  bool IsName(size_t index) const {
    return index < size() && tokens_[index].kind == Token::Kind::kWord &&
           luarig::IsName(tokens_[index].text);
  }

 private:
  void Next() {
    const char c = text_[at_];
    if (text_.substr(at_).starts_with("--")) return Comment();
    if (c == '"' || c == '\'') return Quoted(c);
    if (const auto level = LongBracket(at_)) return Long(*level, true);
    if (IsWordChar(c)) return Word();
    if (std::string_view(" \t\r\n\f\v").find(c) == std::string_view::npos)
      Add(Token::Kind::kSign, text_.substr(at_, 1));
    ++at_;
  }

  void Comment() {
    at_ += 2;
    if (const auto level = LongBracket(at_)) return Long(*level, false);
    at_ = std::min(text_.find('\n', at_), text_.size());
  }

  void Quoted(char quote) {
    const size_t begin = ++at_;
    while (at_ < text_.size() && text_[at_] != quote) at_ += text_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_, text_.size());
    Add(Token::Kind::kString, text_.substr(begin, at_ - begin));
    ++at_;
  }

  // How many '=' a long bracket that opens at `at` has; nothing if none does.
  std::optional<size_t> LongBracket(size_t at) const {
    if (at >= text_.size() || text_[at] != '[') return std::nullopt;
    const size_t second = text_.find_first_not_of('=', at + 1);
    if (second == std::string_view::npos || text_[second] != '[') return std::nullopt;
    return second - at - 1;
  }

  void Long(size_t level, bool string) {
    const size_t begin = at_ + level + 2;
    const std::string close = "]" + std::string(level, '=') + "]";
    const size_t end = std::min(text_.find(close, begin), text_.size());
    if (string) Add(Token::Kind::kString, text_.substr(begin, end - begin));
    at_ = end + close.size();
  }

  void Word() {
    const size_t begin = at_;
    while (at_ < text_.size() && IsWordChar(text_[at_])) ++at_;
    Add(Token::Kind::kWord, text_.substr(begin, at_ - begin));
  }

  void Add(Token::Kind kind, std::string_view text) {
    const bool code = kind != Token::Kind::kString;
    if (code && !open_.empty() && OneOf(text, {")", "}", "]", "end", "until"})) open_.pop_back();
    tokens_.push_back({kind, text, open_.empty() ? kNone : open_.back()});
    // `while` and `for` open with their `do`.
    if (code && OneOf(text, {"(", "{", "[", "function", "do", "if", "repeat"}))
      open_.push_back(tokens_.size() - 1);
  }

  std::string_view text_;
  size_t at_ = 0;
  std::vector<Token> tokens_;
  std::vector<size_t> open_;
};

// `function` stands at `at`, and a name may follow.
std::string Declared(const Tokens& tokens, size_t at) {
  std::string name;
  for (++at; tokens.IsName(at) || tokens.Is(at, ".") || tokens.Is(at, ":"); ++at)
    name += tokens[at].text;
  return name;
}

struct Assigned {
  std::string name;
  size_t begin;  // the first token of what is assigned to
};

// One word of it that ends before `end`: a name, or `['name']`.
std::optional<Assigned> WordBefore(const Tokens& tokens, size_t end) {
  if (end >= 1 && tokens.IsName(end - 1))
    return Assigned{.name = std::string(tokens[end - 1].text), .begin = end - 1};
  if (end >= 3 && tokens.Is(end - 1, "]") && tokens.IsString(end - 2) && tokens.Is(end - 3, "[") &&
      IsName(tokens[end - 2].text))
    return Assigned{.name = std::string(tokens[end - 2].text), .begin = end - 3};
  return std::nullopt;
}

// What ends before `end`: `total`, `M.total`, `M['total']`. Its name is "" if it is anything else.
Assigned AssignedBefore(const Tokens& tokens, size_t end) {
  Assigned target{.name = "", .begin = end};
  while (const auto word = WordBefore(tokens, target.begin)) {
    target.name = target.name.empty() ? word->name : StrCat(word->name, ".", target.name);
    target.begin = word->begin;
    if (target.begin >= 1 && tokens.Is(target.begin - 1, ".")) {
      --target.begin;
    } else if (!tokens.Is(target.begin, "[")) {
      break;
    }
  }
  return target;
}

// The name in redis.register_function{function_name = 'total', callback = function ...}.
std::string RegisteredInTable(const Tokens& tokens, size_t brace) {
  size_t before = brace;
  if (before >= 1 && tokens.Is(before - 1, "(")) --before;
  if (before < 1 || !tokens.Is(before - 1, "register_function")) return "";
  for (size_t at = brace + 1; at + 2 < tokens.size(); ++at) {
    if (tokens[at].opener == brace && tokens.Is(at, "function_name") && tokens.Is(at + 1, "=") &&
        tokens.IsString(at + 2))
      return std::string(tokens[at + 2].text);
  }
  return "";
}

// A function without a name of its own stands at `at`, behind `=`.
std::string NamedByAssignment(const Tokens& tokens, size_t at) {
  const size_t opener = tokens[at].opener;
  Assigned target = AssignedBefore(tokens, at - 1);
  if (tokens.Is(opener, "{")) {
    if (target.name != "callback") return target.name;
    const std::string registered = RegisteredInTable(tokens, opener);
    return registered.empty() ? target.name : registered;
  }
  // Of several, the first gets it.
  while (!target.name.empty() && target.begin >= 1 && tokens.Is(target.begin - 1, ","))
    target = AssignedBefore(tokens, target.begin - 1);
  return target.name;
}

std::string NameOf(const Tokens& tokens, size_t at) {
  if (tokens.IsName(at + 1)) return Declared(tokens, at);
  if (at >= 2 && tokens.Is(at - 1, "=")) return NamedByAssignment(tokens, at);
  if (at >= 4 && tokens.Is(at - 1, ",") && tokens.IsString(at - 2) && tokens.Is(at - 3, "(") &&
      tokens.Is(at - 4, "register_function"))
    return std::string(tokens[at - 2].text);
  return "";
}

}  // namespace

std::vector<std::string> FunctionNames(std::string_view text) {
  const Tokens tokens(text);
  std::vector<std::string> names;
  for (size_t at = 0; at < tokens.size(); ++at) {
    if (tokens.Is(at, "function")) names.push_back(NameOf(tokens, at));
  }
  return names;
}

}  // namespace luarig
