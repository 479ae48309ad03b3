#ifndef LUARIG_ENGINE_STORE_KEYSPACE_H_
#define LUARIG_ENGINE_STORE_KEYSPACE_H_

#include <cassert>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/command_error.h"
#include "engine/base/flags.h"
#include "engine/base/random.h"
#include "engine/store/dense_table.h"
#include "engine/store/entry.h"
#include "engine/store/hash.h"
#include "engine/store/journal.h"
#include "engine/store/list.h"
#include "engine/store/set.h"
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
  kNew
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
};

// What all keyspaces of a server share.
struct StoreContext {
  EncodingLimits limits;
  Journal journal;
  KeyEvents* events = nullptr;
  int64_t now_ms = 0;         // the data clock, frozen for a command or a script
  uint32_t access_clock = 0;  // what a touched entry notes
  bool touch = true;          // off: reads leave access times alone (CLIENT NO-TOUCH)
  bool expire_keys = true;    // off on replicas: an expired key reads as missing but stays
  uint64_t changes = 0;       // counts every change; the server's "dirty"
  uint64_t expired_keys = 0;
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

  // --- Reading -------------------------------------------------------------------------------

  bool Exists(std::string_view key) { return Lookup(key) != nullptr; }
  ValueType TypeOf(std::string_view key);  // does not note the access
  StringRef FindString(std::string_view key);
  template <typename T>
  const T* Find(std::string_view key) {
    const Entry* entry = Lookup(key);
    return entry == nullptr ? nullptr : As<T>(*entry);
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

  // Replaces whatever is at `key`, in the smallest encoding (or raw). The TTL goes unless keep_ttl.
  void SetString(std::string_view key, std::string_view text, bool keep_ttl = false,
                 bool raw = false);
  void SetInteger(std::string_view key, int64_t value, bool keep_ttl = true);
  // As SetString, but never as an integer, whatever the text spells.
  void SetText(std::string_view key, std::string_view text, bool keep_ttl, bool raw = false);
  // The text of `key` as bytes to change in place, at least `size` long: created empty, padded
  // with zero bytes, turned raw as the server does. Valid until the next change. Keeps the TTL.
  std::span<char> EditBytes(std::string_view key, size_t size);

  // Replaces whatever is at `key` by a collection; an empty one just removes the key. No TTL stays.
  template <typename T>
  void Put(std::string_view key, T value);

  // Returns false if there was no such key.
  bool Erase(std::string_view key);

  // Says when `key` was last touched, in the clock of StoreContext::access_clock.
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
  // Removes every key whose time has come, as the server's active cycle does in the end. Cheap when
  // none has. Returns how many.
  size_t RemoveExpired();

  // --- All keys --------------------------------------------------------------------------------

  // Visits visit(const Entry&) for keys that are not expired, from `cursor` (0 starts) on, about
  // `count` of them, and returns the next cursor, 0 at the end. What exists during the whole scan
  // is seen.
  template <typename F>
  uint64_t Scan(uint64_t cursor, size_t count, F&& visit) const {
    return table_.Scan(cursor, count, [&](const Entry* entry) {
      if (!IsExpired(*entry)) visit(*entry);
    });
  }
  template <typename F>
  void ForEach(F&& visit) const {
    for (size_t slot = 0; slot < table_.size(); ++slot) {
      if (!IsExpired(*table_.at(slot))) visit(static_cast<const Entry&>(*table_.at(slot)));
    }
  }
  // A key that is not expired, or null if there is none.
  const Entry* RandomEntry(Random& random);

  void Reserve(size_t keys) { table_.Reserve(keys); }

  // --- What the handler says --------------------------------------------------------------------

  // `key` was changed: counts it, tells WATCH and the event's listeners. Call once per key and
  // command, `count` times what the server adds to its dirty counter.
  void Changed(EventClass kind, std::string_view event, std::string_view key, uint64_t count = 1);

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
  class ContentSaved;
  template <typename T>
  class Saved;

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

  // The live entry at `key` or null; expired ones are removed first.
  Entry* Lookup(std::string_view key, bool touch = true);
  uint32_t LiveSlot(std::string_view key);
  void ExpireSlot(uint32_t slot);

  // Structural changes: the only places that touch the table, the list of TTLs and the journal.
  void InsertEntry(Entry* entry);
  void EraseSlot(uint32_t slot);
  void ReplaceSlot(uint32_t slot, Entry* entry);
  void PlaceEntry(uint32_t slot, Entry* entry);  // insert or replace
  void ExchangeContent(Keyspace& other);
  void ChangeTtl(uint32_t slot, std::optional<int64_t> at_ms);
  void LinkTtl(uint32_t slot);
  void UnlinkTtl(Entry* entry);
  void MoveTtlLink(uint32_t slot);

  // Saves a collection in the journal before its first change of this epoch.
  template <typename T>
  void PrepareChange(std::string_view key, T& value);
  // Removes `key` if its collection became empty.
  void EraseEmpty(std::string_view key);

  StoreContext& context_;
  int index_;
  Table table_;
  std::vector<uint32_t> expires_;         // slots of the entries with a TTL
  int64_t no_expiry_before_ = INT64_MAX;  // no TTL ends earlier
};

// Write access to one collection. When it goes out of scope, a collection that has become empty
// takes its key with it, so no handler has to remember that.
template <typename T>
class Keyspace::Writable {
 public:
  Writable(Keyspace& keys, const Entry* entry)
      : keys_(keys), entry_(entry), value_(entry == nullptr ? nullptr : As<T>(*entry)) {
    if (value_ != nullptr) keys_.PrepareChange(entry->key(), *value_);
  }
  ~Writable() {
    if (value_ != nullptr && value_->empty()) keys_.EraseEmpty(entry_->key());
  }
  Writable(const Writable&) = delete;
  Writable& operator=(const Writable&) = delete;

