#ifndef LUARIG_ENGINE_STORE_ENTRY_H_
#define LUARIG_ENGINE_STORE_ENTRY_H_

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>

#include "engine/base/number.h"
#include "engine/store/encoding.h"

namespace luarig {

class Hash;
class List;
class Set;
class Stream;
class ZSet;

enum class ValueType : uint8_t { kNone, kString, kList, kSet, kZSet, kHash, kStream };

// "string", "list", ...: what TYPE answers; "none" for kNone.
std::string_view TypeName(ValueType type);

// The type a collection class stands for.
template <typename T>
inline constexpr ValueType kTypeOf = ValueType::kNone;
template <>
inline constexpr ValueType kTypeOf<List> = ValueType::kList;
template <>
inline constexpr ValueType kTypeOf<Set> = ValueType::kSet;
template <>
inline constexpr ValueType kTypeOf<ZSet> = ValueType::kZSet;
template <>
inline constexpr ValueType kTypeOf<Hash> = ValueType::kHash;
template <>
inline constexpr ValueType kTypeOf<Stream> = ValueType::kStream;

// One key with its value, in one allocation where the value is a short string or an integer:
//
//   header (8 bytes) | TTL (16, if it has one) | payload (8, or 2 for an inline string) | key |
//   inline text
//
// An entry is immutable in size: whatever changes the layout makes a new one. Allocations are
// rounded up the same way always, so "fits in place" is a comparison of two rounded sizes.
class Entry {
 public:
  enum class Form : uint8_t {
    kInteger,     // payload: int64
    kInline,      // payload: uint16 length, text behind the key
    kHeap,        // payload: pointer to a HeapText
    kCollection,  // payload: pointer to a List, Set, ZSet, Hash or Stream
  };

  // A longer string text; grows in place with slack, for APPEND and SETRANGE.
  struct HeapText {
    size_t size = 0;
    size_t capacity = 0;
    // The journal's epoch (journal.h) in which the text came to be, 0 outside of checkpoints: going
    // back ends such a text, so within its epoch it may be changed without being saved.
    uint64_t epoch = 0;
    char* bytes() { return reinterpret_cast<char*>(this + 1); }
    const char* bytes() const { return reinterpret_cast<const char*>(this + 1); }
  };

  // A text that no entry owns yet.
  struct FreeText {
    void operator()(HeapText* text) const { std::free(text); }
  };
  using OwnedText = std::unique_ptr<HeapText, FreeText>;
  // `size` bytes that are not yet set to anything.
  static OwnedText NewOwnedText(size_t size);

  static constexpr size_t kMaxInline = 256;

  // New entries; `raw` marks a short text that OBJECT ENCODING calls raw. The caller owns the
  // result (Destroy), and the entry owns its collection.
  static Entry* NewInteger(std::string_view key, int64_t value, bool with_ttl);
  static Entry* NewText(std::string_view key, std::string_view text, bool raw, bool with_ttl);
  static Entry* NewHeap(std::string_view key, HeapText* text, bool with_ttl);  // takes `text`
  static Entry* NewCollection(std::string_view key, ValueType type, void* collection,
                              bool with_ttl);
  // The same value under another key or with or without room for a TTL; `from` keeps nothing but
  // its key and may only be destroyed with DestroyShell.
  static Entry* MoveValue(Entry* from, std::string_view key, bool with_ttl);

  static void Destroy(Entry* entry);
  static void DestroyShell(Entry* entry);

  ValueType type() const { return static_cast<ValueType>(type_); }
  Form form() const { return static_cast<Form>(form_); }
  std::string_view key() const { return {Behind(), key_size()}; }

  bool has_ttl() const { return has_ttl_ != 0; }
  // Milliseconds since 1970. REQUIRES: has_ttl().
  int64_t expire_at() const { return ttl()->expire_at; }
  void set_expire_at(int64_t ms) { ttl()->expire_at = ms; }
  uint32_t expires_position() const { return ttl()->position; }
  void set_expires_position(uint32_t position) { ttl()->position = position; }

