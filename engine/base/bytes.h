#ifndef LUARIG_ENGINE_BASE_BYTES_H_
#define LUARIG_ENGINE_BASE_BYTES_H_

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace luarig {

constexpr char ToLower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
constexpr char ToUpper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
}

std::string ToLower(std::string_view text);
std::string ToUpper(std::string_view text);

// Equal but for the case of ASCII letters.
bool EqualsIgnoreCase(std::string_view a, std::string_view b);

// `bytes` in double quotes as redis-cli prints a bulk reply: \\ \" \n \r \t \a \b, \xhh for what is
// not printable.
std::string Quote(std::string_view bytes);

// Splits a line as redis-cli and redis.conf do: blanks separate, "..." knows the escapes of
// Quote(), '...' only \'. Nothing when quotes are unbalanced or text follows a closing quote at
// once.
std::optional<std::vector<std::string>> SplitWords(std::string_view line);

bool IsValidUtf8(std::string_view bytes);

// Standard alphabet with padding. DecodeBase64 refuses anything else.
std::string EncodeBase64(std::string_view bytes);
std::optional<std::string> DecodeBase64(std::string_view text);

namespace bytes_internal {
inline void Append(std::string& out, std::string_view text) { out += text; }
inline void Append(std::string& out, char c) { out += c; }
void Append(std::string& out, int64_t number);
void Append(std::string& out, uint64_t number);
template <std::integral T>
void Append(std::string& out, T number) {
  if constexpr (std::signed_integral<T>) {
    Append(out, static_cast<int64_t>(number));
  } else {
    Append(out, static_cast<uint64_t>(number));
  }
}
}  // namespace bytes_internal

// The parts, one after the other: strings, characters and integers.
template <typename... Parts>
std::string StrCat(const Parts&... parts) {
  std::string out;
  (bytes_internal::Append(out, parts), ...);
  return out;
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_BASE_BYTES_H_
