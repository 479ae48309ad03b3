#ifndef LUARIG_ENGINE_STORE_KEYSPACE_H_
#define LUARIG_ENGINE_STORE_KEYSPACE_H_

#include <cassert>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "engine/base/command_error.h"
#include "engine/base/flags.h"
#include "engine/base/random.h"
#include "engine/store/access_notes.h"
#include "engine/store/dense_table.h"
#include "engine/store/entry.h"
#include "engine/store/hash.h"
#include "engine/store/journal.h"
#include "engine/store/list.h"
#include "engine/store/memory_account.h"
#include "engine/store/set.h"
#include "engine/store/stream.h"
#include "engine/store/zset.h"

namespace luarig {

// The classes of keyspace events, named as in the server's notify-keyspace-events.
enum class EventClass : uint8_t {
  kGeneric,
  kString,
  kList,
  kSet,
  kHash,
  kZSet,
  kExpired,
  kEvicted,
  kStream,
  kModule,
  kNew,   // a key came into being
  kMiss,  // a key was read that is not there
};

// Is told of changes of keys: WATCH, tracking and keyspace notifications stand on it.
class KeyEvents {
 public:
  virtual ~KeyEvents() = default;
  // `event` is the server's word: "set", "hset", "del", "expired".
  virtual void OnKeyEvent(EventClass kind, std::string_view event, int database,
                          std::string_view key) = 0;
  // The value of `key` changed, or the key came, went or got another TTL.
  virtual void OnKeyChanged(int database, std::string_view key) = 0;
  // A field of the hash at `key` is being removed as its time is over; "hexpired" follows.
  virtual void OnFieldExpired(int /*database*/, std::string_view /*key*/,
                              std::string_view /*field*/) {}
};

// What all keyspaces of a server share.
struct StoreContext {
  explicit StoreContext(const Target& target = DefaultTarget())
      : limits(DefaultLimits(target)), memory(target) {}

  EncodingLimits limits;
  Journal journal;
  KeyEvents* events = nullptr;
  int64_t now_ms = 0;         // the data clock, frozen for a command or a script
  AccessNotes access;         // what a touched entry notes
  bool touch = true;          // off: reads leave access times alone (CLIENT NO-TOUCH)
  bool expire_keys = true;    // off on replicas: an expired key reads as missing but stays
  bool active_expire = true;  // off (DEBUG SET-ACTIVE-EXPIRE): what expired stays until it is met
  uint64_t changes = 0;       // counts every change; the server's "dirty"
  uint64_t expired_keys = 0;
  uint64_t expired_fields = 0;
  uint64_t evicted_keys = 0;
  MemoryAccount memory;

  bool expires_actively() const { return expire_keys && active_expire; }
  uint64_t hits = 0;         // keys looked up for reading that were there
  uint64_t misses = 0;       // ... that were not
  bool counts_reads = true;  // off while a command that writes looks keys up, as the server does
};

// A string value seen in place; tests false if the key does not exist. Valid until the next change.
class StringRef {
 public:
  StringRef() = default;
  explicit StringRef(const Entry* entry) : entry_(entry) {}
  explicit operator bool() const { return entry_ != nullptr; }
  std::string_view Text(NumberText& scratch) const { return entry_->Text(scratch); }
  size_t size() const { return entry_->text_size(); }
  Encoding encoding() const { return entry_->string_encoding(); }
  // The number, if it is stored as one.
  std::optional<int64_t> integer() const {
    if (entry_->form() != Entry::Form::kInteger) return std::nullopt;
    return entry_->integer();
  }

 private:
  const Entry* entry_ = nullptr;
};

// One database: keys, values, expiry. Knows nothing of commands.
//
// Find* look a key up for reading, Edit and Upsert for changing; all of them throw
// CommandError::WrongType for a value of another type and note the access. An expired key is
// removed when it is met. Every change goes through the undo journal while a checkpoint is open.
//
// The handler says what a change was (Changed), which is what notifications and WATCH see.
class Keyspace {
 public:
  Keyspace(StoreContext& context, int index) : context_(context), index_(index) {}
  ~Keyspace() = default;
  Keyspace(const Keyspace&) = delete;
  Keyspace& operator=(const Keyspace&) = delete;

  int index() const { return index_; }
  size_t size() const { return table_.size(); }
  size_t expiring() const { return expires_.size(); }
  // How many hashes have fields that end.
  size_t with_ending_fields() const { return fields_ == nullptr ? 0 : fields_->size(); }

  // --- Reading -------------------------------------------------------------------------------

