#include "engine/store/hll_sparse.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

namespace luarig {
namespace {

constexpr unsigned kValueRun = 0x80;
constexpr unsigned kLongZeros = 0x40;
constexpr unsigned kLowSix = 0x3f;
constexpr size_t kMaxShortZeros = 64;
constexpr size_t kMaxValueRun = 4;

// Up to three runs that take the place of one.
class RunWriter {
 public:
  void Zeros(size_t length) {
    if (length == 0) return;
    const auto less_one = static_cast<unsigned>(length - 1);
    if (length > kMaxShortZeros) {
      Put(kLongZeros | less_one >> 8);
      Put(less_one & 0xff);
    } else {
      Put(less_one);
    }
  }
  void Values(unsigned value, size_t length) {
    if (length == 0) return;
    Put(kValueRun | (value - 1) << 2 | static_cast<unsigned>(length - 1));
  }
  std::string_view bytes() const { return {bytes_.data(), size_}; }

 private:
  void Put(unsigned byte) { bytes_[size_++] = static_cast<char>(byte); }

  std::array<char, 5> bytes_{};
  size_t size_ = 0;
};

// A run among the others.
struct Place {
  HllRun run;
  size_t at;
  size_t first;                    // its first register
  std::optional<size_t> previous;  // where the run before it is
};

// The run that register `index` is in; nothing if the runs end before it. Moves `cursor` up to two
// runs before it: there the next search begins, and what it may change then comes later.
std::optional<Place> FindRun(std::string_view runs, size_t index, HllCursor& cursor) {
  HllCursor here = cursor;
  HllCursor previous = cursor;
  size_t passed = 0;
  while (here.at < runs.size()) {
    const HllRun run = ReadHllRun(runs, here.at);
    if (index < here.first + run.length) {
      Place place{run, here.at, here.first, std::nullopt};
      if (passed > 0) place.previous = previous.at;
      return place;
    }
    if (passed++ > 0) cursor = previous;
    previous = here;
    here = {here.at + run.size, here.first + run.length};
  }
  return std::nullopt;
}

// Joins neighbours of the same value around a change: five runs are looked at.
void JoinRuns(char* runs, size_t& size, size_t at) {
  for (int left = 5; left > 0 && at < size; --left) {
    const HllRun run = ReadHllRun({runs, size}, at);
    if (!run.is_zero && at + 1 < size) {
      const HllRun next = ReadHllRun({runs, size}, at + 1);
      const auto length = static_cast<size_t>(run.length) + next.length;
      if (!next.is_zero && next.value == run.value && length <= kMaxValueRun) {
        RunWriter joined;
        joined.Values(run.value, length);
        runs[at] = joined.bytes()[0];
        std::memmove(runs + at + 1, runs + at + 2, size - at - 2);
        --size;
        continue;
      }
    }
    at += run.size;
  }
}

}  // namespace

HllRun ReadHllRun(std::string_view runs, size_t at) {
  const unsigned byte = static_cast<unsigned char>(runs[at]);
  if ((byte & kValueRun) != 0) {
    return {false, static_cast<uint8_t>((byte >> 2 & 0x1f) + 1),
            static_cast<uint16_t>((byte & 3U) + 1), 1};
  }
  if ((byte & kLongZeros) == 0) return {true, 0, static_cast<uint16_t>((byte & kLowSix) + 1), 1};
  const unsigned low = at + 1 < runs.size() ? static_cast<unsigned char>(runs[at + 1]) : 0U;
  return {true, 0, static_cast<uint16_t>(((byte & kLowSix) << 8 | low) + 1), 2};
}

bool MergeHllRuns(std::string_view runs, HllRegisters& registers) {
  size_t index = 0;
  for (size_t at = 0; at < runs.size();) {
    const HllRun run = ReadHllRun(runs, at);
    if (index + run.length > registers.size()) return false;
    if (!run.is_zero) {
      for (size_t i = index; i < index + run.length; ++i) {
        registers[i] = std::max(registers[i], run.value);
      }
    }
    index += run.length;
    at += run.size;
  }
  return index == registers.size();
}

HllChange RaiseInHllRuns(char* runs, size_t& size, int64_t max_size, HllMark mark,
                         HllCursor& cursor) {
  if (mark.value > kHllRunMaxValue) return HllChange::kTooLarge;
  const std::optional<Place> place = FindRun({runs, size}, mark.index, cursor);
  if (!place) return HllChange::kDamaged;
  const HllRun& run = place->run;
  if (run.value >= mark.value) return HllChange::kNone;

  // What was before the register and behind it stays, as runs of its own.
  RunWriter writer;
  const size_t before = mark.index - place->first;
  const size_t behind = run.length - before - 1;
  run.is_zero ? writer.Zeros(before) : writer.Values(run.value, before);
  writer.Values(mark.value, 1);
  run.is_zero ? writer.Zeros(behind) : writer.Values(run.value, behind);

  const std::string_view bytes = writer.bytes();
  const size_t new_size = size + bytes.size() - run.size;
  if (new_size > size && static_cast<int64_t>(new_size) > max_size) return HllChange::kTooLarge;
  const size_t rest = std::min(place->at + run.size, size);
  std::memmove(runs + place->at + bytes.size(), runs + rest, size - rest);
  bytes.copy(runs + place->at, bytes.size());
  size = new_size;
  JoinRuns(runs, size, place->previous.value_or(place->at));
  return HllChange::kRaised;
}

}  // namespace luarig
