#include <algorithm>
#include <limits>
#include <utility>

#include "engine/store/list.h"

// The nodes of a list: what the server allows in one, how they split and join, which encoding they
// make, and the changes that the journal can undo.

namespace luarig {
namespace {

constexpr size_t kNoLimit = std::numeric_limits<size_t>::max();
// Nodes limited by number of entries still stay below this, and so do plain-free elements.
constexpr size_t kSafeBytes = 8192;
// By how much the server overestimates what an element adds to a node.
constexpr size_t kEntryOverhead = 8;

struct NodeLimit {
  size_t bytes = kNoLimit;
  size_t count = kNoLimit;

  bool ExceededBy(size_t used_bytes, size_t used_count) const {
    if (bytes != kNoLimit) return used_bytes > bytes;
    return used_bytes > kSafeBytes || used_count > count;
  }
};

// What list-max-listpack-size says.
NodeLimit LimitOf(const EncodingLimits& limits) {
  const int64_t fill = std::clamp<int64_t>(limits.list_max_listpack_size, -5, 32767);
  if (fill < 0) return {.bytes = size_t{2048} << -fill};
  return {.count = static_cast<size_t>(std::max<int64_t>(fill, 1))};
}

}  // namespace

bool List::IsLarge(size_t bytes) const {
  // A 7.0 server has plain nodes as well, but only from 1 GiB on, which no string reaches.
  if (!limits().small_lists_are_listpacks) return false;
  const NodeLimit limit = LimitOf(limits());
  return bytes > (limit.bytes == kNoLimit ? kSafeBytes : limit.bytes);
}

inline bool List::Allows(const Listpack& entries, size_t bytes) const {
  if (IsLarge(bytes)) return false;
  const size_t grown = entries.byte_size() + bytes + kEntryOverhead;
  return !LimitOf(limits()).ExceededBy(grown, entries.count() + 1);
}

bool List::Allows(size_t node, size_t bytes) const {
  return node < node_count() && PlainOf(node) == nullptr && Allows(EntriesOf(node), bytes);
}

// Whether `node` and the next one may become one.
bool List::AllowsMerge(size_t node) const {
  if (node + 1 >= node_count() || PlainOf(node) != nullptr || PlainOf(node + 1) != nullptr) {
    return false;
  }
  // Two listpacks share one header and end; 7.0 still subtracts a ziplist's (observed by DUMP).
  const size_t shared = limits().small_lists_are_listpacks ? Listpack::kEmptyBytes : 11;
  const size_t bytes = BytesOf(node) + BytesOf(node + 1) - shared;
  return !LimitOf(limits()).ExceededBy(bytes, CountOf(node) + CountOf(node + 1));
}

// A node has `added` more elements, modulo 2^64, and its listpack another size.
void List::NodeChanged(size_t added, size_t old_bytes, size_t new_bytes) {
  Nodes* nodes = many();
  if (nodes == nullptr) return;
  nodes->count += added;
  if (nodes->counting) nodes->block_bytes += BlockOf(new_bytes) - BlockOf(old_bytes);
}

// change(listpack) replaces the bytes [position, end) of a listpack node.
template <typename Change>
void List::ChangeNode(size_t node, size_t position, size_t end, Change change) {
  if (Listpack* only = Unlogged()) {
    change(*only);
    return;
  }
  Listpack& entries = EntriesOf(node);
  Journal* const journal = log();
  const size_t count = entries.count();
  const size_t old_size = entries.byte_size();
  const size_t behind = old_size - end;
  std::string old;
  if (journal != nullptr) old = entries.bytes().substr(position, end - position);
  change(entries);
  const size_t added = entries.count() - count;  // modulo 2^64: may be negative
  NodeChanged(added, old_size, entries.byte_size());
  if (journal == nullptr) return;
  journal->Log([this, node, position, behind, added, old = std::move(old)] {
    Listpack& changed = EntriesOf(node);
    const size_t new_size = changed.byte_size();
    changed.Splice(position, new_size - behind, old, -static_cast<ptrdiff_t>(added));
    NodeChanged(-added, new_size, changed.byte_size());
    if (empty()) form_ = Listpack();
  });
}

void List::InsertInto(size_t node, size_t position, std::string_view value) {
  ChangeNode(node, position, position,
             [&](Listpack& entries) { entries.InsertBefore(position, value); });
}

void List::ReplaceIn(size_t node, size_t position, std::string_view value) {
  ChangeNode(node, position, EntriesOf(node).Next(position),
             [&](Listpack& entries) { entries.Replace(position, value); });
}

void List::InsertNode(size_t at, Node node) {
  PutNode(at, std::move(node));
  if (Journal* journal = log()) {
    journal->Log([this, at] { TakeNode(at); });
  }
}

void List::RemoveNode(size_t at) {
  Node node = TakeNode(at);
  if (Journal* journal = log()) {
    journal->Log([this, at, node = std::move(node)]() mutable { PutNode(at, std::move(node)); });
  }
}

void List::SetConverted(bool converted) {
  const auto set = [this](bool to) {
    converted_ = to;
    if (!to) Collapse();
  };
  set(converted);
  if (Journal* journal = log()) journal->Log([set, converted] { set(!converted); });
}

List::Node List::TakeNode(size_t at) {
  Nodes& nodes = *many();
  Node node = std::move(nodes.nodes[at]);
  nodes.nodes.erase(nodes.nodes.begin() + static_cast<ptrdiff_t>(at));
  nodes.count -= node.count();
  if (nodes.counting) nodes.block_bytes -= BlockOf(node.bytes());
  return node;
}

void List::PutNode(size_t at, Node node) {
  Spread();
  Nodes& nodes = *many();
  nodes.count += node.count();
  if (nodes.counting) nodes.block_bytes += BlockOf(node.bytes());
  nodes.nodes.insert(nodes.nodes.begin() + static_cast<ptrdiff_t>(at), std::move(node));
}

// From one listpack to a deque of nodes.
void List::Spread() {
  if (many() != nullptr) return;
  auto nodes = std::make_unique<Nodes>();
  auto& entries = std::get<Listpack>(form_);
  nodes->count = entries.count();
  if (!entries.empty()) nodes->nodes.emplace_back(std::move(entries));
  form_ = std::move(nodes);
}

// And back. REQUIRES: at most one node, and no plain one.
void List::Collapse() {
  Nodes* nodes = many();
  if (nodes == nullptr) return;
  Listpack entries;
  if (!nodes->nodes.empty()) entries = std::move(nodes->nodes[0].entries);
  form_ = std::move(entries);
}

// Erases `count` elements of one node, and the node if it has no others.
void List::EraseAt(size_t node, size_t position, size_t count) {
  if (many() != nullptr && CountOf(node) == count) return RemoveNode(node);
  const Listpack& entries = EntriesOf(node);
  size_t end = position;
  for (size_t i = 0; i < count; ++i) end = entries.Next(end);
  ChangeNode(node, position, end,
             [&](Listpack& changed) { changed.EraseTo(position, end, count); });
}

// The elements from `position` on become a node of their own.
void List::SplitBefore(size_t node, size_t position) {
  const Listpack& entries = EntriesOf(node);
  const size_t end = entries.End();
  size_t count = 0;
  for (size_t p = position; p != end; p = entries.Next(p)) ++count;
  const auto moved = static_cast<ptrdiff_t>(count);
  Listpack right;
  right.Splice(Listpack::Begin(), right.End(), entries.bytes().substr(position, end - position),
               moved);
  ChangeNode(node, position, end, [&](Listpack& left) { left.Splice(position, end, {}, -moved); });
  InsertNode(node + 1, Node(std::move(right)));
}

// Joins `node` and the next one.
void List::Merge(size_t node) {
  const Listpack right = EntriesOf(node + 1);
  RemoveNode(node + 1);
  const size_t end = EntriesOf(node).End();
  const std::string_view raw =
      right.bytes().substr(Listpack::Begin(), right.End() - Listpack::Begin());
  ChangeNode(node, end, end, [&](Listpack& left) {
    left.Splice(end, end, raw, static_cast<ptrdiff_t>(right.count()));
  });
}

// After a split the server joins what fits, in this order.
void List::MergeAround(size_t node) {
  if (node >= 2 && AllowsMerge(node - 2)) {
    Merge(node - 2);
    --node;
  }
  if (AllowsMerge(node + 1)) Merge(node + 1);
  if (node >= 1 && AllowsMerge(node - 1)) {
    Merge(node - 1);
    --node;
  }
  if (AllowsMerge(node)) Merge(node);
}

void List::Push(std::span<const std::string_view> values, bool front) {
  if (as_listpack()) {
    size_t bytes = 0;
    for (const std::string_view value : values) bytes += value.size();
    MakeWayFor(values.size(), bytes);
  }
  for (const std::string_view value : values) {
    if (!PushIntoOnly(value, front)) PushIntoNode(value, front);
  }
}

// Most lists are one listpack, of which the server asks less.
inline bool List::PushIntoOnly(std::string_view value, bool front) {
  Listpack* const only = Unlogged();
  if (only == nullptr || only->empty()) return false;
  if (!as_listpack() && !Allows(*only, value.size())) return false;
  if (front) {
    only->Prepend(value);
  } else {
    only->Append(value);
  }
  return true;
}

void List::PushIntoNode(std::string_view value, bool front) {
  const size_t nodes = node_count();
  const size_t end = front || nodes == 0 ? 0 : nodes - 1;
  const bool first = nodes == 0 && many() == nullptr && !IsLarge(value.size());
  if (as_listpack() || first || Allows(end, value.size())) {
    InsertInto(end, front ? Listpack::Begin() : EntriesOf(end).End(), value);
  } else if (IsLarge(value.size())) {
    InsertNode(front ? 0 : nodes, Node(value));
  } else {
    Listpack entries;
    entries.Append(value);
    InsertNode(front ? 0 : nodes, Node(std::move(entries)));
  }
}

void List::MakeWayFor(size_t count, size_t bytes) {
  if (!as_listpack()) return;
  const Listpack& entries = EntriesOf(0);
  if (LimitOf(limits()).ExceededBy(entries.byte_size() + bytes, entries.count() + count)) {
    SetConverted(true);
  }
}

// One node becomes a listpack again when it has shrunk to half of what a node may hold.
void List::ReturnToListpack(bool shrinking) {
  if (as_listpack() || !limits().small_lists_are_listpacks) return;
  if (node_count() != 1 || PlainOf(0) != nullptr) return;
  NodeLimit limit = LimitOf(limits());
  if (shrinking) {
    limit.bytes /= 2;
    limit.count /= 2;
  }
  if (BytesOf(0) <= limit.bytes && CountOf(0) <= limit.count) SetConverted(false);
}

void List::AppendNode(Listpack elements) {
  if (elements.empty()) return;
  if (as_listpack()) SetConverted(true);
  InsertNode(node_count(), Node(std::move(elements)));
}

void List::AppendPlainNode(std::string_view element) {
  if (as_listpack()) SetConverted(true);
  InsertNode(node_count(), Node(element));
}

void List::Settle() { ReturnToListpack(false); }

}  // namespace luarig
