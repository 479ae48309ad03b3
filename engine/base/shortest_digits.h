#ifndef LUARIG_ENGINE_BASE_SHORTEST_DIGITS_H_
#define LUARIG_ENGINE_BASE_SHORTEST_DIGITS_H_

#include <array>

namespace luarig {

// A double as decimal digits: digits * 10^exponent, without sign.
struct ShortestDigits {
  std::array<char, 20> digits = {};  // '0'..'9', `count` of them, at most 18, the first not '0'
  int count = 0;
  int exponent = 0;
};

// The digits of `value` (finite, greater than zero) by the Grisu2 algorithm (Loitsch, "Printing
// Floating-Point Numbers Quickly and Accurately with Integers", 2010), with the cached powers and
// the rounding that servers use from 7.2 on. They always read back to `value`. In about one case
// in a thousand they are not the shortest ones, and that too is what the servers print: the digits
// of std::to_chars would not do.
ShortestDigits FindShortestDigits(double value);

}  // namespace luarig

#endif  // LUARIG_ENGINE_BASE_SHORTEST_DIGITS_H_