  // Seconds (LRU clock) or counters (LFU), as the server packs them in 24 bits.
  uint32_t access() const { return access_; }
  void set_access(uint32_t access) { access_ = access & 0xffffff; }

  // Strings. REQUIRES: type() == kString.
  Encoding string_encoding() const;
  std::string_view Text(NumberText& scratch) const;
  size_t text_size() const;
  int64_t integer() const;  // REQUIRES: form() == kInteger
  // Overwrites in place; false if the layout would change.
  bool TryAssignText(std::string_view text, bool raw);
  bool TryAssignInteger(int64_t value);
  HeapText* heap_text() const;              // REQUIRES: form() == kHeap
  void set_heap_text(HeapText* heap_text);  // does not free the old one

  // REQUIRES: form() == kCollection and the type fits.
  template <typename T>
  T* collection() const {
    return static_cast<T*>(pointer());
  }
  void* pointer() const;

  // Bytes of this allocation, for the memory figures of luarig itself.
  size_t allocated() const;

 private:
  struct Ttl {
    int64_t expire_at;
    uint32_t position;  // in the keyspace's list of keys with a TTL
    uint32_t unused;
  };

  static constexpr size_t kLongKeySize = sizeof(uint32_t);

  Entry() = default;
  static Entry* Allocate(std::string_view key, ValueType type, Form form, bool with_ttl,
                         size_t inline_size);

  size_t key_size() const;
  size_t payload_offset() const { return has_ttl_ != 0 ? sizeof(Ttl) : 0; }
  char* base() { return reinterpret_cast<char*>(this + 1); }
  const char* base() const { return reinterpret_cast<const char*>(this + 1); }
  Ttl* ttl() { return reinterpret_cast<Ttl*>(base()); }
  const Ttl* ttl() const { return reinterpret_cast<const Ttl*>(base()); }
  char* payload() { return base() + payload_offset(); }
  const char* payload() const { return base() + payload_offset(); }
  // Where the key begins.
  const char* Behind() const;
  size_t inline_size() const;

  uint32_t type_ : 3 = 0;
  uint32_t form_ : 2 = 0;
  uint32_t has_ttl_ : 1 = 0;
  uint32_t raw_ : 1 = 0;
  uint32_t long_key_ : 1 = 0;  // the key's length stands in four bytes before the payload
  uint32_t access_ : 24 = 0;
  uint16_t key_size_ = 0;
  uint16_t inline_size_ = 0;
};

static_assert(sizeof(Entry) == 8);

inline size_t Entry::key_size() const {
  if (long_key_ == 0) return key_size_;
  uint32_t size = 0;
  std::memcpy(&size, payload() + (form() == Form::kInline ? 0 : sizeof(uint64_t)), sizeof(size));
  return size;
}

inline const char* Entry::Behind() const {
  return payload() + (form() == Form::kInline ? 0 : sizeof(uint64_t)) +
         (long_key_ != 0 ? kLongKeySize : 0);
}

inline size_t Entry::inline_size() const { return form() == Form::kInline ? inline_size_ : 0; }

inline int64_t Entry::integer() const {
  int64_t value = 0;
  std::memcpy(&value, payload(), sizeof(value));
  return value;
}

inline void* Entry::pointer() const {
  void* pointer = nullptr;
  std::memcpy(&pointer, payload(), sizeof(pointer));
  return pointer;
}

inline Entry::HeapText* Entry::heap_text() const { return static_cast<HeapText*>(pointer()); }

inline size_t Entry::allocated() const {
  return sizeof(Entry) + payload_offset() + (form() == Form::kInline ? 0 : sizeof(uint64_t)) +
         (long_key_ != 0 ? kLongKeySize : 0) + key_size() + inline_size();
}

inline bool Entry::TryAssignInteger(int64_t value) {
  if (type() != ValueType::kString || form() != Form::kInteger) return false;
  std::memcpy(payload(), &value, sizeof(value));
  return true;
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_ENTRY_H_
