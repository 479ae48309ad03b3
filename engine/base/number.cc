#include "engine/base/number.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include <locale.h>  // NOLINT(modernize-deprecated-headers): strtod_l and its kind are POSIX

#include "engine/base/shortest_digits.h"

namespace luarig {
namespace {

constexpr size_t kMaxIntegerText = 20;       // "-9223372036854775808"
constexpr size_t kMaxLongDoubleText = 5119;  // longer arguments of INCRBYFLOAT are refused unread
constexpr double kMaxIntegerLike = 0x1p62;   // up to here servers from 7.2 on print integers

// Canonical decimal digits: "0", or no leading zero.
bool IsCanonical(std::string_view digits) {
  if (digits.empty() || digits.size() > kMaxIntegerText) return false;
  return digits.front() != '0' || digits.size() == 1;
}

template <typename T>
std::optional<T> ReadWhole(std::string_view text) {
  T value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

locale_t CLocale() {
  static const locale_t locale = newlocale(LC_ALL_MASK, "C", nullptr);
  return locale;
}

double ReadC(const char* text, char** end, double /*kind*/) {
  return strtod_l(text, end, CLocale());
}
long double ReadC(const char* text, char** end, long double /*kind*/) {
  return strtold_l(text, end, CLocale());
}

// C's own reading, held to what the server accepts. A result too small to be anything but zero is
// refused like one that is too large; a denormal one is not.
template <typename T>
std::optional<T> ReadAsC(std::string_view text) {
  const bool leading_blank =
      !text.empty() && (text.front() == ' ' || (text.front() >= '\t' && text.front() <= '\r'));
  if (text.empty() || leading_blank) return std::nullopt;
  const std::string terminated(text);
  char* end = nullptr;
  errno = 0;
  const T value = ReadC(terminated.c_str(), &end, T());
  if (end != terminated.c_str() + terminated.size() || std::isnan(value)) return std::nullopt;
  if (errno == ERANGE && (value == 0 || std::isinf(value))) return std::nullopt;
  return value;
}

std::string_view Copy(std::string_view text, NumberText& buffer) {
  std::memcpy(buffer.data(), text.data(), text.size());
  return {buffer.data(), text.size()};
}

std::string_view ViewTo(const NumberText& buffer, const char* end) {
  return {buffer.data(), static_cast<size_t>(end - buffer.data())};
}

bool IsIntegral(double value) { return value == static_cast<double>(static_cast<int64_t>(value)); }

// C's %.<kDigits>g. An integral value with so few digits prints as an integer, which is cheaper.
template <int kDigits>
std::string_view FormatGeneral(double value, NumberText& buffer) {
  constexpr double kLimit = kDigits == 14 ? 1e14 : 1e17;
  static_assert(kDigits == 14 || kDigits == 17);
  if (value > -kLimit && value < kLimit && IsIntegral(value)) {
    if (value == 0 && std::signbit(value)) return Copy("-0", buffer);
    return FormatInteger(static_cast<int64_t>(value), buffer);
  }
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                    std::chars_format::general, kDigits);
  return ViewTo(buffer, result.ptr);
}

// Lays out digits as servers from 7.2 on do; returns the end of the text.
char* LayOut(const ShortestDigits& number, bool negative, char* out) {
  const char* digits = number.digits.data();
  const int count = number.count;
  const int leading = number.exponent + count - 1;  // the power of ten of the first digit
  const int size = std::abs(leading);
  if (number.exponent >= 0 && size < count + 7) {
    out = std::copy_n(digits, count, out);
    return std::fill_n(out, number.exponent, '0');
  }
  if (number.exponent < 0 && (number.exponent > -7 || size < 4)) {
    const int before_point = count + number.exponent;
    if (before_point > 0) {
      out = std::copy_n(digits, before_point, out);
      *out++ = '.';
      return std::copy_n(digits + before_point, count - before_point, out);
    }
    *out++ = '0';
    *out++ = '.';
    out = std::fill_n(out, -before_point, '0');
    return std::copy_n(digits, count, out);
  }
  *out++ = digits[0];
  if (count > 1) {
    *out++ = '.';
    out = std::copy_n(digits + 1, std::min(count, negative ? 17 : 18) - 1, out);
  }
  *out++ = 'e';
  *out++ = leading < 0 ? '-' : '+';
  return std::to_chars(out, out + 3, size).ptr;
}

std::string_view FormatFiniteShortest(double value, NumberText& buffer) {
  const bool negative = std::signbit(value);
  char* out = buffer.data();
  if (negative) *out++ = '-';
  return ViewTo(buffer, LayOut(FindShortestDigits(std::abs(value)), negative, out));
}

}  // namespace

bool ReadInteger(std::string_view text, int64_t& number) {
  const bool negative = text.starts_with('-');
  const std::string_view digits = text.substr(negative ? 1 : 0);
  // Most of what is asked is no number, and begins so.
  if (digits.empty() || digits.front() < '0' || digits.front() > '9') return false;
  if (text.size() > kMaxIntegerText || !IsCanonical(digits)) return false;
  if (negative && digits.front() == '0') return false;
  constexpr size_t kAlwaysFits = 18;  // digits
  if (digits.size() > kAlwaysFits) {
    const auto whole = ReadWhole<int64_t>(text);
    if (whole) number = *whole;
    return whole.has_value();
  }
  int64_t value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return false;
    value = value * 10 + (c - '0');
  }
  number = negative ? -value : value;
  return true;
}

