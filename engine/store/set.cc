#include "engine/store/set.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include "engine/store/listpack_log.h"

namespace luarig {
namespace {

struct DestroyNode {
  void operator()(SetNode* node) const { SetNode::Destroy(node); }
};
using OwnedNode = std::unique_ptr<SetNode, DestroyNode>;

bool Exceeds(size_t count, int64_t limit) { return static_cast<int64_t>(count) > limit; }

}  // namespace

SetNode* SetNode::Create(std::string_view member) {
  auto* node = static_cast<SetNode*>(std::malloc(sizeof(SetNode) + member.size()));
  if (node == nullptr) throw std::bad_alloc();
  node->size = static_cast<uint32_t>(member.size());
  if (!member.empty()) std::memcpy(reinterpret_cast<char*>(node + 1), member.data(), member.size());
  return node;
}

void SetNode::Destroy(SetNode* node) { std::free(node); }

Set::Set(const EncodingLimits& limits) : Collection(limits) {}

Set::Set(const Set& other) : Collection(other) {
  if (other.intset() != nullptr) {
    form_ = *other.intset();
  } else if (other.listpack() != nullptr) {
    form_ = *other.listpack();
  } else {
    auto nodes = std::make_unique<Table>();
    nodes->Reserve(other.size());
    other.ForEach([&](std::string_view member) { nodes->Append(SetNode::Create(member)); });
    form_ = std::move(nodes);
  }
}

Set& Set::operator=(const Set& other) {
  if (this != &other) *this = Set(other);
  return *this;
}

std::optional<Set> Set::FromListpack(Listpack members, const EncodingLimits& limits) {
  Set set(limits);
  set.form_ = std::move(members);
  if (!Exceeds(set.size(), limits.set_max_listpack_entries)) return set;
  Set distinct(limits);
  distinct.form_ = std::make_unique<Table>();
  set.ForEach([&](std::string_view member) { distinct.AddToTable(member); });
  if (distinct.size() != set.size()) return std::nullopt;
  return distinct;
}

Set Set::FromIntSet(IntSet members, const EncodingLimits& limits) {
  Set set(limits);
  set.form_ = std::move(members);
  if (Exceeds(set.size(), limits.set_max_intset_entries)) set.BecomeTable();
  return set;
}

Encoding Set::encoding() const {
  if (intset() != nullptr) return Encoding::kIntset;
  return listpack() != nullptr ? Encoding::kListpack : Encoding::kHashtable;
}

bool Set::Contains(std::string_view member) const {
  if (const Table* nodes = table()) {
    nodes->Step();
    return nodes->Find(member) != Table::kNone;
  }
  if (const IntSet* integers = intset()) {
    const auto value = ParseInteger(member);
    return value && integers->Contains(*value);
  }
  return listpack()->Find(Listpack::Begin(), Listpack::Needle(member)) != listpack()->End();
}

bool Set::Add(std::string_view member) {
  if (table() != nullptr) return AddToTable(member);
  if (intset() != nullptr) {
    if (empty()) Expect(member, 1);
  }
  if (const IntSet* integers = intset()) {
    if (const auto value = ParseInteger(member)) return AddInteger(*value);
    const size_t longest = static_cast<size_t>(limits().set_max_listpack_value);
    const bool fits = limits().small_sets_are_listpacks &&
                      !Exceeds(integers->size() + 1, limits().set_max_listpack_entries) &&
                      member.size() <= longest && IntegersFitListpack(longest);
    if (!fits) {
      BecomeTable();
      return AddToTable(member);
    }
    BecomeListpack();
  }
  return listpack() != nullptr ? AddToListpack(member) : AddToTable(member);
}

bool Set::AddInteger(int64_t value) {
  auto& integers = std::get<IntSet>(form_);
  Journal* const journal = log();
  if (journal != nullptr && !integers.Contains(value)) {
    if (IntSet::WidthOf(value) <= integers.width()) {
      journal->Log([this, value] { std::get<IntSet>(form_).Erase(value); });
    } else {
      journal->Log([this, narrow = integers]() mutable { form_ = std::move(narrow); });
    }
  }
  if (!integers.Add(value)) return false;
  if (Exceeds(integers.size(), limits().set_max_intset_entries)) BecomeTable();
  return true;
}

bool Set::AddToListpack(std::string_view member) {
  const Listpack& members = *listpack();
  const size_t found = members.Find(Listpack::Begin(), Listpack::Needle(member));
  if (found != members.End()) return false;
  if (Exceeds(members.count() + 1, limits().set_max_listpack_entries) ||
      member.size() > static_cast<size_t>(limits().set_max_listpack_value) ||
      !members.CanAdd(member.size())) {
    BecomeTable();
    return AddToTable(member);
  }
  ChangeListpack(
      log(), [this]() -> Listpack& { return std::get<Listpack>(form_); }, found, found,
      [&](Listpack& changed) { changed.Append(member); });
  return true;
}

bool Set::AddToTable(std::string_view member) {
  Table& nodes = large();
  const uint32_t hash = Table::HashOf(member);
  if (nodes.Find(member, hash) != Table::kNone) {
    nodes.Step();
    return false;
  }
  const uint32_t added = nodes.Append(SetNode::Create(member), hash);
  if (Journal* journal = log()) {
    journal->Log([this, added] { SetNode::Destroy(large().EraseAt(added)); });
  }
  return true;
}

bool Set::Erase(std::string_view member) {
  if (intset() != nullptr) return EraseFromIntSet(member);
  if (listpack() != nullptr) return EraseFromListpack(member);
  const uint32_t slot = large().Find(member);
  if (slot == Table::kNone) return false;
  OwnedNode node(large().EraseAt(slot));
  if (Journal* journal = log()) {
    journal->Log(
        [this, slot, node = std::move(node)]() mutable { large().InsertAt(slot, node.release()); });
  }
  return true;
}

bool Set::EraseFromIntSet(std::string_view member) {
  const auto value = ParseInteger(member);
  if (!value || !std::get<IntSet>(form_).Erase(*value)) return false;
  if (Journal* journal = log()) {
    journal->Log([this, value = *value] { std::get<IntSet>(form_).Add(value); });
  }
  return true;
}

bool Set::EraseFromListpack(std::string_view member) {
  const Listpack& members = *listpack();
  const size_t found = members.Find(Listpack::Begin(), Listpack::Needle(member));
  if (found == members.End()) return false;
  ChangeListpack(
      log(), [this]() -> Listpack& { return std::get<Listpack>(form_); }, found,
      members.Next(found), [&](Listpack& changed) { changed.Erase(found); });
  return true;
}

void Set::Expect(std::string_view first, size_t members) {
  if (!limits().expects_arguments || table() != nullptr) return;
  const bool above_listpack = Exceeds(members, limits().set_max_listpack_entries);
  const bool above_intset = Exceeds(members, limits().set_max_intset_entries);
  if (intset() != nullptr && empty()) {
    // A new set is what its first member suggests.
    if (ParseInteger(first) && !above_intset) return;
    if (above_listpack) {
      BecomeTable();
    } else {
      BecomeListpack();
    }
  } else if (intset() != nullptr ? above_intset : above_listpack) {
    BecomeTable();
  }
}

// Only a limit below 20 bytes, which no one sets in earnest, keeps integers out.
bool Set::IntegersFitListpack(size_t longest) const {
  const IntSet& integers = *intset();
  if (integers.size() == 0) return true;
  NumberText scratch;
  return FormatInteger(integers.At(0), scratch).size() <= longest &&
         FormatInteger(integers.At(integers.size() - 1), scratch).size() <= longest;
}

void Set::Become(Form form) {
  std::swap(form_, form);
  if (Journal* journal = log()) {
    auto old = std::make_unique<Form>(std::move(form));
    journal->Log([this, old = std::move(old)] { form_ = std::move(*old); });
  }
}

void Set::BecomeListpack() {
  Listpack members;
  const IntSet& integers = *intset();
  for (size_t i = 0; i < integers.size(); ++i) members.AppendInteger(integers.At(i));
  Become(std::move(members));
}

void Set::BecomeTable() {
  auto nodes = std::make_unique<Table>();
  nodes->Reserve(size());
  ForEach([&](std::string_view member) { nodes->Append(SetNode::Create(member)); });
  Become(std::move(nodes));
}

std::string_view Set::At(size_t index, NumberText& scratch) const {
  if (const Table* nodes = table()) return nodes->at(index)->member();
  if (const IntSet* integers = intset()) return FormatInteger(integers->At(index), scratch);
  return listpack()->View(listpack()->Seek(index), scratch);
}

bool Set::operator==(const Set& other) const {
  if (size() != other.size()) return false;
  bool same = true;
  ForEach([&](std::string_view member) { same = same && other.Contains(member); });
  return same;
}

}  // namespace luarig
