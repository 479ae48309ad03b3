#include "engine/store/keyspace.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include "engine/store/past.h"

namespace luarig {
namespace {

// The integer that the server would store `text` as.
std::optional<int64_t> StoredInteger(std::string_view text) {
  constexpr size_t kMaxDigits = 20;
  if (text.size() > kMaxDigits) return std::nullopt;
  return ParseInteger(text);
}

// A deep copy of an entry's collection under another key.
template <typename T>
Entry* CopyOf(const Entry& source, std::string_view key) {
  return Entry::NewCollection(key, kTypeOf<T>, new T(*source.collection<T>()), source.has_ttl());
}

}  // namespace

// --- Journal steps ------------------------------------------------------------------------------

// An entry that was taken out of its slot, and owned until it goes back or the mark is released.
class Keyspace::Erased final : public Journal::Step {
 public:
  Erased(Keyspace& keys, uint32_t slot, Entry* entry) : keys_(keys), slot_(slot), entry_(entry) {}
  ~Erased() override {
    if (entry_ != nullptr) Entry::Destroy(entry_);
  }
  void Undo() override {
    keys_.table_.InsertAt(slot_, entry_);
    if (slot_ + 1 < keys_.table_.size()) {
      keys_.MoveTtlLink(static_cast<uint32_t>(keys_.table_.size() - 1));
    }
    if (entry_->has_ttl()) keys_.LinkTtl(slot_);
    entry_ = nullptr;
  }
  void Recall(Past& past) const override { past.SetEntry(keys_, *entry_); }

 private:
  Keyspace& keys_;
  uint32_t slot_;
  Entry* entry_;
};

// An entry whose slot now holds another one for the same key.
class Keyspace::Replaced final : public Journal::Step {
 public:
  Replaced(Keyspace& keys, uint32_t slot, Entry* entry) : keys_(keys), slot_(slot), entry_(entry) {}
  ~Replaced() override {
    if (entry_ != nullptr) Entry::Destroy(entry_);
  }
  void Undo() override {
    Entry* current = keys_.table_.Replace(slot_, entry_);
    if (current->has_ttl()) keys_.UnlinkTtl(current);
    Entry::Destroy(current);
    if (entry_->has_ttl()) keys_.LinkTtl(slot_);
    entry_ = nullptr;
  }
  void Recall(Past& past) const override { past.SetEntry(keys_, *entry_); }

 private:
  Keyspace& keys_;
  uint32_t slot_;
  Entry* entry_;
};

// An entry that was added at the end. What came later is gone when this is undone, so it is the
// last one again.
class Keyspace::Inserted final : public Journal::Step {
 public:
  Inserted(Keyspace& keys, std::string_view key) : keys_(keys), key_(keys.NameFor(key)) {}
  void Undo() override {
    const auto last = static_cast<uint32_t>(keys_.table_.size() - 1);
    if (keys_.table_.at(last)->has_ttl()) keys_.UnlinkTtl(keys_.table_.at(last));
    Entry::Destroy(keys_.table_.EraseAt(last));
  }
  void Recall(Past& past) const override { past.SetAbsent(keys_, key_); }

 private:
  Keyspace& keys_;
  std::string key_;
};

class Keyspace::TtlChanged final : public Journal::Step {
 public:
  TtlChanged(Keyspace& keys, uint32_t slot, const Entry& entry)
      : keys_(keys), slot_(slot), key_(keys.NameFor(entry.key())) {
    if (entry.has_ttl()) before_ = entry.expire_at();
  }
  void Undo() override { keys_.ChangeTtl(slot_, before_); }
  void Recall(Past& past) const override { past.SetTtl(keys_, key_, before_); }

