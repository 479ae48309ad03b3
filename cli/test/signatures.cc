#include "cli/test/signatures.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <span>

#include "engine/base/number.h"

namespace luarig {
namespace {

// Nobody wants more placeholders than that.
constexpr size_t kMostWords = 16;

struct Token {
  enum class Kind { kName, kString, kNumber, kSymbol };
  Kind kind;
  std::string_view text;  // of a string: what stands between the quotes

  bool Is(std::string_view what) const { return kind != Kind::kString && text == what; }
};
using Tokens = std::span<const Token>;

bool IsNameByte(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Lua as words: what stands in comments and strings is not taken for code. Text that is no Lua
// gives tokens too; the engine has said so by then.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  std::vector<Token> Scan() {
    if (rest_.starts_with('#')) Skip(std::min(rest_.find('\n'), rest_.size()));
    while (!rest_.empty()) Next();
    return std::move(tokens_);
  }

 private:
  void Next() {
    const char c = rest_.front();
    if (rest_.starts_with("--")) {
      Skip(2);
      if (!TakeLong()) Skip(std::min(rest_.find('\n'), rest_.size()));
    } else if (c == '"' || c == '\'') {
      TakeString(c);
    } else if (IsNameByte(c)) {
      size_t end = 1;
      while (end < rest_.size() && IsNameByte(rest_[end])) ++end;
      Take(IsDigit(c) ? Token::Kind::kNumber : Token::Kind::kName, end);
    } else if (const auto string = TakeLong()) {
      tokens_.push_back({Token::Kind::kString, *string});
    } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      Skip(1);
    } else {
      // `..` joins texts, and has nothing to do with fields.
      Take(Token::Kind::kSymbol,
           std::max<size_t>(1, std::min(rest_.find_first_not_of('.'), rest_.size())));
    }
  }

  void Skip(size_t bytes) { rest_.remove_prefix(bytes); }

  void Take(Token::Kind kind, size_t bytes) {
    tokens_.push_back({kind, rest_.substr(0, bytes)});
    Skip(bytes);
  }

  void TakeString(char quote) {
    size_t end = 1;
    while (end < rest_.size() && rest_[end] != quote && rest_[end] != '\n')
      end += rest_[end] == '\\' ? 2 : 1;
    end = std::min(end, rest_.size());
    tokens_.push_back({Token::Kind::kString, rest_.substr(1, end - 1)});
    Skip(std::min(end + 1, rest_.size()));
  }

  // What stands in [[..]] or [==[..]==]; nothing if that does not begin here.
  std::optional<std::string_view> TakeLong() {
    if (!rest_.starts_with('[')) return std::nullopt;
    size_t level = 1;
    while (level < rest_.size() && rest_[level] == '=') ++level;
    if (level == rest_.size() || rest_[level] != '[') return std::nullopt;
    const std::string close = "]" + std::string(level - 1, '=') + "]";
    const size_t end = std::min(rest_.find(close, level + 1), rest_.size());
    const std::string_view inside = rest_.substr(level + 1, end - std::min(end, level + 1));
    Skip(std::min(end + close.size(), rest_.size()));
    return inside;
  }

  std::string_view rest_;
  std::vector<Token> tokens_;
};

// A function's parameters and what follows them, up to its `end`.
struct Body {
  std::string_view keys;
  std::string_view arguments;
  Tokens tokens;
};

// Finds functions in a library.
class Finder {
 public:
  explicit Finder(Tokens tokens) : tokens_(tokens) {}

  std::optional<Body> Registered(std::string_view name) const {
    for (size_t i = 0; i < tokens_.size(); ++i) {
      if (!At(i).Is("register_function")) continue;
      if (const auto callback = CallbackOf(i + 1, name)) return FunctionAt(*callback, 0);
    }
    return std::nullopt;
  }

 private:
  const Token& At(size_t i) const {
    static constexpr Token kNone{Token::Kind::kSymbol, ""};
    return i < tokens_.size() ? tokens_[i] : kNone;
  }
  bool IsString(size_t i, std::string_view text) const {
    return At(i).kind == Token::Kind::kString && At(i).text == text;
  }

  // Where the callback stands in ('name', callback) or {function_name = 'name', callback = ..},
  // which begin at token `i`.
  std::optional<size_t> CallbackOf(size_t i, std::string_view name) const {
    if (At(i).Is("(") && IsString(i + 1, name) && At(i + 2).Is(",")) return i + 3;
    if (At(i).Is("(")) ++i;
    if (!At(i).Is("{")) return std::nullopt;
    bool named = false;
    std::optional<size_t> callback;
    size_t depth = 0;
    for (; i < tokens_.size(); ++i) {
      if (At(i).Is("{")) ++depth;
      if (At(i).Is("}") && --depth == 0) break;
      if (At(i).Is("function_name") && At(i + 1).Is("=") && IsString(i + 2, name)) named = true;
      if (At(i).Is("callback") && At(i + 1).Is("=")) callback = i + 2;
    }
    return named ? callback : std::nullopt;
  }

