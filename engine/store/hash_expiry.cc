// The part of Hash that deals with fields that end.

#include <algorithm>
#include <string>
#include <utility>

#include "engine/store/hash.h"
#include "engine/store/listpack_log.h"

namespace luarig {

std::optional<Hash> Hash::FromTriples(const Listpack& triples, const EncodingLimits& limits) {
  if (triples.count() % 3 != 0) return std::nullopt;
  Listpack pairs;
  auto expiry = std::make_unique<FieldExpiry>();
  NumberText scratch;
  int64_t latest = 0;
  for (size_t p = Listpack::Begin(); p != triples.End(); p = triples.Next(p)) {
    pairs.Append(triples.View(p, scratch));
    p = triples.Next(p);
    pairs.Append(triples.View(p, scratch));
    p = triples.Next(p);
    const auto time = triples.ViewInteger(p);
    if (!time || *time < 0 || *time > kLatestEnd) return std::nullopt;
    const int64_t end = *time == 0 ? kNever : *time;
    if (end < latest) return std::nullopt;
    latest = end;
    if (end != kNever) expiry->InsertSorted(expiry->count(), end);
  }
  if (HasFieldTwice(pairs)) return std::nullopt;  // here the server looks
  std::optional<Hash> hash = FromListpack(std::move(pairs), limits);
  if (!hash) return std::nullopt;
  expiry->set_noted(expiry->earliest());
  if (hash->table() != nullptr) expiry->ToTable(hash->size());
  hash->expiry_ = std::move(expiry);
  return hash;
}

// Another hash's times become those of this one, which keeps its place in the keyspace's index.
void Hash::TakeExpiry(std::unique_ptr<FieldExpiry> expiry) {
  if (expiry_ != nullptr && expiry != nullptr) {
    expiry_->Become(std::move(*expiry));
    return;
  }
  if (expiry_ != nullptr) FieldExpiryIndex::LeaveAny(*expiry_);
  expiry_ = std::move(expiry);
}

void Hash::TrackTimes() {
  if (expiry_ != nullptr) return;
  expiry_ = std::make_unique<FieldExpiry>();
  if (table() != nullptr) expiry_->ToTable(size());
  if (Journal* journal = log()) {
    journal->Log([this] { TakeExpiry(nullptr); });
  }
}

std::optional<Hash::Found> Hash::FindInListpack(std::string_view field) const {
  const Listpack& pairs = *listpack();
  const size_t position = pairs.Find(Listpack::Begin(), Listpack::Needle(field), 1);
  if (position == pairs.End()) return std::nullopt;
  size_t index = 0;
  if (expiry_ != nullptr) {
    for (size_t p = Listpack::Begin(); p != position; p = pairs.Next(pairs.Next(p))) ++index;
  }
  return Found{position, index};
}

int64_t Hash::TimeAt(size_t index) const {
  if (table() != nullptr) return expiry_->slots().at(static_cast<uint32_t>(index));
  return index < expiry_->count() ? expiry_->sorted()[index] : kNever;
}

std::optional<int64_t> Hash::EndOf(std::string_view field) const {
  if (const Table* nodes = table()) {
    const uint32_t slot = nodes->Find(field);
    if (slot == Table::kNone) return std::nullopt;
    return expiry_ == nullptr ? kNever : TimeAt(slot);
  }
  const auto found = FindInListpack(field);
  if (!found) return std::nullopt;
  return expiry_ == nullptr ? kNever : TimeAt(found->index);
}

void Hash::SetEnd(std::string_view field, int64_t time, Ties ties) {
  if (listpack() != nullptr) {
    const Found found = *FindInListpack(field);
    const int64_t before = TimeAt(found.index);
    if (before == kNever && time == kNever) return;
    MoveInListpack(found, time, ties);
    if (time != kNever) NoteEnd(before, time);
    return;
  }
  const uint32_t slot = large().Find(field);
  const int64_t before = TimeAt(slot);
  if (before == kNever && time == kNever) return;
  expiry_->SetSlot(slot, time);
  if (Journal* journal = log()) {
    journal->Log([this, slot, before] { expiry_->SetSlot(slot, before); });
  }
  if (time != kNever) NoteEnd(before, time);
}

// Takes a field to where its new time puts it: among the others, or behind all of them.
void Hash::MoveInListpack(const Found& found, int64_t time, Ties ties) {
  const auto locate = [this]() -> Listpack& { return std::get<Listpack>(form_); };
  NumberText scratch;
  const std::string field(listpack()->View(found.position, scratch));
  const std::string value(listpack()->View(listpack()->Next(found.position), scratch));
  EraseInListpack(found.position, found.index, 1);

  const std::vector<int64_t>& sorted = expiry_->sorted();
  const auto place = ties == Ties::kFirst ? std::ranges::lower_bound(sorted, time)
                                          : std::ranges::upper_bound(sorted, time);
  const auto index = static_cast<size_t>(place - sorted.begin());
  const Listpack& pairs = *listpack();
  const size_t position = time == kNever ? pairs.End() : pairs.Seek(2 * index);
  ChangeListpack(log(), locate, position, position, [&](Listpack& changed) {
    changed.InsertBefore(changed.InsertBefore(position, field), value);
  });
  if (time != kNever) InsertTime(index, time);
}

void Hash::InsertTime(size_t index, int64_t time) {
  expiry_->InsertSorted(index, time);
  if (Journal* journal = log()) {
    journal->Log([this, index] { expiry_->EraseSorted(index, 1); });
  }
}

void Hash::EraseTimes(size_t index, size_t count) {
  const auto from = expiry_->sorted().begin() + static_cast<std::ptrdiff_t>(index);
  std::vector<int64_t> old;
  if (log() != nullptr) old.assign(from, from + static_cast<std::ptrdiff_t>(count));
  expiry_->EraseSorted(index, count);
  if (Journal* journal = log()) {
    journal->Log([this, index, old = std::move(old)] {
      for (size_t i = 0; i < old.size(); ++i) expiry_->InsertSorted(index + i, old[i]);
    });
  }
}

void Hash::NoteEnd(int64_t before, int64_t time) {
  const int64_t noted = expiry_->noted();
  expiry_->NoteChange(before, time);
  LogNoted(noted);
}

void Hash::LogNoted(int64_t before) {
  Journal* journal = log();
  if (journal == nullptr || before == expiry_->noted()) return;
  journal->Log([this, before] { expiry_->set_noted(before); });
}

// Sets a field that is to have no time.
bool Hash::SetForGood(std::string_view field, std::string_view value) {
  const bool hidden = Hides(field);
  const bool is_new = SetValue(field, value);
  if (!is_new && !hidden) SetEnd(field, kNever);
  return is_new && !hidden;
}

// --- What has ended
// ------------------------------------------------------------------------------

template <typename F>
size_t Hash::TakeEnded(int64_t now, F&& visit) {
  size_t taken = 0;
  if (listpack() != nullptr) {
    const auto& sorted = expiry_->sorted();
    taken = static_cast<size_t>(std::ranges::lower_bound(sorted, now) - sorted.begin());
    const Listpack& pairs = *listpack();
    NumberText field;
    NumberText value;
    size_t p = Listpack::Begin();
    for (size_t i = 0; i < taken; ++i, p = pairs.Next(pairs.Next(p)))
      visit(pairs.View(p, field), pairs.View(pairs.Next(p), value), sorted[i]);
    if (taken > 0) EraseInListpack(Listpack::Begin(), 0, taken);
    return taken;
  }
  for (; expiry_->earliest() < now; ++taken) {
    const uint32_t slot = expiry_->slots().first();
    const HashNode* node = large().at(slot);
    visit(node->field(), node->value(), expiry_->earliest());
    EraseInTable(slot);
  }
  return taken;
}

size_t Hash::RemoveEnded(int64_t now, const FieldVisitor& visit) {
  const size_t removed =
      TakeEnded(now, [&](std::string_view field, std::string_view /*value*/, int64_t /*time*/) {
        if (visit) visit(field);
      });
  const int64_t noted = expiry_->noted();
  expiry_->set_noted(expiry_->earliest());
  LogNoted(noted);
  return removed;
}

void Hash::HideEnded(int64_t now) {
  TakeEnded(now, [this](std::string_view field, std::string_view value, int64_t time) {
    const size_t index = expiry_->hidden().size();
    expiry_->InsertHidden(index, {std::string(field), std::string(value), time});
    if (Journal* journal = log()) {
      journal->Log([this, index] { expiry_->TakeHidden(index); });
    }
  });
}

bool Hash::Hides(std::string_view field) const {
  return expiry_ != nullptr && expiry_->FindHidden(field) < expiry_->hidden().size();
}

bool Hash::EraseHidden(std::string_view field) {
  if (!Hides(field)) return false;
  const size_t index = expiry_->FindHidden(field);
  FieldExpiry::Hidden hidden = expiry_->TakeHidden(index);
  if (Journal* journal = log()) {
    journal->Log([this, index, hidden = std::move(hidden)]() mutable {
      expiry_->InsertHidden(index, std::move(hidden));
    });
  }
  return true;
}

size_t Hash::EraseAllHidden(const FieldVisitor& visit) {
  size_t erased = 0;
  for (; !expiry_->hidden().empty(); ++erased) {
    const std::string field(expiry_->hidden().back().field);
    if (visit) visit(field);
    EraseHidden(field);
  }
  return erased;
}

}  // namespace luarig
