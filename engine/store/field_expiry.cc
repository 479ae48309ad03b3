#include "engine/store/field_expiry.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace luarig {

FieldExpiry::FieldExpiry(const FieldExpiry& other)
    : in_table_(other.in_table_),
      sorted_(other.sorted_),
      slots_(other.slots_),
      hidden_(other.hidden_),
      noted_(other.noted_) {}

void FieldExpiry::Become(FieldExpiry&& other) {
  in_table_ = other.in_table_;
  sorted_ = std::move(other.sorted_);
  slots_ = std::move(other.slots_);
  hidden_ = std::move(other.hidden_);
  noted_ = other.noted_;
  Tell();
}

int64_t FieldExpiry::earliest() const {
  if (in_table_) return slots_.earliest();
  return sorted_.empty() ? kNever : sorted_.front();
}

void FieldExpiry::InsertSorted(size_t index, int64_t time) {
  sorted_.insert(sorted_.begin() + static_cast<std::ptrdiff_t>(index), time);
  Tell();
}

void FieldExpiry::EraseSorted(size_t index, size_t count) {
  const auto from = sorted_.begin() + static_cast<std::ptrdiff_t>(index);
  sorted_.erase(from, from + static_cast<std::ptrdiff_t>(count));
  Tell();
}

void FieldExpiry::SetSlot(uint32_t slot, int64_t time) {
  slots_.Set(slot, time);
  Tell();
}

void FieldExpiry::AppendSlot() { slots_.Append(kNever); }

void FieldExpiry::EraseSlot(uint32_t slot) {
  slots_.EraseAt(slot);
  Tell();
}

void FieldExpiry::InsertSlot(uint32_t slot, int64_t time) {
  slots_.InsertAt(slot, time);
  Tell();
}

void FieldExpiry::ToTable(size_t fields) {
  SlotTimes slots;
  for (size_t i = 0; i < fields; ++i) slots.Append(i < sorted_.size() ? sorted_[i] : kNever);
  slots_ = std::move(slots);
  sorted_ = {};
  in_table_ = true;
}

void FieldExpiry::ToListpack() {
  sorted_.clear();
  for (uint32_t slot = 0; sorted_.size() < slots_.count(); ++slot)
    sorted_.push_back(slots_.at(slot));
  slots_ = {};
  in_table_ = false;
}

size_t FieldExpiry::FindHidden(std::string_view field) const {
  const auto found = std::ranges::find(hidden_, field, &Hidden::field);
  return static_cast<size_t>(found - hidden_.begin());
}

void FieldExpiry::InsertHidden(size_t index, Hidden hidden) {
  hidden_.insert(hidden_.begin() + static_cast<std::ptrdiff_t>(index), std::move(hidden));
  Tell();
}

FieldExpiry::Hidden FieldExpiry::TakeHidden(size_t index) {
  const auto at = hidden_.begin() + static_cast<std::ptrdiff_t>(index);
  Hidden taken = std::move(*at);
  hidden_.erase(at);
  Tell();
  return taken;
}

void FieldExpiry::NoteChange(int64_t before, int64_t after) {
  constexpr int64_t kWorthNoting = 4000;
  if (noted_ != kNever) {
    if (noted_ < std::min(before, after)) return;
    if (std::abs(noted_ - earliest()) < kWorthNoting) return;
  }
  noted_ = earliest();
}

void FieldExpiry::Tell() {
  if (index_ != nullptr) index_->Update(*this);
}

// --- The index
// -----------------------------------------------------------------------------------

void FieldExpiryIndex::Join(FieldExpiry& expiry, uint32_t slot) {
  expiry.index_ = this;
  expiry.entry_slot_ = slot;
  Update(expiry);
}

void FieldExpiryIndex::Leave(FieldExpiry& expiry) {
  SetHeaped(expiry, false);
  SetHiding(expiry, false);
  expiry.index_ = nullptr;
}

void FieldExpiryIndex::Update(FieldExpiry& expiry) {
  SetHeaped(expiry, expiry.count() > 0);
  SetHiding(expiry, !expiry.hidden_.empty());
}

void FieldExpiryIndex::SetHeaped(FieldExpiry& expiry, bool wanted) {
  const bool heaped = expiry.place_ != FieldExpiry::kNoPlace;
  if (heaped && wanted) {
    heap_.Settle(expiry.place_, *this);
  } else if (wanted) {
    heap_.Add(&expiry, *this);
  } else if (heaped) {
    heap_.RemoveAt(std::exchange(expiry.place_, FieldExpiry::kNoPlace), *this);
  }
}

void FieldExpiryIndex::SetHiding(FieldExpiry& expiry, bool wanted) {
  const bool hiding = expiry.hidden_place_ != FieldExpiry::kNoPlace;
  if (hiding == wanted) return;
  if (wanted) {
    expiry.hidden_place_ = static_cast<uint32_t>(hiding_.size());
    hiding_.push_back(&expiry);
    return;
  }
  const uint32_t place = std::exchange(expiry.hidden_place_, FieldExpiry::kNoPlace);
  hiding_[place] = hiding_.back();
  hiding_.pop_back();
  if (place < hiding_.size()) hiding_[place]->hidden_place_ = place;
}

}  // namespace luarig