  // The function that begins at token `i`, or that the name there stands for; of a call, like
  // checked(take), the one that is its first argument.
  std::optional<Body> FunctionAt(size_t i, size_t deep) const {
    constexpr size_t kDeepest = 5;  // a = b, b = a
    if (deep == kDeepest) return std::nullopt;
    if (At(i).Is("function")) return BodyAt(i + 1);
    if (At(i).kind != Token::Kind::kName) return std::nullopt;
    while (At(i + 1).Is(".") || At(i + 1).Is(":")) i += 2;
    if (At(i + 1).Is("(")) return FunctionAt(i + 2, deep + 1);
    for (size_t k = 0; k < tokens_.size(); ++k) {
      if (k == i || !At(k).Is(At(i).text)) continue;
      if (At(k + 1).Is("=") && !At(k + 2).Is("=") && k + 2 != i) return FunctionAt(k + 2, deep + 1);
      size_t first = k;  // of function module.name(
      while (first >= 2 && (At(first - 1).Is(".") || At(first - 1).Is(":"))) first -= 2;
      if (first > 0 && At(first - 1).Is("function") && At(k + 1).Is("(")) return BodyAt(k + 1);
    }
    return std::nullopt;
  }

  // `i` is the parenthesis in front of the parameters.
  std::optional<Body> BodyAt(size_t i) const {
    if (!At(i).Is("(")) return std::nullopt;
    std::vector<std::string_view> parameters;
    for (++i; i < tokens_.size() && !At(i).Is(")"); ++i) {
      if (At(i).kind == Token::Kind::kName) parameters.push_back(At(i).text);
    }
    parameters.resize(2);
    const size_t begin = i + 1;
    size_t open = 1;
    for (i = begin; i < tokens_.size(); ++i) {
      for (const std::string_view opens : {"function", "if", "do", "repeat"}) {
        if (At(i).Is(opens)) ++open;
      }
      if ((At(i).Is("end") || At(i).Is("until")) && --open == 0) break;
    }
    i = std::min(i, tokens_.size());
    return Body{parameters[0], parameters[1], tokens_.subspan(std::min(begin, i), i - begin)};
  }

  Tokens tokens_;
};

// Reads a body for its keys and arguments.
class Reader {
 public:
  explicit Reader(const Body& body) : body_(body) {}

  Signature Read() {
    signature_.keys = 0;
    for (size_t i = 0; i < body_.tokens.size(); ++i) {
      if (!IsVariable(i)) continue;
      const std::string_view name = body_.tokens[i].text;
      if (!body_.keys.empty() && name == body_.keys) {
        // All of them, or one that is not said: then there is one.
        signature_.keys = std::max(signature_.keys, IndexBehind(i).value_or(1));
      } else if (!body_.arguments.empty() && name == body_.arguments) {
        if (const auto index = IndexBehind(i)) Argument(i, *index);
      } else if (const auto known = variables_.find(name); known != variables_.end()) {
        Convert(i, known->second);
      }
    }
    return std::move(signature_);
  }

 private:
  bool Is(size_t i, std::string_view what) const {
    return i < body_.tokens.size() && body_.tokens[i].Is(what);
  }
  // A name, but not that of a field.
  bool IsVariable(size_t i) const {
    return body_.tokens[i].kind == Token::Kind::kName &&
           (i == 0 || (!Is(i - 1, ".") && !Is(i - 1, ":")));
  }

  // 2 for `[2]` behind token `i`.
  std::optional<size_t> IndexBehind(size_t i) const {
    if (!Is(i + 1, "[") || !Is(i + 3, "]")) return std::nullopt;
    const auto index = ParseInteger(body_.tokens[i + 2].text);
    if (!index || *index < 1) return std::nullopt;
    return std::min(static_cast<size_t>(*index), kMostWords);
  }

  void Argument(size_t i, size_t index) {
    if (signature_.arguments.size() < index) signature_.arguments.resize(index);
    if (i >= 2 && Is(i - 1, "=")) variables_[body_.tokens[i - 2].text] = index;  // n = args[1]
    Convert(i, index);
  }

  // Says of argument `index`, which stands at token `i`, what it is made into there.
  void Convert(size_t i, size_t index) {
    if (i < 2 || !Is(i - 1, "(")) return;
    if (Is(i - 2, "tonumber")) signature_.arguments[index - 1] = ArgumentKind::kNumber;
    if (Is(i - 2, "decode")) signature_.arguments[index - 1] = ArgumentKind::kJson;
  }

  const Body& body_;
  Signature signature_;
  std::map<std::string_view, size_t> variables_;  // that were set to an argument
};

}  // namespace

Signature SignatureOfFunction(std::string_view library, std::string_view name) {
  const std::vector<Token> tokens = Scanner(library).Scan();
  const auto body = Finder(tokens).Registered(name);
  return body ? Reader(*body).Read() : Signature();
}

Signature SignatureOfScript(std::string_view script) {
  const std::vector<Token> tokens = Scanner(script).Scan();
  return Reader({"KEYS", "ARGV", tokens}).Read();
}

}  // namespace luarig