  explicit operator bool() const { return value_ != nullptr; }
  T* operator->() const { return value_; }
  // REQUIRES: there is a value.
  T& operator*() const {
    assert(value_ != nullptr);
    return *value_;
  }

 private:
  Keyspace& keys_;
  const Entry* entry_;
  T* value_;
};

template <typename T>
Keyspace::Writable<T> Keyspace::Edit(std::string_view key) {
  return {*this, Lookup(key)};
}

template <typename T>
Keyspace::Writable<T> Keyspace::Upsert(std::string_view key) {
  Entry* entry = Lookup(key);
  if (entry == nullptr) {
    entry = Entry::NewCollection(key, kTypeOf<T>, new T(context_.limits), false);
    InsertEntry(entry);
    entry->collection<T>()->SetLogging(context_.journal, false);
  }
  return {*this, entry};
}

template <typename T>
void Keyspace::Put(std::string_view key, T value) {
  if (value.empty()) {
    Erase(key);
    return;
  }
  Entry* entry = Entry::NewCollection(key, kTypeOf<T>, new T(std::move(value)), false);
  entry->collection<T>()->SetLogging(context_.journal, false);
  PlaceEntry(table_.Find(key), entry);
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

template <typename T>
class Keyspace::Saved final : public ContentSaved {
 public:
  Saved(Keyspace& keys, std::string_view key, T& value)
      : ContentSaved(keys, key), value_(value), saved_(value) {}
  void Undo() override { value_ = std::move(saved_); }

 private:
  const void* content() const override { return &saved_; }

  T& value_;
  T saved_;
};

template <typename T>
void Keyspace::PrepareChange(std::string_view key, T& value) {
  Journal& journal = context_.journal;
  if (!journal.recording() || value.saved_epoch() == journal.epoch()) return;
  const bool whole = journal.keeps_whole_values() || value.size() < kSaveWholeBelow;
  if (whole) journal.Add(std::make_unique<Saved<T>>(*this, key, value));
  value.SetLogging(journal, !whole);
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_KEYSPACE_H_
