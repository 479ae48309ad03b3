#ifndef LUARIG_ENGINE_STORE_HASH_H_
#define LUARIG_ENGINE_STORE_HASH_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <variant>

#include "engine/base/number.h"
#include "engine/store/collection.h"
#include "engine/store/dense_table.h"
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
};

// Fields and their values. Small hashes are listpacks in insertion order; beyond the limits of
// `hash-max-listpack-*` a dense table with O(1) access by field and by position, and never back.
//
// Views returned stay valid until the next change of this hash or the next use of their scratch.
// Arguments must not be views into this hash.
class Hash : public Collection {
 public:
  explicit Hash(const EncodingLimits& limits);
  Hash(const Hash& other);
  Hash(Hash&& other) noexcept = default;
  Hash& operator=(const Hash& other);
  Hash& operator=(Hash&& other) noexcept = default;
  ~Hash() = default;

  // A hash of the pairs in `pairs`; nothing if one is missing its value or a field stands twice.
  static std::optional<Hash> FromListpack(Listpack pairs, const EncodingLimits& limits);

  size_t size() const;
  bool empty() const { return size() == 0; }
  Encoding encoding() const;

  std::optional<std::string_view> Find(std::string_view field, NumberText& scratch) const;
  bool Contains(std::string_view field) const;

  // Sets `field` and returns true if it is new. Overwriting keeps the field's position.
  bool Set(std::string_view field, std::string_view value);

  // Returns false if there was no such field.
  bool Erase(std::string_view field);

  // A command is about to set `fields` fields, all of which a server may guess to be new: if those
  // alone exceed the limits the hash becomes a table at once, where the target does so.
  void Expect(size_t fields);

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

  // The small form, or null; and the large one. For DUMP and the memory model.
  const Listpack* listpack() const { return std::get_if<Listpack>(&form_); }
  const DenseTable<HashNode, HashNode>* table() const {
    const auto* large = std::get_if<std::unique_ptr<Table>>(&form_);
    return large == nullptr ? nullptr : large->get();
  }

  // The same fields with the same values, in whatever order and form.
  bool operator==(const Hash& other) const;

 private:
  using Table = DenseTable<HashNode, HashNode>;

  static std::unique_ptr<Table> TableOf(const Listpack& pairs);
  void Convert();
  bool SetInListpack(std::string_view field, std::string_view value);
  bool SetInTable(std::string_view field, std::string_view value);
  Table& large() { return **std::get_if<std::unique_ptr<Table>>(&form_); }

  std::variant<Listpack, std::unique_ptr<Table>> form_;
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
