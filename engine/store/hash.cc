#include "engine/store/hash.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <utility>

#include "engine/store/listpack_log.h"

namespace luarig {
namespace {

struct DestroyNode {
  void operator()(HashNode* node) const { HashNode::Destroy(node); }
};
using OwnedNode = std::unique_ptr<HashNode, DestroyNode>;

HashNode* Allocate(HashNode* old, size_t bytes) {
  auto* node = static_cast<HashNode*>(std::realloc(old, sizeof(HashNode) + bytes));
  if (node == nullptr) throw std::bad_alloc();
  return node;
}

void CopyBytes(char* to, std::string_view from) {
  if (!from.empty()) std::memcpy(to, from.data(), from.size());
}

}  // namespace

HashNode* HashNode::Create(std::string_view field, std::string_view value) {
  HashNode* node = Allocate(nullptr, field.size() + value.size());
  node->field_size = static_cast<uint32_t>(field.size());
  node->value_size = static_cast<uint32_t>(value.size());
  char* bytes = reinterpret_cast<char*>(node + 1);
  CopyBytes(bytes, field);
  CopyBytes(bytes + field.size(), value);
  return node;
}

HashNode* HashNode::SetValue(HashNode* node, std::string_view value) {
  if (node->value_size != value.size()) {
    node = Allocate(node, node->field_size + value.size());
    node->value_size = static_cast<uint32_t>(value.size());
  }
  CopyBytes(reinterpret_cast<char*>(node + 1) + node->field_size, value);
  return node;
}

void HashNode::Destroy(HashNode* node) { std::free(node); }

Hash::Hash(const EncodingLimits& limits) : Collection(limits) {}

Hash::Hash(const Hash& other) : Collection(other) {
  if (other.expiry_ != nullptr) expiry_ = std::make_unique<FieldExpiry>(*other.expiry_);
  if (const Listpack* pairs = other.listpack()) {
    form_ = *pairs;
    return;
  }
  auto nodes = std::make_unique<Table>();
  nodes->Reserve(other.size());
  other.ForEach([&](std::string_view field, std::string_view value) {
    nodes->Append(HashNode::Create(field, value));
  });
  form_ = std::move(nodes);
}

Hash& Hash::operator=(const Hash& other) {
  if (this != &other) *this = Hash(other);
  return *this;
}

Hash& Hash::operator=(Hash&& other) noexcept {
  form_ = std::move(other.form_);  // and nothing of Collection: the journal knows this value
  TakeExpiry(std::move(other.expiry_));
  return *this;
}

std::optional<Hash> Hash::FromListpack(Listpack pairs, const EncodingLimits& limits) {
  if (pairs.count() % 2 != 0) return std::nullopt;
  Hash hash(limits);
  if (static_cast<int64_t>(pairs.count() / 2) <= limits.hash_max_listpack_entries) {
    hash.form_ = std::move(pairs);
    return hash;
  }
  if (HasFieldTwice(pairs)) return std::nullopt;
  hash.form_ = TableOf(pairs);
  return hash;
}

bool Hash::HasFieldTwice(const Listpack& pairs) {
  return TableOf(pairs)->size() != pairs.count() / 2;
}

Encoding Hash::encoding() const {
  if (listpack() == nullptr) return Encoding::kHashtable;
  return expiry_ == nullptr ? Encoding::kListpack : Encoding::kListpackEx;
}

MaybeText Hash::Find(std::string_view field, NumberText& scratch) const {
  if (const Table* nodes = table()) {
    nodes->Step();
    const uint32_t slot = nodes->Find(field);
    if (slot == Table::kNone) return std::nullopt;
    return nodes->at(slot)->value();
  }
  const Listpack& pairs = *listpack();
  const size_t found = pairs.Find(Listpack::Begin(), Listpack::Needle(field), 1);
  if (found == pairs.End()) return std::nullopt;
  return pairs.View(pairs.Next(found), scratch);
}

bool Hash::Contains(std::string_view field) const {
  NumberText scratch;
  return Find(field, scratch).has_value();
}

bool Hash::SetValue(std::string_view field, std::string_view value) {
  if (expiry_ != nullptr) EraseHidden(field);
  if (table() != nullptr) return SetInTable(field, value);
  const auto longest = static_cast<size_t>(limits().hash_max_listpack_value);
  if (field.size() > longest || value.size() > longest ||
      !listpack()->CanAdd(field.size() + value.size())) {
    Convert();
    return SetInTable(field, value);
  }
  const bool is_new = SetInListpack(field, value);
  if (static_cast<int64_t>(size()) > limits().hash_max_listpack_entries) Convert();
  return is_new;
}

bool Hash::SetInListpack(std::string_view field, std::string_view value) {
  const auto locate = [this]() -> Listpack& { return std::get<Listpack>(form_); };
  const Listpack& pairs = *listpack();
  const size_t found = pairs.Find(Listpack::Begin(), Listpack::Needle(field), 1);
  if (found == pairs.End()) {
    ChangeListpack(log(), locate, found, found, [&](Listpack& changed) {
      changed.Append(field);
      changed.Append(value);
    });
    return true;
  }
  const size_t place = pairs.Next(found);
  ChangeListpack(log(), locate, place, pairs.Next(place),
                 [&](Listpack& changed) { changed.Replace(place, value); });
  return false;
}

bool Hash::SetInTable(std::string_view field, std::string_view value) {
  Table& nodes = large();
  nodes.Step();
  const uint32_t hash = Table::HashOf(field);
  const uint32_t slot = nodes.Find(field, hash);
  if (slot == Table::kNone) {
    const uint32_t added = nodes.Append(HashNode::Create(field, value), hash);
    if (expiry_ != nullptr) expiry_->AppendSlot();
    if (Journal* journal = log()) {
      journal->Log([this, added] {
        HashNode::Destroy(large().EraseAt(added));
        if (expiry_ != nullptr) expiry_->EraseSlot(added);
      });
    }
    return true;
  }
  if (Journal* journal = log()) {
    journal->Log([this, slot, old = std::string(nodes.at(slot)->value())] {
      large().ChangeAt(slot, [&](HashNode* node) { return HashNode::SetValue(node, old); });
    });
  }
  nodes.ChangeAt(slot, [&](HashNode* node) { return HashNode::SetValue(node, value); });
  return false;
}

bool Hash::Erase(std::string_view field) {
  if (expiry_ != nullptr && EraseHidden(field)) return true;
  if (listpack() != nullptr) {
    const auto found = FindInListpack(field);
    if (!found) return false;
    EraseInListpack(found->position, found->index, 1);
    return true;
  }
  const uint32_t slot = large().Find(field);
  if (slot == Table::kNone) return false;
  EraseInTable(slot);
  return true;
}

// Erases the `fields` fields from `position` on, where the one of that index is.
void Hash::EraseInListpack(size_t position, size_t index, size_t fields) {
  const Listpack& pairs = *listpack();
  size_t end = position;
  for (size_t i = 0; i < 2 * fields; ++i) end = pairs.Next(end);
  ChangeListpack(
      log(), [this]() -> Listpack& { return std::get<Listpack>(form_); }, position, end,
      [&](Listpack& changed) { changed.Erase(position, 2 * fields); });
  if (expiry_ == nullptr || index >= expiry_->count()) return;
  EraseTimes(index, std::min(fields, expiry_->count() - index));
}

void Hash::EraseInTable(uint32_t slot) {
  const int64_t time = expiry_ == nullptr ? kNever : expiry_->slots().at(slot);
  OwnedNode node(large().EraseAt(slot));
  if (expiry_ != nullptr) expiry_->EraseSlot(slot);
  if (Journal* journal = log()) {
    journal->Log([this, slot, time, node = std::move(node)]() mutable {
      large().InsertAt(slot, node.release());
      if (expiry_ != nullptr) expiry_->InsertSlot(slot, time);
    });
  }
}

void Hash::ExpectMany(size_t fields) {
  if (listpack() == nullptr || !limits().expects_arguments) return;
  Convert();
  large().Reserve(fields);
}

Hash::Pair Hash::At(size_t index, NumberText& field_scratch, NumberText& value_scratch) const {
  if (const Table* nodes = table()) return {nodes->at(index)->field(), nodes->at(index)->value()};
  const Listpack& pairs = *listpack();
  const size_t position = pairs.Seek(2 * index);
  return {pairs.View(position, field_scratch), pairs.View(pairs.Next(position), value_scratch)};
}

// Of a field that stands twice, which only RESTORE can bring about, the first value.
std::unique_ptr<Hash::Table> Hash::TableOf(const Listpack& pairs) {
  auto nodes = std::make_unique<Table>();
  nodes->Reserve(pairs.count() / 2);
  NumberText field_scratch;
  NumberText value_scratch;
  for (size_t p = Listpack::Begin(); p != pairs.End();) {
    const std::string_view field = pairs.View(p, field_scratch);
    p = pairs.Next(p);
    const uint32_t hash = Table::HashOf(field);
    if (nodes->Find(field, hash) == Table::kNone)
      nodes->Append(HashNode::Create(field, pairs.View(p, value_scratch)), hash);
    p = pairs.Next(p);
  }
  return nodes;
}

void Hash::Convert() {
  Listpack pairs = std::move(std::get<Listpack>(form_));
  form_ = TableOf(pairs);
  if (expiry_ != nullptr) expiry_->ToTable(size());
  if (Journal* journal = log()) {
    journal->Log([this, pairs = std::move(pairs)]() mutable {
      form_ = std::move(pairs);
      if (expiry_ != nullptr) expiry_->ToListpack();
    });
  }
}

bool Hash::operator==(const Hash& other) const {
  if (size() != other.size() || !std::ranges::equal(hidden(), other.hidden())) return false;
  bool same = true;
  NumberText scratch;
  if (expiry_ == nullptr && other.expiry_ == nullptr) {
    ForEach([&](std::string_view field, std::string_view value) {
      same = same && other.Find(field, scratch) == value;
    });
    return same;
  }
  ForEachTimed([&](std::string_view field, std::string_view value, int64_t time) {
    same = same && other.Find(field, scratch) == value && other.EndOf(field) == time;
  });
  return same;
}

}  // namespace luarig
