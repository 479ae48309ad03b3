#include "engine/store/hll_estimate.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace luarig {
namespace {

constexpr unsigned kIndexBits = 14;  // of the hash; the others give the value
constexpr unsigned kValueBits = 64 - kIndexBits;
static_assert(kHllRegisters == size_t{1} << kIndexBits);

// MurmurHash64A, with the server's seed. The words are those of a little-endian machine.
uint64_t HashOf(std::string_view bytes) {
  constexpr uint64_t kSeed = 0xadc83b19;
  constexpr uint64_t kFactor = 0xc6a4a7935bd1e995;
  constexpr int kShift = 47;
  constexpr size_t kWord = sizeof(uint64_t);
  uint64_t hash = kSeed ^ (bytes.size() * kFactor);
  for (; bytes.size() >= kWord; bytes.remove_prefix(kWord)) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data(), kWord);
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    word *= kFactor;
    word ^= word >> kShift;
    hash = (hash ^ word * kFactor) * kFactor;
  }
  if (!bytes.empty()) {
    uint64_t rest = 0;
    for (size_t i = bytes.size(); i > 0; --i) {
      rest = rest << 8 | static_cast<unsigned char>(bytes[i - 1]);
    }
    hash = (hash ^ rest) * kFactor;
  }
  hash = (hash ^ hash >> kShift) * kFactor;
  return hash ^ hash >> kShift;
}

// The paper's sigma, of the share of registers that are zero.
double Sigma(double x) {
  if (x == 1) return std::numeric_limits<double>::infinity();
  double sum = x;
  double before = 0;
  double weight = 1;
  do {
    x *= x;
    before = sum;
    sum += x * weight;
    weight += weight;
  } while (sum != before);
  return sum;
}

// The paper's tau, of the share of registers that are not at their largest value.
double Tau(double x) {
  if (x == 0 || x == 1) return 0;
  double sum = 1 - x;
  double before = 0;
  double weight = 1;
  do {
    x = std::sqrt(x);
    before = sum;
    weight *= 0.5;
    sum -= (1 - x) * (1 - x) * weight;
  } while (sum != before);
  return sum / 3;
}

}  // namespace

HllMark HllMarkOf(std::string_view element) {
  const uint64_t hash = HashOf(element);
  // The bit behind the last makes every row of zeros end.
  const uint64_t rest = hash >> kIndexBits | uint64_t{1} << kValueBits;
  return {static_cast<uint16_t>(hash & (kHllRegisters - 1)),
          static_cast<uint8_t>(std::countr_zero(rest) + 1)};
}

uint64_t EstimateElements(const HllHistogram& histogram) {
  constexpr double kRegisters = kHllRegisters;
  constexpr double kAlpha = 0.721347520444481703680;  // 1 / (2 ln 2)
  double sum = kRegisters * Tau((kRegisters - histogram[kValueBits + 1]) / kRegisters);
  for (unsigned value = kValueBits; value >= 1; --value) {
    sum += histogram[value];
    sum *= 0.5;
  }
  sum += kRegisters * Sigma(histogram[0] / kRegisters);
  return static_cast<uint64_t>(std::llround(kAlpha * kRegisters * kRegisters / sum));
}

uint64_t EstimateElements(const HllRegisters& registers) {
  // Four at a time: equal neighbours would wait for each other's counter.
  constexpr size_t kLanes = 4;
  std::array<HllHistogram, kLanes> lanes{};
  for (size_t i = 0; i < registers.size(); i += kLanes) {
    for (size_t lane = 0; lane < kLanes; ++lane) ++lanes[lane][registers[i + lane]];
  }
  HllHistogram histogram{};
  for (size_t value = 0; value < histogram.size(); ++value) {
    for (const HllHistogram& lane : lanes) histogram[value] += lane[value];
  }
  return EstimateElements(histogram);
}

}  // namespace luarig
