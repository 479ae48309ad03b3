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
std::optional<int64_t> ParseInteger(std::string_view text);

// The same for unsigned 64-bit numbers.
std::optional<uint64_t> ParseUnsigned(std::string_view text);

// The decimal text of `value`, written into `buffer`; the view lives as long as the buffer.
std::string_view FormatInteger(int64_t value, NumberText& buffer);

// The double that a server's strtod accepts as a score or float argument, hexadecimal and
// inf/infinity included (any letter case); whole text, no leading blanks, not empty, not NaN,
// no overflow from a finite text (observed: ZADD k 1e400 m is refused on 7.0.15).
std::optional<double> ParseDouble(std::string_view text);

// The same in long double, as INCRBYFLOAT reads its argument.
std::optional<long double> ParseLongDouble(std::string_view text);

// `value` as a reply, score or script argument of a target shows it ("inf", "-inf", "nan" or "-nan"
// included). kSeventeenDigits: integral values that fit a 64-bit integer safely print as integers,
// all else as C's %.17g.
std::string_view FormatDouble(double value, FloatStyle style, NumberText& buffer);

// C's %.17g, with inf, -inf, nan, -nan: how a 7.0 script argument and {double=} reply print.
std::string_view FormatDouble17(double value, NumberText& buffer);

// The shortest decimal that reads back to the same double, in the layout of servers from 7.2 on:
// plain digits for short results, d.ddde+x otherwise (COMMANDS.md section 4, facts `float.*`).
std::string_view FormatDoubleShortest(double value, NumberText& buffer);

// INCRBYFLOAT's result: fixed notation, 17 digits after the point, trailing zeros removed.
std::string FormatLongDouble(long double value);

// C's %.14g: how Lua 5.1 prints a number.
std::string_view FormatLuaNumber(double value, NumberText& buffer);

}  // namespace luarig

#endif  // LUARIG_ENGINE_BASE_NUMBER_H_
