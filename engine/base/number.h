#ifndef LUARIG_ENGINE_BASE_NUMBER_H_
#define LUARIG_ENGINE_BASE_NUMBER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/target.h"

// Numbers exactly as a Redis server reads and prints them. Nothing here depends on the locale.

namespace luarig {

// Room for any integer or double as text.
using NumberText = std::array<char, 40>;

// The integer that `text` spells canonically (what the server stores as an int and accepts as an
// integer argument): no sign but '-', no leading zeros or blanks, within int64. "-0" is refused.
//
// Those that begin with Read return false, and leave the number alone, if there is none. What is
// read often returns no optional that is put together elsewhere: see engine/base/maybe_text.h.
bool ReadInteger(std::string_view text, int64_t& number);
inline std::optional<int64_t> ParseInteger(std::string_view text) {
  int64_t number = 0;
  return ReadInteger(text, number) ? std::optional(number) : std::nullopt;
}

// The same for unsigned 64-bit numbers.
std::optional<uint64_t> ParseUnsigned(std::string_view text);

// The decimal text of `value`, written into `buffer`; the view lives as long as the buffer.
std::string_view FormatInteger(int64_t value, NumberText& buffer);

// The double that a server accepts as a score or float argument: decimal or hexadecimal, inf or
// infinity in any letter case, a sign '+' allowed. Refused: empty text, blanks, NaN, a finite text
// that overflows (1e400) or underflows to zero (1e-400; a denormal result is accepted).
std::optional<double> ParseDouble(std::string_view text);

// The same in long double, as INCRBYFLOAT reads its argument and the stored value. Refuses texts of
// 5120 bytes and more.
std::optional<long double> ParseLongDouble(std::string_view text);

// `value` as a score or double reply of a target shows it: FormatDouble17 or FormatDoubleShortest.
std::string_view FormatDouble(double value, FloatStyle style, NumberText& buffer);

// The same as digests write it: integral values are like all others (1e17 is 1e+17 in both styles).
std::string_view FormatDoublePlain(double value, FloatStyle style, NumberText& buffer);

// `value` as redis.call passes a Lua number to a command. In style kShortest it differs from a
// reply in that -0 becomes "0" and a NaN keeps its sign ("-nan").
std::string_view FormatScriptNumber(double value, FloatStyle style, NumberText& buffer);

// Exactly C's %.17g, with inf, -inf, nan, -nan, -0: 2^53 as 9007199254740992, 1e17 as 1e+17.
std::string_view FormatDouble17(double value, NumberText& buffer);

// How servers print from 7.2 on: integral values up to 2^62 as integers; of all else the Grisu2
// digits (engine/base/shortest_digits.h), plain where that is short, d.ddde+x without zero padding
// otherwise (COMMANDS.md section 4). inf, -inf, -0; every NaN is "nan".
std::string_view FormatDoubleShortest(double value, NumberText& buffer);

// INCRBYFLOAT's result: fixed notation, 17 digits after the point, trailing zeros removed, never
// "-0". `value` is finite.
std::string FormatLongDouble(long double value);

// C's %.14g: how Lua 5.1 prints a number.
std::string_view FormatLuaNumber(double value, NumberText& buffer);

}  // namespace luarig

#endif  // LUARIG_ENGINE_BASE_NUMBER_H_
