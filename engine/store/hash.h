#ifndef LUARIG_ENGINE_STORE_HASH_H_
#define LUARIG_ENGINE_STORE_HASH_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "engine/base/maybe_text.h"
#include "engine/base/number.h"
#include "engine/store/collection.h"
#include "engine/store/counted_table.h"
#include "engine/store/field_expiry.h"
#include "engine/store/listpack.h"

namespace luarig {

// A field of a large hash and its value: one allocation.
struct HashNode {
  uint32_t field_size;
  uint32_t value_size;

  std::string_view field() const { return {reinterpret_cast<const char*>(this + 1), field_size}; }
  std::string_view value() const {
    return {reinterpret_cast<const char*>(this + 1) + field_size, value_size};
  }

  static HashNode* Create(std::string_view field, std::string_view value);
  // Gives `node` another value; returns it, moved if it had to be.
  static HashNode* SetValue(HashNode* node, std::string_view value);

  static std::string_view Key(const HashNode* node) { return node->field(); }
  static void Destroy(HashNode* node);
  static size_t TextBytes(const HashNode* node, SizeClasses classes) {
    return TextBlock(node->field_size, classes) + TextBlock(node->value_size, classes);
  }
};

// The last time at which a field may end: what fits into 46 bits.
inline constexpr int64_t kLatestEnd = (int64_t{1} << 46) - 1;

// Fields and their values. Small hashes are listpacks in insertion order; beyond the limits of
// `hash-max-listpack-*` a dense table with O(1) access by field and by position, and never back.
//
// Fields may end at a time of their own (milliseconds since 1970). A hash that was ever asked for
// that tracks times from then on: its listpack is ordered by them, those without a time last, and
// is called listpackex. Other hashes pay a null pointer for it. Whoever owns the clock removes or
// hides what has ended; a hidden field reads as missing and only counts.
//
// Views returned stay valid until the next change of this hash or the next use of their scratch.
// Arguments must not be views into this hash.
class Hash : public Collection {
 public:
  explicit Hash(const EncodingLimits& limits);
  Hash(const Hash& other);
  Hash(Hash&& other) noexcept = default;
  Hash& operator=(const Hash& other);
  Hash& operator=(Hash&& other) noexcept;
  ~Hash() = default;

  // A hash of the pairs in `pairs`; nothing if one is missing its value. As on the server nobody
  // looks whether a field stands twice, but where the hash is a table, for which it is nothing
  // then.
  static std::optional<Hash> FromListpack(Listpack pairs, const EncodingLimits& limits);
  // REQUIRES: an even number of elements.
  static bool HasFieldTwice(const Listpack& pairs);
  // The same of triples field, value, time, in the order of a listpackex; a time of 0 is none.
  static std::optional<Hash> FromTriples(const Listpack& triples, const EncodingLimits& limits);

  // Fields that can be read.
  size_t size() const {
    const Table* nodes = table();
    return nodes != nullptr ? nodes->size() : listpack()->count() / 2;
  }
  // What HLEN counts: hidden fields as well.
  size_t counted() const { return size() + hidden().size(); }
  bool empty() const { return size() == 0 && hidden().empty(); }
  Encoding encoding() const;

  MaybeText Find(std::string_view field, NumberText& scratch) const;
  bool Contains(std::string_view field) const;

  // Sets `field` and returns true if it is new. Overwriting keeps the field's position, unless it
  // takes a time away. (Over a hidden field it is not new: the server finds it there.)
  bool Set(std::string_view field, std::string_view value) {
    return expiry_ == nullptr ? SetValue(field, value) : SetForGood(field, value);
  }
  // The same, but a time stays.
  bool SetValue(std::string_view field, std::string_view value);

  // Returns false if there was no such field, hidden or not.
  bool Erase(std::string_view field);

  // A command is about to set `fields` fields, all of which a server may guess to be new: if those
  // alone exceed the limits the hash becomes a table at once, where the target does so.
  void Expect(size_t fields) {
    if (static_cast<int64_t>(fields) > limits().hash_max_listpack_entries) ExpectMany(fields);
  }

  struct Pair {
    std::string_view field;
    std::string_view value;
  };
  // The pair at `index` of the iteration order. REQUIRES: index < size().
  Pair At(size_t index, NumberText& field_scratch, NumberText& value_scratch) const;

  // Calls visit(field, value) for each pair.
  template <typename F>
  void ForEach(F&& visit) const;

  // HSCAN: visits about `count` pairs from `cursor` on (0 starts) and returns the next cursor, 0 at
  // the end. A listpack is visited whole. What is there during the whole scan is seen, whatever
  // changes.
  template <typename F>
  uint64_t Scan(uint64_t cursor, size_t count, F&& visit) const;

  // --- Fields that end ---------------------------------------------------------------------------

  // Where a field goes among those of a listpack that end at the same time.
  enum class Ties : uint8_t { kFirst, kLast };

