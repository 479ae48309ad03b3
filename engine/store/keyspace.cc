#include "engine/store/keyspace.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <utility>

#include "engine/base/hashing.h"
#include "engine/store/past.h"

namespace luarig {
namespace {

// A deep copy of an entry's collection under another key.
template <typename T>
Entry* CopyOf(const Entry& source, std::string_view key) {
  return Entry::NewCollection(key, kTypeOf<T>, new T(*source.collection<T>()), source.has_ttl());
}

struct DestroyEntry {
  void operator()(Entry* entry) const { Entry::Destroy(entry); }
};
using OwnedEntry = std::unique_ptr<Entry, DestroyEntry>;

}  // namespace

// --- Journal steps ------------------------------------------------------------------------------

// An entry that was taken out of its slot, and owned until it goes back or the mark is released.
class Keyspace::Erased final : public Journal::Step {
 public:
  Erased(Keyspace& keys, uint32_t slot, Entry* entry) : keys_(keys), slot_(slot), entry_(entry) {}
  void Undo() override {
    keys_.table_.InsertAt(slot_, entry_.release());
    if (slot_ + 1 < keys_.table_.size()) {
      keys_.Relink(static_cast<uint32_t>(keys_.table_.size() - 1));
    }
    keys_.Link(slot_);
  }
  void Recall(Past& past) const override { past.SetEntry(keys_, *entry_); }

 private:
  Keyspace& keys_;
  uint32_t slot_;
  OwnedEntry entry_;
};

// An entry whose slot now holds another one for the same key.
class Keyspace::Replaced final : public Journal::Step {
 public:
  Replaced(Keyspace& keys, uint32_t slot, Entry* entry) : keys_(keys), slot_(slot), entry_(entry) {}
  void Undo() override {
    const OwnedEntry current(keys_.table_.Replace(slot_, entry_.release()));
    keys_.Unlink(current.get());
    keys_.Link(slot_);
  }
  void Recall(Past& past) const override { past.SetEntry(keys_, *entry_); }

 private:
  Keyspace& keys_;
  uint32_t slot_;
  OwnedEntry entry_;
};

// An entry that was added at the end. What came later is gone when this is undone, so it is the
// last one again.
class Keyspace::Inserted final : public Journal::Step {
 public:
  Inserted(Keyspace& keys, std::string_view key) : keys_(keys), key_(keys.NameFor(key)) {}
  void Undo() override {
    const auto last = static_cast<uint32_t>(keys_.table_.size() - 1);
    keys_.Unlink(keys_.table_.at(last));
    Entry::Destroy(keys_.table_.EraseAt(last));
  }
  void Recall(Past& past) const override { past.SetAbsent(keys_, key_); }

 private:
  Keyspace& keys_;
  std::string key_;
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
    target_.Unlink(there);
    target_.table_.EraseAt(last);
    Entry* back = Entry::MoveValue(there, key_, there->has_ttl());
    keys_.table_.InsertAt(slot_, back);
    if (slot_ + 1 < keys_.table_.size()) {
      keys_.Relink(static_cast<uint32_t>(keys_.table_.size() - 1));
    }
    keys_.Link(slot_);
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
    fields_.swap(keys.fields_);
  }
  void Undo() override {
    keys_.table_.Swap(table_);
    keys_.expires_.swap(expires_);
    keys_.fields_.swap(fields_);
    keys_.no_expiry_before_ = no_expiry_before_;
    if (keys_.context_.memory.on()) keys_.CountAll();
  }
  void Recall(Past& past) const override { past.SetTable(keys_, table_); }

 private:
  Keyspace& keys_;
  Table table_;
  std::vector<uint32_t> expires_;
  std::unique_ptr<FieldExpiryIndex> fields_;
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

class Keyspace::TablesSaved final : public Journal::Step {
 public:
  explicit TablesSaved(Keyspace& keys)
      : keys_(keys), keys_dict_(keys.table_.dict()), expires_dict_(keys.expires_dict_) {}
  void Undo() override {
    keys_.table_.set_dict(keys_dict_);
    keys_.expires_dict_ = expires_dict_;
    keys_.CountTables();
  }

