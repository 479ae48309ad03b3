#ifndef LUARIG_ENGINE_SERVER_RATES_H_
#define LUARIG_ENGINE_SERVER_RATES_H_

#include <array>
#include <cstddef>
#include <cstdint>

namespace luarig {

// How fast a count grows, as INFO's instantaneous_* lines tell it: over the last sixteen looks, of
// which there is one each tenth of a second at most.
class Rate {
 public:
  static constexpr int64_t kMicrosBetween = 100'000;

  // `count` stands so high at `now`, in microseconds of a clock that does not go back.
  void Look(int64_t now, uint64_t count);
  uint64_t per_second() const;

 private:
  static constexpr size_t kLooks = 16;

  std::array<uint64_t, kLooks> per_second_{};
  size_t next_ = 0;
  int64_t looked_ = 0;  // 0: not yet
  uint64_t count_ = 0;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_RATES_H_
