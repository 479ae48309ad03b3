#include "engine/base/shortest_digits.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <iterator>

namespace luarig {
namespace {

constexpr int kMantissaBits = 52;
constexpr uint64_t kHiddenBit = uint64_t{1} << kMantissaBits;

// The cached powers of ten: 10^-348, 10^-340, ... 10^340.
constexpr int kFirstPower = -348;
constexpr int kPowerStep = 8;

// A scaled boundary has its binary exponent in this window, so that its integral part fits 32 bits.
constexpr int kMinScaledExponent = -60;
constexpr int kMaxScaledExponent = -32;

// Their significands, 64 bits with the highest one set, rounded to nearest.
// clang-format off
constexpr uint64_t kPowers[] = {
    0xfa8fd5a0081c0288, 0xbaaee17fa23ebf76, 0x8b16fb203055ac76, 0xcf42894a5dce35ea,
    0x9a6bb0aa55653b2d, 0xe61acf033d1a45df, 0xab70fe17c79ac6ca, 0xff77b1fcbebcdc4f,
    0xbe5691ef416bd60c, 0x8dd01fad907ffc3c, 0xd3515c2831559a83, 0x9d71ac8fada6c9b5,
    0xea9c227723ee8bcb, 0xaecc49914078536d, 0x823c12795db6ce57, 0xc21094364dfb5637,
    0x9096ea6f3848984f, 0xd77485cb25823ac7, 0xa086cfcd97bf97f4, 0xef340a98172aace5,
    0xb23867fb2a35b28e, 0x84c8d4dfd2c63f3b, 0xc5dd44271ad3cdba, 0x936b9fcebb25c996,
    0xdbac6c247d62a584, 0xa3ab66580d5fdaf6, 0xf3e2f893dec3f126, 0xb5b5ada8aaff80b8,
    0x87625f056c7c4a8b, 0xc9bcff6034c13053, 0x964e858c91ba2655, 0xdff9772470297ebd,
    0xa6dfbd9fb8e5b88f, 0xf8a95fcf88747d94, 0xb94470938fa89bcf, 0x8a08f0f8bf0f156b,
    0xcdb02555653131b6, 0x993fe2c6d07b7fac, 0xe45c10c42a2b3b06, 0xaa242499697392d3,
    0xfd87b5f28300ca0e, 0xbce5086492111aeb, 0x8cbccc096f5088cc, 0xd1b71758e219652c,
    0x9c40000000000000, 0xe8d4a51000000000, 0xad78ebc5ac620000, 0x813f3978f8940984,
    0xc097ce7bc90715b3, 0x8f7e32ce7bea5c70, 0xd5d238a4abe98068, 0x9f4f2726179a2245,
    0xed63a231d4c4fb27, 0xb0de65388cc8ada8, 0x83c7088e1aab65db, 0xc45d1df942711d9a,
    0x924d692ca61be758, 0xda01ee641a708dea, 0xa26da3999aef774a, 0xf209787bb47d6b85,
    0xb454e4a179dd1877, 0x865b86925b9bc5c2, 0xc83553c5c8965d3d, 0x952ab45cfa97a0b3,
    0xde469fbd99a05fe3, 0xa59bc234db398c25, 0xf6c69a72a3989f5c, 0xb7dcbf5354e9bece,
    0x88fcf317f22241e2, 0xcc20ce9bd35c78a5, 0x98165af37b2153df, 0xe2a0b5dc971f303a,
    0xa8d9d1535ce3b396, 0xfb9b7cd9a4a7443c, 0xbb764c4ca7a44410, 0x8bab8eefb6409c1a,
    0xd01fef10a657842c, 0x9b10a4e5e9913129, 0xe7109bfba19c0c9d, 0xac2820d9623bf429,
    0x80444b5e7aa7cf85, 0xbf21e44003acdd2d, 0x8e679c2f5e44ff8f, 0xd433179d9c8cb841,
    0x9e19db92b4e31ba9, 0xeb96bf6ebadf77d9, 0xaf87023b9bf0ee6b,
};
// clang-format on

constexpr auto kTens = [] {
  std::array<uint64_t, 20> tens = {1};
  for (size_t i = 1; i < tens.size(); ++i) tens[i] = tens[i - 1] * 10;
  return tens;
}();

// The binary exponent of the power in row `index` of kPowers: floor(log2(10^k)) - 63.
constexpr int PowerExponent(int index) {
  return ((kFirstPower + index * kPowerStep) * 217706 >> 16) - 63;
}

// The row of the power that brings `exponent` into the window. Two rows may do; which one is taken
// shows in the digits, so the search starts where the servers' does.
int PowerRow(int exponent) {
  const int guess =
      static_cast<int>(-(exponent + static_cast<int>(std::size(kPowers))) * 0.30102999566398114);
  int row = (guess - kFirstPower) / kPowerStep;
  while (exponent + PowerExponent(row) + 64 < kMinScaledExponent) ++row;
  while (exponent + PowerExponent(row) + 64 > kMaxScaledExponent) --row;
  return row;
}

// The upper half of the product of two 64-bit numbers, rounded.
uint64_t MultiplyHigh(uint64_t a, uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<uint64_t>((static_cast<Wide>(a) * b + (uint64_t{1} << 63)) >> 64);
}

// The numbers between `low` and `high` all read back to the double, which is `value` itself; all
// three share one exponent.
struct Interval {
  uint64_t low;
  uint64_t value;
  uint64_t high;
  int exponent;
};

// Both ends lie half way to the next double; below a power of two the lower one is nearer.
Interval Boundaries(double value) {
  const auto bits = std::bit_cast<uint64_t>(value);
  const int biased = static_cast<int>(bits >> kMantissaBits);
  const uint64_t fraction = bits & (kHiddenBit - 1);
  const uint64_t mantissa = biased != 0 ? fraction | kHiddenBit : fraction;
  const int exponent = (biased != 0 ? biased : 1) - 1023 - kMantissaBits;

  const int shift = std::countl_zero(2 * mantissa + 1);
  const bool nearer_below = mantissa == kHiddenBit;
  return {.low = (nearer_below ? 4 * mantissa - 1 : 4 * mantissa - 2) << (shift - 1),
          .value = 2 * mantissa << shift,
          .high = (2 * mantissa + 1) << shift,
          .exponent = exponent - 1 - shift};
}

// Lowers the last digit while that leads nearer to the value: `rest` is the distance from the
// digits to the upper end, `distance` that of the value, `width` that of the lower end, `unit` one
// step of the last digit.
void RoundLastDigit(ShortestDigits& out, uint64_t width, uint64_t rest, uint64_t unit,
                    uint64_t distance) {
  while (rest < distance && width - rest >= unit &&
         (rest + unit < distance || distance - rest > rest + unit - distance)) {
    --out.digits[static_cast<size_t>(out.count) - 1];
    rest += unit;
  }
}

void AppendDigit(ShortestDigits& out, uint64_t digit) {
  if (digit == 0 && out.count == 0) return;
  out.digits[static_cast<size_t>(out.count++)] = static_cast<char>('0' + digit);
}

// Writes the digits of the upper end until what is left out no longer matters.
void Generate(const Interval& scaled, ShortestDigits& out) {
  const int point = -scaled.exponent;
  const uint64_t one = uint64_t{1} << point;
  const uint64_t distance = scaled.high - scaled.value;
  uint64_t width = scaled.high - scaled.low;
  uint64_t integral = scaled.high >> point;
  uint64_t fraction = scaled.high & (one - 1);

  for (int place = 9; place >= 0; --place) {
    const uint64_t ten = kTens[static_cast<size_t>(place)];
    AppendDigit(out, integral / ten);
    integral %= ten;
    const uint64_t rest = (integral << point) + fraction;
    if (rest <= width) {
      out.exponent += place;
      RoundLastDigit(out, width, rest, ten << point, distance);
      return;
    }
  }
  for (size_t place = 1;; ++place) {
    fraction *= 10;
    width *= 10;
    AppendDigit(out, fraction >> point);
    fraction &= one - 1;
    if (fraction < width) {
      out.exponent -= static_cast<int>(place);
      RoundLastDigit(out, width, fraction, one, distance * kTens[place]);
      return;
    }
  }
}

}  // namespace

ShortestDigits FindShortestDigits(double value) {
  const Interval exact = Boundaries(value);
  const int row = PowerRow(exact.exponent);
  const uint64_t power = kPowers[row];
  // The products may be off by one, so the interval gives up one unit at each end.
  const Interval scaled = {.low = MultiplyHigh(exact.low, power) + 1,
                           .value = MultiplyHigh(exact.value, power),
                           .high = MultiplyHigh(exact.high, power) - 1,
                           .exponent = exact.exponent + PowerExponent(row) + 64};
  ShortestDigits out;
  out.exponent = -(kFirstPower + row * kPowerStep);
  Generate(scaled, out);
  return out;
}

}  // namespace luarig
