#ifndef LUARIG_ENGINE_STORE_SET_H_
#define LUARIG_ENGINE_STORE_SET_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <variant>

#include "engine/base/number.h"
#include "engine/store/collection.h"
#include "engine/store/counted_table.h"
#include "engine/store/intset.h"
#include "engine/store/listpack.h"

namespace luarig {

// A member of a large set: one allocation.
struct SetNode {
  uint32_t size;

  std::string_view member() const { return {reinterpret_cast<const char*>(this + 1), size}; }

  static SetNode* Create(std::string_view member);
  static std::string_view Key(const SetNode* node) { return node->member(); }
  static void Destroy(SetNode* node);
  static size_t TextBytes(const SetNode* node, SizeClasses classes) {
    return TextBlock(node->size, classes);
  }
};

// Distinct members. Integers only: an intset, ascending; small with strings: a listpack in
// insertion order (where the target has them); else a dense table. Never back to a smaller form.
class Set : public Collection {
 public:
  explicit Set(const EncodingLimits& limits);
  Set(const Set& other);
  Set(Set&& other) noexcept = default;
  Set& operator=(const Set& other);
  Set& operator=(Set&& other) noexcept = default;
  ~Set() = default;

  // A set of these members. As on the server nobody looks whether one stands twice, but where the
  // set is beyond the limits and becomes a table: nothing then.
  static std::optional<Set> FromListpack(Listpack members, const EncodingLimits& limits);
  static Set FromIntSet(IntSet members, const EncodingLimits& limits);

  size_t size() const {
    if (const Table* nodes = table()) return nodes->size();
    return intset() != nullptr ? intset()->size() : listpack()->count();
  }
  bool empty() const { return size() == 0; }
  Encoding encoding() const;

  bool Contains(std::string_view member) const;
  // Returns true if `member` is new.
  bool Add(std::string_view member);
  // Returns false if there was no such member.
  bool Erase(std::string_view member);

  // A command is about to add `members` members, `first` before the others: if so many alone exceed
  // the limits the set becomes a table at once, where the target does so.
  void Expect(std::string_view first, size_t members);

  // Takes over the members and the form of `other`.
  void TakeFrom(Set other) { Become(std::move(other.form_)); }

  // The member at `index` of the iteration order: O(1) for intset and table. REQUIRES: index <
  // size().
  std::string_view At(size_t index, NumberText& scratch) const;

  // Calls visit(member) for each.
  template <typename F>
  void ForEach(F&& visit) const;

  // SSCAN, as Hash::Scan.
  template <typename F>
  uint64_t Scan(uint64_t cursor, size_t count, F&& visit) const;

  // The form it has; null for the others. For DUMP and the memory model.
  const IntSet* intset() const { return std::get_if<IntSet>(&form_); }
  const Listpack* listpack() const { return std::get_if<Listpack>(&form_); }
  using Table = CountedTable<SetNode, SetNode>;
  const Table* table() const {
    const auto* large = std::get_if<std::unique_ptr<Table>>(&form_);
    return large == nullptr ? nullptr : large->get();
  }

  DictModel dict() const { return table() == nullptr ? DictModel() : table()->dict(); }
  void set_dict(const DictModel& dict) {
    if (table() != nullptr) large().set_dict(dict);
  }

  // The same members, in whatever order and form.
  bool operator==(const Set& other) const;

 private:
  using Form = std::variant<IntSet, Listpack, std::unique_ptr<Table>>;

  bool AddInteger(int64_t value);
  bool AddToListpack(std::string_view member);
  bool AddToTable(std::string_view member);
  bool EraseFromListpack(std::string_view member);
  bool EraseFromIntSet(std::string_view member);
  bool IntegersFitListpack(size_t longest) const;
  void Become(Form form);
  void BecomeListpack();
  void BecomeTable();
  Table& large() { return **std::get_if<std::unique_ptr<Table>>(&form_); }

  Form form_;
};

template <typename F>
void Set::ForEach(F&& visit) const {
  if (const Table* nodes = table()) {
    for (size_t i = 0; i < nodes->size(); ++i) visit(nodes->at(i)->member());
    return;
  }
  NumberText scratch;
  if (const IntSet* integers = intset()) {
    for (size_t i = 0; i < integers->size(); ++i) visit(FormatInteger(integers->At(i), scratch));
    return;
  }
  const Listpack& members = *listpack();
  for (size_t p = Listpack::Begin(); p != members.End(); p = members.Next(p)) {
    visit(members.View(p, scratch));
  }
}

template <typename F>
uint64_t Set::Scan(uint64_t cursor, size_t count, F&& visit) const {
  if (const Table* nodes = table()) {
    return nodes->Scan(cursor, count, [&](const SetNode* node) { visit(node->member()); });
  }
  ForEach(visit);
  return 0;
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_SET_H_