  bool Exists(std::string_view key) { return LookupToRead(key) != nullptr; }
  ValueType TypeOf(std::string_view key);  // does not note the access
  StringRef FindString(std::string_view key);
  template <typename T>
  const T* Find(std::string_view key) {
    const Entry* entry = LookupToRead(key);
    return entry == nullptr ? nullptr : As<T>(*entry);
  }
  // As these two, but nothing at all, instead of throwing, for a value of another type.
  std::optional<StringRef> TryFindString(std::string_view key) {
    const Entry* entry = LookupToRead(key);
    if (entry != nullptr && entry->type() != ValueType::kString) return std::nullopt;
    return StringRef(entry);
  }
  template <typename T>
  std::optional<const T*> TryFind(std::string_view key) {
    const Entry* entry = LookupToRead(key);
    if (entry == nullptr) return nullptr;
    if (entry->type() != kTypeOf<T>) return std::nullopt;
    return entry->collection<T>();
  }
  // The entry whatever its type, or null; without noting the access if !touch.
  const Entry* FindEntry(std::string_view key, bool touch = true) { return Lookup(key, touch); }

  // --- Changing ------------------------------------------------------------------------------

  template <typename T>
  class Writable;

  // The value at `key`, to be changed; tests false if there is none.
  template <typename T>
  Writable<T> Edit(std::string_view key);
  // The same, creating an empty value first if there is none.
  template <typename T>
  Writable<T> Upsert(std::string_view key);
  // As these two, but Writable::other_type(), instead of throwing, for a value of another type.
  template <typename T>
  Writable<T> TryEdit(std::string_view key);
  template <typename T>
  Writable<T> TryUpsert(std::string_view key);

  // Replaces whatever is at `key`, in the smallest encoding (or raw). The TTL goes unless keep_ttl.
  void SetString(std::string_view key, std::string_view text, bool keep_ttl = false,
                 bool raw = false);
  void SetInteger(std::string_view key, int64_t value, bool keep_ttl = true);
  // The same, keeping the TTL, where `found` is what TryFindString(key) has just said.
  void SetInteger(std::string_view key, int64_t value, const StringRef& found);
  // As SetString, but never as an integer, whatever the text spells.
  void SetText(std::string_view key, std::string_view text, bool keep_ttl, bool raw = false);
  // The text of `key` as bytes to change in place, at least `size` long: created empty, padded
  // with zero bytes, turned raw as the server does. Valid until the next change. Keeps the TTL.
  std::span<char> EditBytes(std::string_view key, size_t size);
  // Cuts those bytes to `size` again. REQUIRES: EditBytes(key) came last and gave as many.
  void TrimBytes(std::string_view key, size_t size);
  // Replaces whatever is at `key` by `text`, raw. No TTL stays.
  void SetBytes(std::string_view key, Entry::OwnedText text);

  // Replaces whatever is at `key` by a collection; an empty one just removes the key. No TTL stays.
  template <typename T>
  void Put(std::string_view key, T value);

  // Returns false if there was no such key.
  bool Erase(std::string_view key);

  // Says how `key` was used, as StoreContext::access notes it.
  void SetAccess(std::string_view key, uint32_t access) {
    if (Entry* entry = Lookup(key, false)) entry->set_access(access);
  }

  // REQUIRES: `from` exists. Replaces `to`; value, TTL and identity move.
  void Rename(std::string_view from, std::string_view to);
  // The same into another keyspace of this server.
  void MoveTo(std::string_view key, Keyspace& target, std::string_view new_key);
  // REQUIRES: `from` exists. Replaces `to` in `target` with a deep copy, TTL included.
  void CopyTo(std::string_view from, Keyspace& target, std::string_view to);

  void Clear();
  // Exchanges the content of two keyspaces (SWAPDB).
  void SwapWith(Keyspace& other);

  // --- Expiry (milliseconds since 1970) --------------------------------------------------------

  // Nothing for a key without TTL or no key.
  std::optional<int64_t> ExpireAt(std::string_view key);
  // REQUIRES: `key` exists.
  void SetExpire(std::string_view key, int64_t at_ms);
  // Returns false if the key has no TTL or does not exist.
  bool Persist(std::string_view key);
  // Removes every key and every field whose time has come, as the server's active cycle does in the
  // end; costs what has expired. Where keys stay until they are met, fields are only hidden.
  // Returns how many keys.
  size_t RemoveExpired() {
    // A server has many databases that are empty, and asks all of them before each command.
    const bool idle = table_.empty() && !table_.dict().rehashing() && !expires_dict_.rehashing();
    return idle ? 0 : RemoveDue();
  }
  // The same for the fields of `key` alone, which only hides them. REQUIRES: `key` is a hash.
  void HideEndedFields(std::string_view key);
  // `field` of the hash at `key` was met: if it is hidden it is removed for good, and the key with
  // its last one. Returns the hash or, if it is gone, null.
  const Hash* MeetField(std::string_view key, std::string_view field);

