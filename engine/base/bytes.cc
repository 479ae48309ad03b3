#include "engine/base/bytes.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "engine/base/number.h"

namespace luarig {
namespace {

// The bytes at `p`, as many as a Word has, with their ASCII letters in lower case.
template <typename Word>
Word LowerWord(const char* p) {
  constexpr Word kEach = static_cast<Word>(~Word{0}) / 0xff;  // 0x01 in each byte
  constexpr Word kTop = kEach * 0x80;
  Word word = 0;
  std::memcpy(&word, p, sizeof(word));
  // Sums of seven bits each: their top bit says that the byte is at least 'A', and more than 'Z'.
  const Word low = word & ~kTop;
  const Word from_a = low + kEach * (0x80 - 'A');
  const Word past_z = low + kEach * (0x80 - 'Z' - 1);
  const Word upper = from_a & ~past_z & ~word & kTop;
  return word | upper >> 2;  // 0x20 where it is one
}

constexpr char kHexDigits[] = "0123456789abcdef";
constexpr std::string_view kBase64Alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// Digit values of the alphabet by byte; 255 for bytes outside it.
constexpr auto kBase64Values = [] {
  std::array<uint8_t, 256> values = {};
  values.fill(255);
  for (size_t i = 0; i < kBase64Alphabet.size(); ++i) {
    values[static_cast<uint8_t>(kBase64Alphabet[i])] = static_cast<uint8_t>(i);
  }
  return values;
}();

// C's isspace in the C locale.
constexpr bool IsBlank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = ToLower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// The letter that stands for a control character after a backslash, or 0.
char EscapeLetter(char c) {
  switch (c) {
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    case '\a':
      return 'a';
    case '\b':
      return 'b';
    default:
      return 0;
  }
}

// The character a backslash and `letter` stand for: `letter` itself where there is nothing special.
char Unescape(char letter) {
  switch (letter) {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'a':
      return '\a';
    case 'b':
      return '\b';
    default:
      return letter;
  }
}

// Reads one line, word by word.
class WordReader {
 public:
  // The server's lines are C strings: a NUL ends them.
  explicit WordReader(std::string_view line) : rest_(line.substr(0, line.find('\0'))) {}

  bool AtEnd() {
    while (!rest_.empty() && IsBlank(rest_.front())) rest_.remove_prefix(1);
    return rest_.empty();
  }

  // Appends the next word to `word`; false if its quotes are not in order.
  bool Read(std::string& word) {
    while (!rest_.empty()) {
      const char c = Take();
      // Inside a word \v and \f are no blanks, between words they are: as the server.
      if (c == ' ' || (IsBlank(c) && c != '\v' && c != '\f')) return true;
      if (c == '"' || c == '\'') {
        if (!(c == '"' ? ReadDouble(word) : ReadSingle(word))) return false;
        return rest_.empty() || IsBlank(rest_.front());
      }
      word += c;
    }
    return true;
  }

 private:
  char Take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  bool ReadDouble(std::string& word) {
    while (!rest_.empty()) {
      const char c = Take();
      if (c == '"') return true;
      if (c == '\\' && !rest_.empty()) {
        word += TakeEscape();
      } else {
        word += c;
      }
    }
    return false;
  }

  char TakeEscape() {
    const char letter = Take();
    if (letter == 'x' && rest_.size() >= 2 && HexValue(rest_[0]) >= 0 && HexValue(rest_[1]) >= 0) {
      const int byte = HexValue(rest_[0]) * 16 + HexValue(rest_[1]);
      rest_.remove_prefix(2);
      return static_cast<char>(byte);
    }
    return Unescape(letter);
  }

  bool ReadSingle(std::string& word) {
    while (!rest_.empty()) {
      const char c = Take();
      if (c == '\'') return true;
      if (c == '\\' && !rest_.empty() && rest_.front() == '\'') {
        word += Take();
      } else {
        word += c;
      }
    }
    return false;
  }

  std::string_view rest_;
};

// The length of the UTF-8 sequence at the front of `bytes`, 0 if there is none.
size_t Utf8Length(std::string_view bytes) {
  const auto at = [bytes](size_t i) { return static_cast<uint8_t>(bytes[i]); };
  const uint8_t lead = at(0);
  if (lead < 0x80) return 1;
  const size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || bytes.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xc0) != 0x80) return 0;
  }
  const uint8_t second = at(1);
  // Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte.
  if (lead == 0xe0 && second < 0xa0) return 0;
  if (lead == 0xed && second > 0x9f) return 0;
  if (lead == 0xf0 && second < 0x90) return 0;
  if (lead == 0xf4 && second > 0x8f) return 0;
  return length;
}

}  // namespace

