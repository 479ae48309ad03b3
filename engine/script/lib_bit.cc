#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/script/libs.h"

// The bit library: 32-bit operations on Lua numbers.

namespace luarig {
namespace {

// An argument as 32 bits. Adding this number pushes the integral part, rounded to nearest even,
// into the low bits of the double. It is the server's way, and shows for numbers above 2^51.
uint32_t Argument(lua_State* lua, int index) {
  constexpr double kShift = 6755399441055744.0;  // 2^52 + 2^51
  const double shifted = luaL_checknumber(lua, index) + kShift;
  uint64_t bits = 0;
  std::memcpy(&bits, &shifted, sizeof bits);
  return static_cast<uint32_t>(bits);
}

int Return(lua_State* lua, uint32_t bits) {
  lua_pushnumber(lua, static_cast<double>(static_cast<int32_t>(bits)));
  return 1;
}

int ToBit(lua_State* lua) { return Return(lua, Argument(lua, 1)); }
int Not(lua_State* lua) { return Return(lua, ~Argument(lua, 1)); }
int Swap(lua_State* lua) { return Return(lua, __builtin_bswap32(Argument(lua, 1))); }

struct And {
  uint32_t operator()(uint32_t a, uint32_t b) const { return a & b; }
};
struct Or {
  uint32_t operator()(uint32_t a, uint32_t b) const { return a | b; }
};
struct Xor {
  uint32_t operator()(uint32_t a, uint32_t b) const { return a ^ b; }
};

// Arguments are read from the last to the second, which shows when several are wrong.
template <typename Operation>
int Fold(lua_State* lua) {
  uint32_t bits = Argument(lua, 1);
  for (int i = lua_gettop(lua); i > 1; --i) bits = Operation()(bits, Argument(lua, i));
  return Return(lua, bits);
}

struct ShiftLeft {
  uint32_t operator()(uint32_t a, uint32_t n) const { return a << n; }
};
struct ShiftRight {
  uint32_t operator()(uint32_t a, uint32_t n) const { return a >> n; }
};
struct ShiftSigned {
  uint32_t operator()(uint32_t a, uint32_t n) const {
    return static_cast<uint32_t>(static_cast<int32_t>(a) >> n);
  }
};
struct RotateLeft {
  uint32_t operator()(uint32_t a, uint32_t n) const { return a << n | a >> (-n & 31); }
};
struct RotateRight {
  uint32_t operator()(uint32_t a, uint32_t n) const { return a >> n | a << (-n & 31); }
};

template <typename Operation>
int Shift(lua_State* lua) {
  const uint32_t bits = Argument(lua, 1);
  return Return(lua, Operation()(bits, Argument(lua, 2) & 31));
}

// tohex(x [, digits]): a negative count means capital letters.
int ToHex(lua_State* lua) {
  constexpr int64_t kMaxDigits = 8;
  uint32_t bits = Argument(lua, 1);
  int64_t digits = lua_isnone(lua, 2) ? kMaxDigits : static_cast<int32_t>(Argument(lua, 2));
  std::string_view alphabet = "0123456789abcdef";
  if (digits < 0) {
    digits = -digits;
    alphabet = "0123456789ABCDEF";
  }
  if (digits > kMaxDigits) digits = kMaxDigits;

  char text[kMaxDigits];
  for (int64_t i = digits; i > 0; --i, bits >>= 4) text[i - 1] = alphabet[bits & 15];
  lua_pushlstring(lua, text, static_cast<size_t>(digits));
  return 1;
}

constexpr luaL_Reg kFunctions[] = {
    {"tobit", ToBit},
    {"bnot", Not},
    {"band", Fold<And>},
    {"bor", Fold<Or>},
    {"bxor", Fold<Xor>},
    {"lshift", Shift<ShiftLeft>},
    {"rshift", Shift<ShiftRight>},
    {"arshift", Shift<ShiftSigned>},
    {"rol", Shift<RotateLeft>},
    {"ror", Shift<RotateRight>},
    {"bswap", Swap},
    {"tohex", ToHex},
    {nullptr, nullptr},
};

}  // namespace

void OpenBit(lua_State* lua) {
  lua_newtable(lua);
  luaL_register(lua, nullptr, kFunctions);
}

}  // namespace luarig