  // --- All keys --------------------------------------------------------------------------------

  // Visits visit(const Entry&, bool expired) for keys from `cursor` (0 starts) on, about `count` of
  // them, and returns the next cursor, 0 at the end. What exists during the whole scan is seen.
  template <typename F>
  uint64_t Scan(uint64_t cursor, size_t count, F&& visit) const {
    return table_.Scan(cursor, count,
                       [&](const Entry* entry) { visit(*entry, IsExpired(*entry)); });
  }
  template <typename F>
  void ForEach(F&& visit) const {
    for (size_t slot = 0; slot < table_.size(); ++slot) {
      if (!IsExpired(*table_.at(slot))) visit(static_cast<const Entry&>(*table_.at(slot)));
    }
  }
  // A key that is not expired, or null if there is none.
  const Entry* RandomEntry(Random& random);
  // A key with a TTL, or null if there is none.
  const Entry* RandomExpiring(Random& random) const;
  // Removes a key to make room. REQUIRES: it exists.
  void Evict(std::string_view key);

  void Reserve(size_t keys) { table_.Reserve(keys); }

  // --- Memory, as a server would count it (StoreContext::memory) ---------------------------------

  // Counts everything that is here anew: when the account was turned on, or counts otherwise now.
  void CountAll();
  // Buckets of the server's two tables for this keyspace.
  size_t key_buckets() const { return table_.dict().buckets(); }
  size_t expire_buckets() const { return expires_dict_.buckets(); }

  // --- What the handler says --------------------------------------------------------------------

  // `key` was changed: counts it, tells WATCH and the event's listeners. Call once per key and
  // command, `count` times what the server adds to its dirty counter.
  void Changed(EventClass kind, std::string_view event, std::string_view key, uint64_t count = 1) {
    context_.changes += count;
    if (context_.events != nullptr) TellChanged(kind, event, key);
  }
  // The same for a change that is no event.
  void ChangedSilently(std::string_view key, uint64_t count = 1) {
    context_.changes += count;
    if (context_.events != nullptr) context_.events->OnKeyChanged(index_, key);
  }
  // The same for what WATCH and tracking are not told of: changes of consumer groups.
  void Announce(EventClass kind, std::string_view event, std::string_view key, uint64_t count = 1);
  // Only counts.
  void CountChanges(uint64_t count) { context_.changes += count; }

 private:
  struct EntryTraits {
    static std::string_view Key(const Entry* entry) { return entry->key(); }
    static void Destroy(Entry* entry) { Entry::Destroy(entry); }
  };
  using Table = DenseTable<Entry, EntryTraits>;
  friend class Past;
  class Inserted;
  class Erased;
  class Replaced;
  class TtlChanged;
  class Moved;
  class Cleared;
  class Swapped;
  class TablesSaved;
  class ContentSaved;
  template <typename T>
  class Saved;
  template <typename T>
  class TableSaved;

  // What a step notes of a key's name: only differences need it.
  std::string NameFor(std::string_view key) const {
    return std::string(context_.journal.keeps_whole_values() ? key : std::string_view());
  }

  template <typename T>
  static T* As(const Entry& entry) {
    if (entry.type() != kTypeOf<T>) throw CommandError::WrongType();
    return entry.collection<T>();
  }

  bool IsExpired(const Entry& entry) const {
    return entry.has_ttl() && context_.now_ms > entry.expire_at();
  }

  // The live entry at `key`, in last_slot_, or null; expired ones are removed first.
  Entry* Lookup(std::string_view key, bool touch = true);
  Entry* LookupAnew(std::string_view key, bool touch);
  // The same, which counts as a hit or a miss.
  const Entry* LookupToRead(std::string_view key);
  // Whatever its type; a new empty T if there is none.
  template <typename T>
  Entry* LookupOrAdd(std::string_view key);
  void SetIntegerAt(uint32_t slot, std::string_view key, int64_t value, bool keep_ttl);
  uint32_t LiveSlot(std::string_view key) {
    return Lookup(key, false) == nullptr ? Table::kNone : last_slot_;
  }
  // The same whether it has expired or not, and nothing else.
  uint32_t FindSlot(std::string_view key) const {
    return IsLast(key) ? last_slot_ : table_.Find(key);
  }
  // Commands come in runs for one key, so where the last one was found is looked at before anything
  // is hashed.
  bool IsLast(std::string_view key) const {
    return last_slot_ < table_.size() && SameBytes(table_.at(last_slot_)->key(), key);
  }
  void ExpireSlot(uint32_t slot);
  size_t RemoveDue();
  void TellChanged(EventClass kind, std::string_view event, std::string_view key);