std::optional<uint64_t> ParseUnsigned(std::string_view text) {
  if (!IsCanonical(text)) return std::nullopt;
  return ReadWhole<uint64_t>(text);
}

std::string_view FormatInteger(int64_t value, NumberText& buffer) {
  return ViewTo(buffer, std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr);
}

std::optional<double> ParseDouble(std::string_view text) {
  // The everyday case is decimal. Zeros go the slow way too: they may be an underflow.
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (whole && std::isfinite(value) && value != 0) return value;
  if (text == "0") return 0.0;
  return ReadAsC<double>(text);
}

std::optional<long double> ParseLongDouble(std::string_view text) {
  if (text.size() > kMaxLongDoubleText) return std::nullopt;
  return ReadAsC<long double>(text);
}

std::string_view FormatDouble(double value, FloatStyle style, NumberText& buffer) {
  return style == FloatStyle::kSeventeenDigits ? FormatDouble17(value, buffer)
                                               : FormatDoubleShortest(value, buffer);
}

std::string_view FormatDoublePlain(double value, FloatStyle style, NumberText& buffer) {
  const bool has_digits = std::isfinite(value) && value != 0;
  if (style == FloatStyle::kSeventeenDigits || !has_digits)
    return FormatDouble(value, style, buffer);
  return FormatFiniteShortest(value, buffer);
}

std::string_view FormatScriptNumber(double value, FloatStyle style, NumberText& buffer) {
  if (style == FloatStyle::kSeventeenDigits) return FormatDouble17(value, buffer);
  if (value == 0) return Copy("0", buffer);
  if (std::isnan(value) && std::signbit(value)) return Copy("-nan", buffer);
  return FormatDoubleShortest(value, buffer);
}

std::string_view FormatDouble17(double value, NumberText& buffer) {
  return FormatGeneral<17>(value, buffer);
}

std::string_view FormatDoubleShortest(double value, NumberText& buffer) {
  if (std::isnan(value)) return Copy("nan", buffer);
  if (std::isinf(value)) return Copy(value < 0 ? "-inf" : "inf", buffer);
  if (value == 0) return Copy(std::signbit(value) ? "-0" : "0", buffer);
  if (std::abs(value) <= kMaxIntegerLike && IsIntegral(value)) {
    return FormatInteger(static_cast<int64_t>(value), buffer);
  }
  return FormatFiniteShortest(value, buffer);
}

std::string FormatLongDouble(long double value) {
  // The largest value has 4933 digits before the point; most have a few.
  std::string out(64, '\0');
  std::to_chars_result result = {};
  for (;;) {
    result =
        std::to_chars(out.data(), out.data() + out.size(), value, std::chars_format::fixed, 17);
    if (result.ec == std::errc()) break;
    out.resize(out.size() * 10);
  }
  out.resize(static_cast<size_t>(result.ptr - out.data()));
  if (out.find('.') != std::string::npos) {
    out.resize(out.find_last_not_of('0') + 1);
    if (out.back() == '.') out.pop_back();
  }
  return out == "-0" ? "0" : out;
}

std::string_view FormatLuaNumber(double value, NumberText& buffer) {
  return FormatGeneral<14>(value, buffer);
}

}  // namespace luarig