  bool tracks_times() const { return expiry_ != nullptr; }
  void TrackTimes();
  // What is known about times, or null if none are tracked.
  const FieldExpiry* expiry() const { return expiry_.get(); }
  FieldExpiry* expiry() { return expiry_.get(); }

  // When `field` ends: kNever if it does not, nothing if there is no such field.
  std::optional<int64_t> EndOf(std::string_view field) const;
  // Lets `field` end at `time`, or never. REQUIRES: tracks_times(), Contains(field).
  void SetEnd(std::string_view field, int64_t time, Ties ties = Ties::kFirst);

  // Is told of a field that is about to be removed; may be empty.
  using FieldVisitor = std::function<void(std::string_view field)>;

  // Removes the fields that ended before `now` and returns how many; or hides them.
  size_t RemoveEnded(int64_t now, const FieldVisitor& visit = {});
  void HideEnded(int64_t now);
  bool Hides(std::string_view field) const;
  // Returns false if `field` is not hidden.
  bool EraseHidden(std::string_view field);
  // Returns how many there were.
  size_t EraseAllHidden(const FieldVisitor& visit = {});

  std::span<const FieldExpiry::Hidden> hidden() const {
    return expiry_ == nullptr ? std::span<const FieldExpiry::Hidden>() : expiry_->hidden();
  }

  // Calls visit(field, value, time) for each pair, with kNever for no time.
  template <typename F>
  void ForEachTimed(F&& visit) const;

  // The small form, or null; and the large one. For DUMP and the memory model. The pairs of a
  // listpackex stand here without their times.
  const Listpack* listpack() const { return std::get_if<Listpack>(&form_); }
  using Table = CountedTable<HashNode, HashNode>;
  const Table* table() const {
    const auto* large = std::get_if<std::unique_ptr<Table>>(&form_);
    return large == nullptr ? nullptr : large->get();
  }

  DictModel dict() const { return table() == nullptr ? DictModel() : table()->dict(); }
  void set_dict(const DictModel& dict) {
    if (table() != nullptr) large().set_dict(dict);
  }

  // The same fields with the same values and times, in whatever order and form.
  bool operator==(const Hash& other) const;

 private:
  // What a field and its times are found by in a listpack.
  struct Found {
    size_t position;
    size_t index;
  };

  static std::unique_ptr<Table> TableOf(const Listpack& pairs);
  void Convert();
  void ExpectMany(size_t fields);
  bool SetInListpack(std::string_view field, std::string_view value);
  bool SetInTable(std::string_view field, std::string_view value);
  void EraseInListpack(size_t position, size_t index, size_t fields);
  void EraseInTable(uint32_t slot);
  Table& large() { return **std::get_if<std::unique_ptr<Table>>(&form_); }

  void TakeExpiry(std::unique_ptr<FieldExpiry> expiry);
  bool SetForGood(std::string_view field, std::string_view value);
  std::optional<Found> FindInListpack(std::string_view field) const;
  int64_t TimeAt(size_t index) const;
  void MoveInListpack(const Found& found, int64_t time, Ties ties);
  void InsertTime(size_t index, int64_t time);
  void EraseTimes(size_t index, size_t count);
  void NoteEnd(int64_t before, int64_t time);
  void LogNoted(int64_t before);
  // Takes the fields that ended before `now` out, visit(field, value, time) first.
  template <typename F>
  size_t TakeEnded(int64_t now, F&& visit);

  std::variant<Listpack, std::unique_ptr<Table>> form_;
  std::unique_ptr<FieldExpiry> expiry_;  // null: times are not tracked
};

template <typename F>
void Hash::ForEach(F&& visit) const {
  if (const Table* nodes = table()) {
    for (size_t i = 0; i < nodes->size(); ++i) visit(nodes->at(i)->field(), nodes->at(i)->value());
    return;
  }
  const Listpack& pairs = *listpack();
  NumberText field_scratch;
  NumberText value_scratch;
  for (size_t p = Listpack::Begin(); p != pairs.End();) {
    const std::string_view field = pairs.View(p, field_scratch);
    p = pairs.Next(p);
    visit(field, pairs.View(p, value_scratch));
    p = pairs.Next(p);
  }
}

template <typename F>
void Hash::ForEachTimed(F&& visit) const {
  size_t index = 0;
  ForEach([&](std::string_view field, std::string_view value) {
    visit(field, value, expiry_ == nullptr ? kNever : TimeAt(index));
    ++index;
  });
}

template <typename F>
uint64_t Hash::Scan(uint64_t cursor, size_t count, F&& visit) const {
  if (const Table* nodes = table()) {
    return nodes->Scan(cursor, count,
                       [&](const HashNode* node) { visit(node->field(), node->value()); });
  }
  ForEach(visit);
  return 0;
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_HASH_H_