  // Structural changes: the only places that touch the table, what links to it and the journal.
  void InsertEntry(Entry* entry);
  void EraseSlot(uint32_t slot);
  void ReplaceSlot(uint32_t slot, Entry* entry);
  void PlaceEntry(uint32_t slot, Entry* entry);  // insert or replace
  void ExchangeContent(Keyspace& other);
  void ChangeTtl(uint32_t slot, std::optional<int64_t> at_ms);

  // The list of TTLs and the index of hashes whose fields end name entries by their slots: an entry
  // came into a slot, is about to leave, was moved into another slot.
  void Link(uint32_t slot);
  void Unlink(Entry* entry);
  void Relink(uint32_t slot);
  void LinkTtl(uint32_t slot);
  void UnlinkTtl(Entry* entry);
  void LinkFields(uint32_t slot, Hash& hash);

  void ExpireFields();
  void FieldsExpired(uint32_t slot, size_t count);

  // The memory account: what an entry adds when it comes and takes when it goes, what a collection
  // has grown by since it was counted, and the buckets of the tables.
  void CountIn(const Entry& entry);
  void CountOut(const Entry& entry);
  template <typename T>
  void Recount(T& collection);
  void RecountValue(const Entry& entry);
  void CountTables();
  void AddMemory(int64_t bytes);
  // Runs change(), which gives the string at `slot` another text in place, if it can.
  template <typename Change>
  bool CountedChange(uint32_t slot, Change change);

  // The server's tables as they were before the first change of an epoch, for the journal.
  void SaveTables();
  bool MayGrow(const DictModel& dict, size_t size) const;
  void Touch(Entry& entry) const { entry.set_access(context_.access.Touched(entry.access())); }

  // Saves a collection in the journal before its first change of this epoch.
  template <typename T>
  void PrepareChange(std::string_view key, T& value);
  // `hash` at `key`, which tracks times, was changed: it may be since then.
  void FieldsChanged(std::string_view key, Hash& hash) {
    if (!FieldExpiryIndex::HasJoined(*hash.expiry())) LinkFields(FindSlot(key), hash);
  }
  // Removes `key` if its collection became empty.
  void EraseEmpty(std::string_view key);

  StoreContext& context_;
  int index_;
  Table table_;
  uint32_t last_slot_ = 0;                    // where a key was found last; maybe none any more
  std::vector<uint32_t> expires_;             // slots of the entries with a TTL
  int64_t no_expiry_before_ = INT64_MAX;      // no TTL ends earlier
  std::unique_ptr<FieldExpiryIndex> fields_;  // null until there is a hash for it
  DictModel expires_dict_;                    // the server's table of TTLs
  uint32_t tables_epoch_ = 0;                 // the journal epoch in which the tables were saved
  int64_t counted_ = 0;                       // bytes that the account holds for the entries
  size_t counted_tables_ = 0;                 // and for the tables
};

// Write access to one collection. When it goes out of scope, a collection that has become empty
// takes its key with it, so no handler has to remember that.
template <typename T>
class Keyspace::Writable {
 public:
  // REQUIRES: `entry` is null or has a T.
  Writable(Keyspace& keys, const Entry* entry)
      : keys_(keys), entry_(entry), value_(entry == nullptr ? nullptr : entry->collection<T>()) {
    if (value_ != nullptr && keys_.context_.journal.recording())
      keys_.PrepareChange(entry->key(), *value_);
  }
  // Of a value of another type.
  struct OtherType {};
  Writable(Keyspace& keys, OtherType) : keys_(keys), other_type_(true) {}
  ~Writable() {
    if (value_ == nullptr) return;
    if constexpr (std::is_same_v<T, Hash>) {
      if (value_->tracks_times()) keys_.FieldsChanged(entry_->key(), *value_);
    }
    if (value_->empty()) {
      keys_.EraseEmpty(entry_->key());
    } else if (keys_.context_.memory.on()) {
      keys_.Recount(*value_);
    }
  }
  Writable(const Writable&) = delete;
  Writable& operator=(const Writable&) = delete;

  explicit operator bool() const { return value_ != nullptr; }
  // There is a value, but of another type.
  bool other_type() const { return other_type_; }
  T* operator->() const { return value_; }
  // REQUIRES: there is a value.
  T& operator*() const {
    assert(value_ != nullptr);
    return *value_;
  }

