#include "engine/store/dict_model.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace luarig {
namespace {

constexpr size_t kSmallest = 4;
constexpr size_t kMinFillPercent = 10;
constexpr double kOverfull = 1.618;
// So many empty buckets end a step that has found nothing to move.
constexpr float kPatience = 10;

}  // namespace

uint8_t DictModel::ExponentFor(size_t size) {
  return static_cast<uint8_t>(std::bit_width(std::bit_ceil(std::max(size, kSmallest))));
}

size_t DictModel::GrownBytes(size_t size) { return SizeOf(ExponentFor(size + 1)) * sizeof(void*); }

void DictModel::Presize(size_t size) {
  if (size != 0) table_ = std::max(table_, ExponentFor(size));
}

void DictModel::Added(size_t before, bool may_grow) {
  Step();
  if (!IsFull(before)) return;
  const auto overfull = kOverfull * static_cast<double>(SizeOf(table_));
  if (may_grow || table_ == 0 || static_cast<double>(before) > overfull) {
    ResizeTo(ExponentFor(before + 1), before);
  }
}

void DictModel::Removed(size_t left) {
  Step();
  if (rehashing()) {
    // It was as likely to be in the old table as any.
    load_ *= static_cast<float>(left) / static_cast<float>(left + 1);
    EndIfMoved();
    return;
  }
  const size_t size = SizeOf(table_);
  if (size > kSmallest && left * 100 / size < kMinFillPercent) ResizeTo(ExponentFor(left), left);
}

void DictModel::ResizeTo(uint8_t exponent, size_t elements) {
  const size_t size = SizeOf(table_);
  if (elements != 0 && size != 0) {
    old_ = table_;
    ahead_ = static_cast<float>(size);
    load_ = static_cast<float>(elements) / ahead_;
  }
  table_ = exponent;
}

// A bucket is empty with a chance of e^-load; a step ends behind the first that is not.
void DictModel::MoveOn() {
  ahead_ -= (1 - std::exp(-kPatience * load_)) / (1 - std::exp(-load_));
  EndIfMoved();
}

void DictModel::Rehash(size_t buckets) {
  if (!rehashing()) return;
  ahead_ -= static_cast<float>(buckets);
  EndIfMoved();
}

void DictModel::EndIfMoved() {
  if (ahead_ > 0 && ahead_ * load_ >= 0.5F) return;
  old_ = 0;
  ahead_ = load_ = 0;
}

}  // namespace luarig