std::string ToLower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = ToLower(c);
  return out;
}

std::string ToUpper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = ToUpper(c);
  return out;
}

bool EqualsIgnoreCase(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  size_t at = 0;
  for (; at + sizeof(uint64_t) <= a.size(); at += sizeof(uint64_t)) {
    if (LowerWord<uint64_t>(a.data() + at) != LowerWord<uint64_t>(b.data() + at)) return false;
  }
  if (at + sizeof(uint32_t) <= a.size()) {
    if (LowerWord<uint32_t>(a.data() + at) != LowerWord<uint32_t>(b.data() + at)) return false;
    at += sizeof(uint32_t);
  }
  for (; at < a.size(); ++at) {
    if (ToLower(a[at]) != ToLower(b[at])) return false;
  }
  return true;
}

std::string Quote(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + 2);
  out += '"';
  for (const char c : bytes) {
    const auto byte = static_cast<uint8_t>(c);
    if (c == '\\' || c == '"') {
      out += '\\';
      out += c;
    } else if (byte >= 0x20 && byte < 0x7f) {
      out += c;
    } else if (const char letter = EscapeLetter(c); letter != 0) {
      out += '\\';
      out += letter;
    } else {
      out += "\\x";
      out += kHexDigits[byte >> 4];
      out += kHexDigits[byte & 15];
    }
  }
  out += '"';
  return out;
}

std::optional<std::vector<std::string>> SplitWords(std::string_view line) {
  std::vector<std::string> words;
  WordReader reader(line);
  while (!reader.AtEnd()) {
    if (!reader.Read(words.emplace_back())) return std::nullopt;
  }
  return words;
}

bool IsValidUtf8(std::string_view bytes) {
  constexpr uint64_t kHighBits = 0x8080808080808080;
  while (!bytes.empty()) {
    // Most texts are ASCII: eight bytes of that at a time.
    for (uint64_t word = 0; bytes.size() >= sizeof(word); bytes.remove_prefix(sizeof(word))) {
      std::memcpy(&word, bytes.data(), sizeof(word));
      if ((word & kHighBits) != 0) break;
    }
    if (bytes.empty()) break;
    const size_t length = Utf8Length(bytes);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

std::string EncodeBase64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t at = 0; at < bytes.size(); at += 3) {
    const std::string_view group = bytes.substr(at, 3);
    uint32_t bits = 0;
    for (size_t i = 0; i < 3; ++i) {
      bits = bits << 8 | (i < group.size() ? static_cast<uint8_t>(group[i]) : 0U);
    }
    for (size_t i = 0; i < 4; ++i) {
      out += i <= group.size() ? kBase64Alphabet[bits >> (18 - 6 * i) & 63] : '=';
    }
  }
  return out;
}

std::optional<std::string> DecodeBase64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  const size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  const size_t digits = text.size() - padding;
  std::string out;
  out.reserve(text.size() / 4 * 3);
  uint32_t bits = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    const uint8_t value = at < digits ? kBase64Values[static_cast<uint8_t>(text[at])] : 0;
    if (value == 255) return std::nullopt;
    bits = bits << 6 | value;
    if (at % 4 != 3) continue;
    for (int shift = 16; shift >= 0; shift -= 8) out += static_cast<char>(bits >> shift);
    bits = 0;
  }
  // The bits that the padding cuts off must be zero, so that each string has one spelling.
  for (size_t i = 0; i < padding; ++i) {
    if (out.back() != 0) return std::nullopt;
    out.pop_back();
  }
  return out;
}

namespace bytes_internal {

void Append(std::string& out, int64_t number) {
  NumberText buffer;
  out += FormatInteger(number, buffer);
}

void Append(std::string& out, uint64_t number) {
  // Above int64 the last digit goes by itself.
  if (number > static_cast<uint64_t>(INT64_MAX)) {
    Append(out, static_cast<int64_t>(number / 10));
    out += static_cast<char>('0' + number % 10);
  } else {
    Append(out, static_cast<int64_t>(number));
  }
}

}  // namespace bytes_internal

}  // namespace luarig