 private:
  Keyspace& keys_;
  const Entry* entry_ = nullptr;
  T* value_ = nullptr;
  bool other_type_ = false;
};

template <typename T>
Keyspace::Writable<T> Keyspace::Edit(std::string_view key) {
  const Entry* entry = Lookup(key);
  if (entry != nullptr && entry->type() != kTypeOf<T>) throw CommandError::WrongType();
  return {*this, entry};
}

template <typename T>
Keyspace::Writable<T> Keyspace::Upsert(std::string_view key) {
  const Entry* entry = LookupOrAdd<T>(key);
  if (entry->type() != kTypeOf<T>) throw CommandError::WrongType();
  return {*this, entry};
}

template <typename T>
Keyspace::Writable<T> Keyspace::TryEdit(std::string_view key) {
  const Entry* entry = Lookup(key);
  if (entry != nullptr && entry->type() != kTypeOf<T>)
    return {*this, typename Writable<T>::OtherType{}};
  return {*this, entry};
}

template <typename T>
Keyspace::Writable<T> Keyspace::TryUpsert(std::string_view key) {
  const Entry* entry = LookupOrAdd<T>(key);
  if (entry->type() != kTypeOf<T>) return {*this, typename Writable<T>::OtherType{}};
  return {*this, entry};
}

template <typename T>
Entry* Keyspace::LookupOrAdd(std::string_view key) {
  Entry* entry = Lookup(key);
  if (entry != nullptr) return entry;
  entry = Entry::NewCollection(key, kTypeOf<T>, new T(context_.limits), false);
  InsertEntry(entry);
  entry->collection<T>()->SetLogging(context_.journal, false);
  return entry;
}

template <typename T>
void Keyspace::Put(std::string_view key, T value) {
  if (value.empty()) {
    Erase(key);
    return;
  }
  Entry* entry = Entry::NewCollection(key, kTypeOf<T>, new T(std::move(value)), false);
  entry->collection<T>()->SetLogging(context_.journal, false);
  PlaceEntry(FindSlot(key), entry);
}

// A collection as it was before its first change.
class Keyspace::ContentSaved : public Journal::Step {
 public:
  ContentSaved(Keyspace& keys, std::string_view key) : keys_(keys), key_(keys.NameFor(key)) {}
  void Recall(Past& past) const override;

 protected:
  virtual const void* content() const = 0;

 private:
  Keyspace& keys_;
  std::string key_;
};

// The server's table of a collection as it was before the first change; with it the collection is
// as it was, and counts as that.
template <typename T>
class Keyspace::TableSaved final : public Journal::Step {
 public:
  TableSaved(Keyspace& keys, T& value) : keys_(keys), value_(value), dict_(value.dict()) {}
  void Undo() override {
    value_.set_dict(dict_);
    if (keys_.context_.memory.on()) keys_.Recount(value_);
  }

 private:
  Keyspace& keys_;
  T& value_;
  DictModel dict_;
};

template <typename Change>
bool Keyspace::CountedChange(uint32_t slot, Change change) {
  Entry& entry = *table_.at(slot);
  if (!context_.memory.on()) return change(entry);
  const MemoryModel& model = context_.memory.model();
  const size_t before = model.ValueBytes(entry);
  const bool changed = change(entry);
  AddMemory(static_cast<int64_t>(model.ValueBytes(entry) - before));
  return changed;
}

template <typename T>
void Keyspace::Recount(T& collection) {
  const size_t before = collection.counted_bytes();
  collection.set_counted_bytes(context_.memory.model().Of(collection));
  AddMemory(static_cast<int64_t>(collection.counted_bytes() - before));
}

template <typename T>
class Keyspace::Saved final : public ContentSaved {
 public:
  Saved(Keyspace& keys, std::string_view key, T& value)
      : ContentSaved(keys, key), table_(keys, value), value_(value), saved_(value) {}
  void Undo() override {
    value_ = std::move(saved_);
    table_.Undo();
  }

 private:
  const void* content() const override { return &saved_; }

  TableSaved<T> table_;
  T& value_;
  T saved_;
};

template <typename T>
void Keyspace::PrepareChange(std::string_view key, T& value) {
  Journal& journal = context_.journal;
  if (!journal.recording() || value.saved_epoch() == journal.epoch()) return;
  const bool whole = journal.keeps_whole_values() || value.size() < kSaveWholeBelow;
  if (whole) {
    journal.Add(std::make_unique<Saved<T>>(*this, key, value));
  } else {
    journal.Add(std::make_unique<TableSaved<T>>(*this, value));
  }
  value.SetLogging(journal, !whole);
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_KEYSPACE_H_