 private:
  Keyspace& keys_;
  uint32_t slot_;
  std::string key_;
  std::optional<int64_t> before_;
};

// A key that took its value along to another name or keyspace, at the end of which it now stands.
class Keyspace::Moved final : public Journal::Step {
 public:
  Moved(Keyspace& keys, uint32_t slot, std::string_view key, Keyspace& target,
        std::string_view new_key)
      : keys_(keys), slot_(slot), key_(key), target_(target), new_key_(keys.NameFor(new_key)) {}
  void Undo() override {
    const auto last = static_cast<uint32_t>(target_.table_.size() - 1);
    Entry* there = target_.table_.at(last);
    if (there->has_ttl()) target_.UnlinkTtl(there);
    target_.table_.EraseAt(last);
    Entry* back = Entry::MoveValue(there, key_, there->has_ttl());
    keys_.table_.InsertAt(slot_, back);
    if (slot_ + 1 < keys_.table_.size()) {
      keys_.MoveTtlLink(static_cast<uint32_t>(keys_.table_.size() - 1));
    }
    if (back->has_ttl()) keys_.LinkTtl(slot_);
    Entry::DestroyShell(there);
  }
  void Recall(Past& past) const override { past.SetMoved(keys_, key_, target_, new_key_); }

 private:
  Keyspace& keys_;
  uint32_t slot_;
  std::string key_;
  Keyspace& target_;
  std::string new_key_;
};

// All entries of a keyspace that was emptied.
class Keyspace::Cleared final : public Journal::Step {
 public:
  explicit Cleared(Keyspace& keys)
      : keys_(keys), no_expiry_before_(std::exchange(keys.no_expiry_before_, INT64_MAX)) {
    table_.Swap(keys.table_);
    expires_.swap(keys.expires_);
  }
  void Undo() override {
    keys_.table_.Swap(table_);
    keys_.expires_.swap(expires_);
    keys_.no_expiry_before_ = no_expiry_before_;
  }
  void Recall(Past& past) const override { past.SetTable(keys_, table_); }

 private:
  Keyspace& keys_;
  Table table_;
  std::vector<uint32_t> expires_;
  int64_t no_expiry_before_;
};

class Keyspace::Swapped final : public Journal::Step {
 public:
  Swapped(Keyspace& a, Keyspace& b) : a_(a), b_(b) {}
  void Undo() override { a_.ExchangeContent(b_); }
  void Recall(Past& past) const override { past.Swap(a_, b_); }

