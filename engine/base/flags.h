#ifndef LUARIG_ENGINE_BASE_FLAGS_H_
#define LUARIG_ENGINE_BASE_FLAGS_H_

#include <cstdint>

namespace luarig {

// A set of members of Enum, whose values are 0 to 63. Built with `kWrite | kFast` where the
// enumeration declares that operator, asked with Has(kWrite).
template <typename Enum>
class Flags {
 public:
  constexpr Flags() = default;
  constexpr explicit(false) Flags(Enum member)
      : bits_(uint64_t{1} << static_cast<unsigned>(member)) {}

  constexpr bool Has(Enum member) const { return (bits_ & Flags(member).bits_) != 0; }
  constexpr bool HasAny(Flags others) const { return (bits_ & others.bits_) != 0; }
  constexpr bool empty() const { return bits_ == 0; }

  constexpr Flags operator|(Flags other) const {
    other.bits_ |= bits_;
    return other;
  }
  constexpr Flags& operator|=(Flags other) {
    bits_ |= other.bits_;
    return *this;
  }
  constexpr Flags Without(Flags others) const {
    Flags left = *this;
    left.bits_ &= ~others.bits_;
    return left;
  }
  constexpr bool operator==(const Flags&) const = default;

 private:
  uint64_t bits_ = 0;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_BASE_FLAGS_H_
