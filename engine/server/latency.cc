#include "engine/server/latency.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace luarig {
namespace {

// Values are counted in nanoseconds, as on the server. Up to 255 each has a slot; above, each
// doubling has 128.
constexpr uint64_t kNanosPerMicro = 1000;
constexpr uint64_t kLongest = 1000000000;  // a second; what took longer counts as that
constexpr unsigned kHalfBits = 7;
constexpr uint64_t kHalf = uint64_t{1} << kHalfBits;
constexpr uint64_t kFirstBucket = 1024;  // nanoseconds: what is printed as a microsecond
constexpr size_t kMaxSamples = 160;

// The last value that shares the slot of `nanos`.
uint64_t LastLike(uint64_t nanos) {
  const auto width = static_cast<unsigned>(std::bit_width(nanos | (2 * kHalf - 1)));
  const unsigned shift = width - kHalfBits - 1;
  return (nanos >> shift << shift) + (uint64_t{1} << shift) - 1;
}

// Where a duration is counted.
uint32_t SlotOf(int64_t micros) {
  const uint64_t nanos =
      std::clamp(static_cast<uint64_t>(micros) * kNanosPerMicro, uint64_t{1}, kLongest);
  const auto width = static_cast<unsigned>(std::bit_width(nanos | (2 * kHalf - 1)));
  const unsigned shift = width - kHalfBits - 1;
  return (shift << kHalfBits) + static_cast<uint32_t>(nanos >> shift);
}

// The first value of a slot.
uint64_t FirstOf(size_t slot) {
  if (slot < 2 * kHalf) return slot;
  const size_t doubling = slot / kHalf - 1;
  return (kHalf + slot % kHalf) << doubling;
}

}  // namespace

void LatencyHistogram::Add(int64_t micros) {
  const uint32_t slot = SlotOf(micros);
  if (last_ >= counts_.size() || counts_[last_].slot != slot) {
    const auto at = std::ranges::lower_bound(counts_, slot, {}, &Slot::slot);
    last_ = static_cast<size_t>(at - counts_.begin());
    if (at == counts_.end() || at->slot != slot) counts_.insert(at, {slot, 0});
  }
  AddLikeLast();
}

uint64_t LatencyHistogram::Percentile(double percent) const {
  constexpr double kWhole = 100;
  const double share = percent / kWhole * static_cast<double>(total_);
  const auto wanted = std::max<uint64_t>(1, static_cast<uint64_t>(std::llround(share)));
  uint64_t seen = 0;
  for (const auto& [slot, count] : counts_) {
    seen += count;
    if (seen >= wanted) return LastLike(FirstOf(slot));
  }
  return 0;
}

std::vector<std::pair<int64_t, uint64_t>> LatencyHistogram::PowersOfTwo() const {
  std::vector<std::pair<int64_t, uint64_t>> buckets;
  uint64_t seen = 0;
  auto next = counts_.begin();
  for (uint64_t end = kFirstBucket; seen < total_; end *= 2) {
    const uint64_t before = seen;
    for (; next != counts_.end() && FirstOf(next->slot) < end; ++next) seen += next->count;
    if (seen != before)
      buckets.emplace_back(static_cast<int64_t>(LastLike(end) / kNanosPerMicro), seen);
  }
  return buckets;
}

void LatencyEvents::Add(std::string_view name, int64_t time, int64_t millis) {
  Event& event = events_[std::string(name)];
  event.worst = std::max(event.worst, millis);
  if (!event.samples.empty() && event.samples.back().time == time) {
    event.samples.back().millis = std::max(event.samples.back().millis, millis);
    return;
  }
  event.samples.push_back({time, millis});
  if (event.samples.size() > kMaxSamples) event.samples.pop_front();
}

bool LatencyEvents::Erase(std::string_view name) {
  const auto found = events_.find(name);
  if (found == events_.end()) return false;
  events_.erase(found);
  return true;
}

size_t LatencyEvents::EraseAll() {
  const size_t erased = events_.size();
  events_.clear();
  return erased;
}

const LatencyEvents::Event* LatencyEvents::Find(std::string_view name) const {
  const auto found = events_.find(name);
  return found == events_.end() ? nullptr : &found->second;
}

}  // namespace luarig
