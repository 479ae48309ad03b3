#include "engine/script/cjson_lexer.h"

#include <clocale>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include <strings.h>

namespace luarig::cjson {
namespace {

// What stands for itself or a control character behind a backslash; 0 if nothing may.
char EscapedCharacter(char letter) {
  switch (letter) {
    case '"':
    case '\\':
    case '/':
      return letter;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return 0;
  }
}

constexpr uint32_t kNoCode = UINT32_MAX;

// The code unit written as \uXXXX at `at`.
uint32_t CodeUnit(const char* at) {
  if (at[0] != '\\' || at[1] != 'u') return kNoCode;
  uint32_t unit = 0;
  for (int i = 2; i < 6; ++i) {
    const char c = at[i];
    const char letter = static_cast<char>(c | 0x20);
    if (c >= '0' && c <= '9') {
      unit = unit * 16 + static_cast<uint32_t>(c - '0');
    } else if (letter >= 'a' && letter <= 'f') {
      unit = unit * 16 + static_cast<uint32_t>(letter - 'a' + 10);
    } else {
      return kNoCode;
    }
  }
  return unit;
}

struct CodePoint {
  uint32_t code;  // kNoCode if invalid.
  size_t length;  // Of the escape.
};

// The code point at `at`, which may take two escapes, a surrogate pair.
CodePoint ReadCodePoint(const char* at) {
  const uint32_t unit = CodeUnit(at);
  if (unit == kNoCode || (unit & 0xF800) != 0xD800) return {unit, 6};
  if ((unit & 0x400) != 0) return {kNoCode, 0};
  const uint32_t low = CodeUnit(at + 6);
  if (low == kNoCode || (low & 0xFC00) != 0xDC00) return {kNoCode, 0};
  return {(((unit & 0x3FF) << 10) | (low & 0x3FF)) + 0x10000, 12};
}

char* PutUtf8(char* out, uint32_t code) {
  const auto put = [&out](uint32_t byte) { *out++ = static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(code >> 6 | 0xC0);
    put((code & 0x3F) | 0x80);
  } else if (code < 0x10000) {
    put(code >> 12 | 0xE0);
    put((code >> 6 & 0x3F) | 0x80);
    put((code & 0x3F) | 0x80);
  } else {
    put(code >> 18 | 0xF0);
    put((code >> 12 & 0x3F) | 0x80);
    put((code >> 6 & 0x3F) | 0x80);
    put((code & 0x3F) | 0x80);
  }
  return out;
}

// strtod() in the C locale, whatever the program's.
double Strtod(const char* at, char** end) {
  static const locale_t c_locale = newlocale(LC_ALL_MASK, "C", nullptr);
  return strtod_l(at, end, c_locale);
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

constexpr int kExactDigits = 18;                        // Cannot overflow 64 bits.
constexpr uint64_t kExactMantissa = uint64_t{1} << 53;  // Every integer up to here is a double.
constexpr std::array<double, 23> kPowers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                            1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                            1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
constexpr int kMaxPower = 22;

// The usual numbers, without strtod(): a mantissa and a power of ten that are both exact doubles
// need one rounding, which the processor does. False, and `at` stays, for all others.
bool ReadSimpleNumber(const char*& at, double& value) {
  const char* in = at;
  const bool negative = *in == '-';
  if (negative) ++in;

  const char* const first = in;
  uint64_t mantissa = 0;
  for (; IsDigit(*in); ++in) mantissa = mantissa * 10 + static_cast<uint64_t>(*in - '0');
  auto digits = in - first;
  if (digits == 0 || *in == 'x' || *in == 'X') return false;

  int exponent = 0;
  if (*in == '.') {
    const char* const fraction = ++in;
    for (; IsDigit(*in); ++in) mantissa = mantissa * 10 + static_cast<uint64_t>(*in - '0');
    digits += in - fraction;
    if (digits > kExactDigits) return false;
    exponent = -static_cast<int>(in - fraction);
  }
  if (digits > kExactDigits || *in == 'e' || *in == 'E') return false;
  if (mantissa > kExactMantissa || -exponent > kMaxPower) return false;

  const auto exact = static_cast<double>(mantissa);
  const double magnitude = exponent == 0 ? exact : exact / kPowers[static_cast<size_t>(-exponent)];
  value = negative ? -magnitude : magnitude;
  at = in;
  return true;
}

}  // namespace

bool IsInvalidNumber(const char* at) {
  if (*at == '+') return true;
  if (*at == '-') ++at;
  if (*at == '0') return IsDigit(at[1]) || at[1] == 'x' || at[1] == 'X';
  if (*at <= '9') return false;
  return strncasecmp(at, "inf", 3) == 0 || strncasecmp(at, "nan", 3) == 0;
}

double ReadNumber(const char*& at) {
  double value = 0;
  if (ReadSimpleNumber(at, value)) return value;
  char* end = nullptr;
  value = Strtod(at, &end);
  at = end;
  return value;
}

Word ScanString(const char* at) {
  for (;;) {
    while (*at != '"' && *at != '\\' && *at != '\0') ++at;
    if (*at == '"') return {nullptr, at};
    if (*at == '\0') return {"unexpected end of string", at};
    if (at[1] == 'u') {
      const CodePoint point = ReadCodePoint(at);
      if (point.code == kNoCode) return {"invalid unicode escape code", at};
      at += point.length;
    } else {
      if (EscapedCharacter(at[1]) == 0) return {"invalid escape code", at};
      at += 2;
    }
  }
}

char* Unescape(const char* begin, const char* end, char* out) {
  for (const char* in = begin; in != end;) {
    if (*in != '\\') {
      *out++ = *in++;
    } else if (in[1] == 'u') {
      const CodePoint point = ReadCodePoint(in);
      out = PutUtf8(out, point.code);
      in += point.length;
    } else {
      *out++ = EscapedCharacter(in[1]);
      in += 2;
    }
  }
  return out;
}

Word Describe(const char* at, bool invalid_numbers) {
  at = SkipBlanks(at);
  switch (*at) {
    case '{':
      return {"T_OBJ_BEGIN", at};
    case '}':
      return {"T_OBJ_END", at};
    case '[':
      return {"T_ARR_BEGIN", at};
    case ']':
      return {"T_ARR_END", at};
    case ',':
      return {"T_COMMA", at};
    case ':':
      return {"T_COLON", at};
    case '\0':
      return {"T_END", at};
    case '"': {
      const Word end = ScanString(at + 1);
      return end.name == nullptr ? Word{"T_STRING", at} : end;
    }
    default:
      break;
  }
  if (std::strncmp(at, "true", 4) == 0 || std::strncmp(at, "false", 5) == 0)
    return {"T_BOOLEAN", at};
  if (std::strncmp(at, "null", 4) == 0) return {"T_NULL", at};

  const bool ordinary = *at == '-' || IsDigit(*at);
  const bool invalid = IsInvalidNumber(at);
  if (!ordinary && !(invalid && invalid_numbers)) return {"invalid token", at};
  const char* end = at;
  ReadNumber(end);
  const bool readable = end != at && (!invalid || invalid_numbers);
  return {readable ? "T_NUMBER" : "invalid number", at};
}

}  // namespace luarig::cjson