 private:
  Keyspace& keys_;
  DictModel keys_dict_;
  DictModel expires_dict_;
};

void Keyspace::SaveTables() {
  Journal& journal = context_.journal;
  if (!journal.recording() || tables_epoch_ == journal.epoch()) return;
  tables_epoch_ = journal.epoch();
  journal.Add(std::make_unique<TablesSaved>(*this));
}

void Keyspace::ContentSaved::Recall(Past& past) const { past.SetContent(keys_, key_, content()); }

// --- Looking up ----------------------------------------------------------------------------------

Entry* Keyspace::Lookup(std::string_view key, bool touch) {
  // Mostly it is the last key once more, and nothing else is due. No call is made here, so that no
  // registers are saved.
  const bool due = table_.dict().rehashing() || expires_dict_.rehashing() || context_.memory.on() ||
                   context_.access.counts_uses;
  if (!due && key.size() <= kComparedInPlace && IsLast(key) && !table_.at(last_slot_)->has_ttl()) {
    Entry* entry = table_.at(last_slot_);
    if (touch && context_.touch) Touch(*entry);
    return entry;
  }
  return LookupAnew(key, touch);
}

Entry* Keyspace::LookupAnew(std::string_view key, bool touch) {
  table_.Step();
  if (!expires_.empty()) expires_dict_.Step();
  const uint32_t slot = FindSlot(key);
  if (slot == Table::kNone) return nullptr;
  last_slot_ = slot;
  Entry* entry = table_.at(last_slot_);
  if (IsExpired(*entry)) {
    if (context_.expire_keys) ExpireSlot(last_slot_);
    return nullptr;
  }
  if (touch && context_.touch) Touch(*entry);
  if (context_.memory.on()) RecountValue(*entry);
  return entry;
}

const Entry* Keyspace::LookupToRead(std::string_view key) {
  const Entry* entry = Lookup(key);
  if (!context_.counts_reads) return entry;
  ++(entry != nullptr ? context_.hits : context_.misses);
  if (entry == nullptr && context_.events != nullptr)
    context_.events->OnKeyEvent(EventClass::kMiss, "keymiss", index_, key);
  return entry;
}

ValueType Keyspace::TypeOf(std::string_view key) {
  const Entry* entry = Lookup(key, false);
  return entry == nullptr ? ValueType::kNone : entry->type();
}

StringRef Keyspace::FindString(std::string_view key) {
  const Entry* entry = LookupToRead(key);
  if (entry != nullptr && entry->type() != ValueType::kString) throw CommandError::WrongType();
  return StringRef(entry);
}

// --- Structure -----------------------------------------------------------------------------------

void Keyspace::InsertEntry(Entry* entry) {
  SaveTables();
  entry->set_access(context_.access.New(context_.memory.model().IsShared(*entry)));
  table_.set_dict_may_grow(MayGrow(table_.dict(), table_.size()));
  const uint32_t slot = table_.Append(entry);
  Link(slot);
  CountTables();
  if (context_.journal.recording()) {
    context_.journal.Add(std::make_unique<Inserted>(*this, entry->key()));
  }
}

void Keyspace::EraseSlot(uint32_t slot) {
  SaveTables();
  Entry* entry = table_.at(slot);
  Unlink(entry);
  table_.EraseAt(slot);
  if (slot < table_.size()) Relink(slot);
  CountTables();
  if (context_.journal.recording()) {
    context_.journal.Add(std::make_unique<Erased>(*this, slot, entry));
  } else {
    Entry::Destroy(entry);
  }
}

void Keyspace::ReplaceSlot(uint32_t slot, Entry* entry) {
  SaveTables();
  Entry* old = table_.Replace(slot, entry);
  entry->set_access(context_.access.Touched(old->access()));
  Unlink(old);
  Link(slot);
  CountTables();
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

// --- Whole keys ----------------------------------------------------------------------------------

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
  EraseSlot(FindSlot(key));
}

void Keyspace::Rename(std::string_view from, std::string_view to) { MoveTo(from, *this, to); }

void Keyspace::MoveTo(std::string_view key, Keyspace& target, std::string_view new_key) {
  if (&target == this && key == new_key) return;
  target.Erase(new_key);
  const uint32_t slot = FindSlot(key);
  Entry* entry = table_.at(slot);
  SaveTables();
  target.SaveTables();
  Entry* moved = Entry::MoveValue(entry, new_key, entry->has_ttl());

  // Out of here without destroying the value, into the target; the journal undoes both at once, so
  // that the value keeps its identity.
  Unlink(entry);
  table_.EraseAt(slot);
  if (slot < table_.size()) Relink(slot);
  target.Link(target.table_.Append(moved));
  CountTables();
  target.CountTables();

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
    case ValueType::kStream:
      copy = CopyOf<Stream>(*source, to);
      break;
    case ValueType::kNone:
      return;
  }
  if (with_ttl) copy->set_expire_at(source->expire_at());
  target.PlaceEntry(target.FindSlot(to), copy);
}

void Keyspace::Clear() {
  SaveTables();
  if (context_.journal.recording()) {
    context_.journal.Add(std::make_unique<Cleared>(*this));
  } else {
    table_.Clear();
    expires_.clear();
    fields_.reset();
    no_expiry_before_ = INT64_MAX;
  }
  expires_dict_ = {};
  AddMemory(-counted_);
  CountTables();
}

void Keyspace::SwapWith(Keyspace& other) {
  SaveTables();
  other.SaveTables();
  ExchangeContent(other);
  if (context_.journal.recording()) {
    context_.journal.Add(std::make_unique<Swapped>(*this, other));
  }
}

void Keyspace::ExchangeContent(Keyspace& other) {
  table_.Swap(other.table_);
  expires_.swap(other.expires_);
  fields_.swap(other.fields_);
  std::swap(no_expiry_before_, other.no_expiry_before_);
  std::swap(expires_dict_, other.expires_dict_);
  std::swap(counted_, other.counted_);
  std::swap(counted_tables_, other.counted_tables_);
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

void Keyspace::TellChanged(EventClass kind, std::string_view event, std::string_view key) {
  context_.events->OnKeyChanged(index_, key);
  context_.events->OnKeyEvent(kind, event, index_, key);
}

void Keyspace::Announce(EventClass kind, std::string_view event, std::string_view key,
                        uint64_t count) {
  context_.changes += count;
  if (context_.events != nullptr) context_.events->OnKeyEvent(kind, event, index_, key);
}

}  // namespace luarig