 private:
  Keyspace& a_;
  Keyspace& b_;
};

void Keyspace::ContentSaved::Recall(Past& past) const { past.SetContent(keys_, key_, content()); }

// --- Looking up
// -----------------------------------------------------------------------------------

uint32_t Keyspace::LiveSlot(std::string_view key) {
  const uint32_t slot = table_.Find(key);
  if (slot == Table::kNone || !IsExpired(*table_.at(slot))) return slot;
  if (context_.expire_keys) ExpireSlot(slot);
  return Table::kNone;
}

Entry* Keyspace::Lookup(std::string_view key, bool touch) {
  const uint32_t slot = LiveSlot(key);
  if (slot == Table::kNone) return nullptr;
  Entry* entry = table_.at(slot);
  if (touch && context_.touch) entry->set_access(context_.access_clock);
  return entry;
}

ValueType Keyspace::TypeOf(std::string_view key) {
  const Entry* entry = Lookup(key, false);
  return entry == nullptr ? ValueType::kNone : entry->type();
}

StringRef Keyspace::FindString(std::string_view key) {
  const Entry* entry = Lookup(key);
  if (entry != nullptr && entry->type() != ValueType::kString) throw CommandError::WrongType();
  return StringRef(entry);
}

// --- Structure
// --------------------------------------------------------------------------------------

void Keyspace::InsertEntry(Entry* entry) {
  entry->set_access(context_.access_clock);
  const uint32_t slot = table_.Append(entry);
  if (entry->has_ttl()) LinkTtl(slot);
  if (context_.journal.recording()) {
    context_.journal.Add(std::make_unique<Inserted>(*this, entry->key()));
  }
}

void Keyspace::EraseSlot(uint32_t slot) {
  Entry* entry = table_.at(slot);
  if (entry->has_ttl()) UnlinkTtl(entry);
  table_.EraseAt(slot);
  if (slot < table_.size()) MoveTtlLink(slot);
  if (context_.journal.recording()) {
    context_.journal.Add(std::make_unique<Erased>(*this, slot, entry));
  } else {
    Entry::Destroy(entry);
  }
}

void Keyspace::ReplaceSlot(uint32_t slot, Entry* entry) {
  entry->set_access(context_.access_clock);
  Entry* old = table_.Replace(slot, entry);
  if (old->has_ttl()) UnlinkTtl(old);
  if (entry->has_ttl()) LinkTtl(slot);
  if (context_.journal.recording()) {
    context_.journal.Add(std::make_unique<Replaced>(*this, slot, old));
  } else {
    Entry::Destroy(old);
  }
}

void Keyspace::PlaceEntry(uint32_t slot, Entry* entry) {
  if (slot == Table::kNone) {
    InsertEntry(entry);
  } else {
    ReplaceSlot(slot, entry);
  }
}

// --- TTLs
// -----------------------------------------------------------------------------------------

void Keyspace::LinkTtl(uint32_t slot) {
  Entry* entry = table_.at(slot);
  entry->set_expires_position(static_cast<uint32_t>(expires_.size()));
  expires_.push_back(slot);
  no_expiry_before_ = std::min(no_expiry_before_, entry->expire_at());
}

void Keyspace::UnlinkTtl(Entry* entry) {
  const uint32_t position = entry->expires_position();
  expires_[position] = expires_.back();
  expires_.pop_back();
  if (position < expires_.size()) table_.at(expires_[position])->set_expires_position(position);
}

void Keyspace::MoveTtlLink(uint32_t slot) {
  const Entry* entry = table_.at(slot);
  if (entry->has_ttl()) expires_[entry->expires_position()] = slot;
}

void Keyspace::ChangeTtl(uint32_t slot, std::optional<int64_t> at_ms) {
  Entry* entry = table_.at(slot);
  if (context_.journal.recording()) {
    context_.journal.Add(std::make_unique<TtlChanged>(*this, slot, *entry));
  }
  if (entry->has_ttl() && at_ms) {
    entry->set_expire_at(*at_ms);
    no_expiry_before_ = std::min(no_expiry_before_, *at_ms);
    return;
  }
  if (entry->has_ttl() == at_ms.has_value()) return;
  if (entry->has_ttl()) UnlinkTtl(entry);
  Entry* moved = Entry::MoveValue(entry, entry->key(), at_ms.has_value());
  table_.Replace(slot, moved);
  Entry::DestroyShell(entry);
  if (at_ms) {
    moved->set_expire_at(*at_ms);
    LinkTtl(slot);
  }
}

void Keyspace::ExpireSlot(uint32_t slot) {
  Entry* entry = table_.at(slot);
  ++context_.expired_keys;
  if (context_.events != nullptr) {
    context_.events->OnKeyChanged(index_, entry->key());
    context_.events->OnKeyEvent(EventClass::kExpired, "expired", index_, entry->key());
  }
  EraseSlot(slot);
}

std::optional<int64_t> Keyspace::ExpireAt(std::string_view key) {
  const Entry* entry = Lookup(key, false);
  if (entry == nullptr || !entry->has_ttl()) return std::nullopt;
  return entry->expire_at();
}

void Keyspace::SetExpire(std::string_view key, int64_t at_ms) {
  // Not LiveSlot: the time a caller sets may already be past.
  ChangeTtl(table_.Find(key), at_ms);
}

bool Keyspace::Persist(std::string_view key) {
  const uint32_t slot = LiveSlot(key);
  if (slot == Table::kNone || !table_.at(slot)->has_ttl()) return false;
  ChangeTtl(slot, std::nullopt);
  return true;
}

size_t Keyspace::RemoveExpired() {
  if (context_.now_ms <= no_expiry_before_ || !context_.expire_keys) return 0;
  size_t removed = 0;
  no_expiry_before_ = INT64_MAX;
  for (size_t i = 0; i < expires_.size();) {
    const Entry* entry = table_.at(expires_[i]);
    if (IsExpired(*entry)) {
      ExpireSlot(expires_[i]);  // another one moves to i
      ++removed;
    } else {
      no_expiry_before_ = std::min(no_expiry_before_, entry->expire_at());
      ++i;
    }
  }
  return removed;
}

// --- Strings
// ----------------------------------------------------------------------------------------

void Keyspace::SetString(std::string_view key, std::string_view text, bool keep_ttl, bool raw) {
  const std::optional<int64_t> number = raw ? std::nullopt : StoredInteger(text);
  if (number) return SetInteger(key, *number, keep_ttl);
  SetText(key, text, keep_ttl, raw);
}

void Keyspace::SetText(std::string_view key, std::string_view text, bool keep_ttl, bool raw) {
  const uint32_t slot = LiveSlot(key);
  const bool in_place = slot != Table::kNone && !context_.journal.recording();
  const bool with_ttl = slot != Table::kNone && keep_ttl && table_.at(slot)->has_ttl();
  if (in_place && table_.at(slot)->has_ttl() == with_ttl &&
      table_.at(slot)->TryAssignText(text, raw)) {
    table_.at(slot)->set_access(context_.access_clock);
    return;
  }
  Entry* entry = Entry::NewText(key, text, raw, with_ttl);
  if (with_ttl) entry->set_expire_at(table_.at(slot)->expire_at());
  PlaceEntry(slot, entry);
}

void Keyspace::SetInteger(std::string_view key, int64_t value, bool keep_ttl) {
  const uint32_t slot = LiveSlot(key);
  const bool in_place = slot != Table::kNone && !context_.journal.recording();
  const bool with_ttl = slot != Table::kNone && keep_ttl && table_.at(slot)->has_ttl();
  if (in_place && table_.at(slot)->has_ttl() == with_ttl &&
      table_.at(slot)->TryAssignInteger(value)) {
    table_.at(slot)->set_access(context_.access_clock);
    return;
  }
  Entry* entry = Entry::NewInteger(key, value, with_ttl);
  if (with_ttl) entry->set_expire_at(table_.at(slot)->expire_at());
  PlaceEntry(slot, entry);
}

std::span<char> Keyspace::EditBytes(std::string_view key, size_t size) {
  constexpr size_t kGreedUpTo = size_t{1} << 20;  // below: double; above: a megabyte more
  StringRef found = FindString(key);
  NumberText scratch;
  const std::string_view old = found ? found.Text(scratch) : std::string_view();
  const size_t wanted = std::max(size, old.size());

  uint32_t slot = table_.Find(key);
  const bool heap = found && table_.at(slot)->form() == Entry::Form::kHeap;
  if (!heap || context_.journal.recording()) {
    // A new entry with a heap text: in the journal the old one stays as it was.
    auto* text = static_cast<Entry::HeapText*>(std::malloc(sizeof(Entry::HeapText) + wanted));
    if (text == nullptr) throw std::bad_alloc();
    new (text) Entry::HeapText{wanted, wanted};
    old.copy(text->bytes(), old.size());  // not memcpy: there may be nothing, at no address
    std::memset(text->bytes() + old.size(), 0, wanted - old.size());
    const bool with_ttl = found && table_.at(slot)->has_ttl();
    Entry* entry = Entry::NewHeap(key, text, with_ttl);
    if (with_ttl) entry->set_expire_at(table_.at(slot)->expire_at());
    PlaceEntry(slot, entry);
    return {text->bytes(), text->size};
  }

  Entry* entry = table_.at(slot);
  Entry::HeapText* text = entry->heap_text();
  if (wanted > text->capacity) {
    const size_t capacity = wanted < kGreedUpTo ? wanted * 2 : wanted + kGreedUpTo;
    auto* grown =
        static_cast<Entry::HeapText*>(std::realloc(text, sizeof(Entry::HeapText) + capacity));
    if (grown == nullptr) throw std::bad_alloc();
    text = grown;
    text->capacity = capacity;
    entry->set_heap_text(text);
  }
  if (wanted > text->size) std::memset(text->bytes() + text->size, 0, wanted - text->size);
  text->size = wanted;
  return {text->bytes(), text->size};
}

// --- Whole keys
// ---------------------------------------------------------------------------------------

bool Keyspace::Erase(std::string_view key) {
  const uint32_t slot = LiveSlot(key);
  if (slot == Table::kNone) return false;
  EraseSlot(slot);
  return true;
}

void Keyspace::EraseEmpty(std::string_view key) {
  if (context_.events != nullptr) {
    context_.events->OnKeyEvent(EventClass::kGeneric, "del", index_, key);
  }
  EraseSlot(table_.Find(key));
}

void Keyspace::Rename(std::string_view from, std::string_view to) { MoveTo(from, *this, to); }

void Keyspace::MoveTo(std::string_view key, Keyspace& target, std::string_view new_key) {
  if (&target == this && key == new_key) return;
  target.Erase(new_key);
  const uint32_t slot = table_.Find(key);
  Entry* entry = table_.at(slot);
  Entry* moved = Entry::MoveValue(entry, new_key, entry->has_ttl());

  // Out of here without destroying the value, into the target; the journal undoes both at once, so
  // that the value keeps its identity.
  if (entry->has_ttl()) UnlinkTtl(entry);
  table_.EraseAt(slot);
  if (slot < table_.size()) MoveTtlLink(slot);
  const uint32_t new_slot = target.table_.Append(moved);
  if (moved->has_ttl()) target.LinkTtl(new_slot);

  if (context_.journal.recording()) {
    context_.journal.Add(std::make_unique<Moved>(*this, slot, key, target, new_key));
  }
  Entry::DestroyShell(entry);
}

void Keyspace::CopyTo(std::string_view from, Keyspace& target, std::string_view to) {
  const Entry* source = Lookup(from);
  const bool with_ttl = source->has_ttl();
  NumberText scratch;
  Entry* copy = nullptr;
  switch (source->type()) {
    case ValueType::kString:
      copy = source->form() == Entry::Form::kInteger
                 ? Entry::NewInteger(to, source->integer(), with_ttl)
                 : Entry::NewText(to, source->Text(scratch),
                                  source->string_encoding() == Encoding::kRaw, with_ttl);
      break;
    case ValueType::kList:
      copy = CopyOf<List>(*source, to);
      break;
    case ValueType::kSet:
      copy = CopyOf<Set>(*source, to);
      break;
    case ValueType::kZSet:
      copy = CopyOf<ZSet>(*source, to);
      break;
    case ValueType::kHash:
      copy = CopyOf<Hash>(*source, to);
      break;
    case ValueType::kNone:
    case ValueType::kStream:
      return;
  }
  if (with_ttl) copy->set_expire_at(source->expire_at());
  target.PlaceEntry(target.table_.Find(to), copy);
}

void Keyspace::Clear() {
  if (context_.journal.recording()) {
    context_.journal.Add(std::make_unique<Cleared>(*this));
    return;
  }
  table_.Clear();
  expires_.clear();
  no_expiry_before_ = INT64_MAX;
}

void Keyspace::SwapWith(Keyspace& other) {
  ExchangeContent(other);
  if (context_.journal.recording()) {
    context_.journal.Add(std::make_unique<Swapped>(*this, other));
  }
}

void Keyspace::ExchangeContent(Keyspace& other) {
  table_.Swap(other.table_);
  expires_.swap(other.expires_);
  std::swap(no_expiry_before_, other.no_expiry_before_);
}

const Entry* Keyspace::RandomEntry(Random& random) {
  while (!table_.empty()) {
    const auto slot = static_cast<uint32_t>(random.Below(table_.size()));
    if (!IsExpired(*table_.at(slot))) return table_.at(slot);
    if (!context_.expire_keys) {
      // A replica keeps expired keys: take any that is left, if there is one.
      for (size_t i = 0; i < table_.size(); ++i) {
        if (!IsExpired(*table_.at(i))) return table_.at(i);
      }
      return nullptr;
    }
    ExpireSlot(slot);
  }
  return nullptr;
}

void Keyspace::Changed(EventClass kind, std::string_view event, std::string_view key,
                       uint64_t count) {
  context_.changes += count;
  if (context_.events == nullptr) return;
  context_.events->OnKeyChanged(index_, key);
  context_.events->OnKeyEvent(kind, event, index_, key);
}

}  // namespace luarig
