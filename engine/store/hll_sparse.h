#ifndef LUARIG_ENGINE_STORE_HLL_SPARSE_H_
#define LUARIG_ENGINE_STORE_HLL_SPARSE_H_

#include <cstdint>
#include <string_view>

#include "engine/store/hll_estimate.h"

// The sparse encoding of a HyperLogLog's registers: runs of equal ones, in order.
//
//   00llllll            l + 1 zeros
//   01llllll llllllll   l + 1 zeros
//   1vvvvvll            l + 1 registers of value v + 1
//
// The bytes of a run depend on how it came to be, so changes are made step by step as the server
// makes them.

namespace luarig {

struct HllRun {
  bool is_zero;
  uint8_t value;    // 0 of zeros
  uint16_t length;  // registers, 1 to 16384
  uint8_t size;     // bytes, 1 or 2
};

// The run at `at`. A second byte that is cut off reads as zero. REQUIRES: at < runs.size().
HllRun ReadHllRun(std::string_view runs, size_t at);

// Raises each of `registers` to what the runs say; false if they do not make 16384 registers, in
// which case some may have been raised.
bool MergeHllRuns(std::string_view runs, HllRegisters& registers);

// Where a search may begin: a run, and the register it begins with. For the next larger register it
// is good after a change, too.
struct HllCursor {
  size_t at = 0;
  size_t first = 0;
};

enum class HllChange : uint8_t {
  kNone,      // the register was as high already
  kRaised,    //
  kTooLarge,  // the runs cannot say it, or not within their limit; nothing was changed
  kDamaged,   // the runs end before the register; nothing was changed
};

// The largest value that a run can have.
inline constexpr uint8_t kHllRunMaxValue = 32;
// By how many bytes raising a register may make the runs longer.
inline constexpr size_t kHllRunsMaxGrowth = 3;

// Raises one register in runs[0, size), and updates `size`. Runs that grow may not be longer than
// `max_size` then. REQUIRES: value > 0, runs has room for kHllRunsMaxGrowth bytes more and one, and
// `cursor` was last used for no larger index, or is fresh.
HllChange RaiseInHllRuns(char* runs, size_t& size, int64_t max_size, HllMark mark,
                         HllCursor& cursor);

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_HLL_SPARSE_H_
