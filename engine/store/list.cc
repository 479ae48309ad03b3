#include "engine/store/list.h"

#include <algorithm>
#include <utility>

// Representation: one listpack, which most lists are, or a deque of nodes. What the first is
// called, listpack or a quicklist of one node, is a matter of `converted_` and the target.
//
// Invariants: no node of a deque is empty; a list that is `as_listpack()` is one listpack.

namespace luarig {
List::Node::Node(const Node& other)
    : entries(other.entries),
      plain(other.plain == nullptr ? nullptr : std::make_unique<std::string>(*other.plain)) {}

List::List(const EncodingLimits& limits) : Collection(limits) {}

List::List(const List& other) : Collection(other), converted_(other.converted_) {
  if (const Nodes* nodes = other.many()) {
    form_ = std::make_unique<Nodes>(*nodes);
  } else {
    form_ = std::get<Listpack>(other.form_);
  }
}

List& List::operator=(const List& other) {
  if (this != &other) *this = List(other);
  return *this;
}

List List::FromListpack(Listpack elements, const EncodingLimits& limits) {
  List list(limits);
  list.AppendNode(std::move(elements));
  list.Settle();
  return list;
}

Encoding List::encoding() const {
  return as_listpack() ? Encoding::kListpack : Encoding::kQuicklist;
}

const Listpack* List::listpack() const { return as_listpack() ? only() : nullptr; }

size_t List::node_count() const {
  const Nodes* nodes = many();
  return nodes != nullptr ? nodes->nodes.size() : size_t{!std::get<Listpack>(form_).empty()};
}

List::NodeView List::NodeAt(size_t node) const {
  if (const std::string* plain = PlainOf(node)) return {.plain = true, .bytes = *plain};
  return {.plain = false, .bytes = EntriesOf(node).bytes()};
}

size_t List::block_bytes() const {
  const Nodes* nodes = many();
  if (nodes == nullptr) return BlockOf(std::get<Listpack>(form_).byte_size());
  if (!nodes->counting) {
    nodes->counting = true;
    for (const Node& node : nodes->nodes) nodes->block_bytes += BlockOf(node.bytes());
  }
  return nodes->block_bytes;
}

const Listpack& List::EntriesOf(size_t node) const {
  const Nodes* nodes = many();
  return nodes != nullptr ? nodes->nodes[node].entries : std::get<Listpack>(form_);
}

Listpack& List::EntriesOf(size_t node) {
  Nodes* nodes = many();
  return nodes != nullptr ? nodes->nodes[node].entries : std::get<Listpack>(form_);
}

const std::string* List::PlainOf(size_t node) const {
  const Nodes* nodes = many();
  return nodes != nullptr ? nodes->nodes[node].plain.get() : nullptr;
}

size_t List::CountOf(size_t node) const {
  return PlainOf(node) != nullptr ? 1 : EntriesOf(node).count();
}

size_t List::BytesOf(size_t node) const {
  const std::string* plain = PlainOf(node);
  return plain != nullptr ? plain->size() : EntriesOf(node).byte_size();
}

List::Place List::Find(size_t index) const {
  size_t node = 0;
  if (index < size() / 2) {
    for (size_t count = CountOf(node); index >= count; count = CountOf(node)) {
      index -= count;
      ++node;
    }
  } else {
    node = node_count() - 1;
    size_t before = size() - CountOf(node);
    while (index < before) before -= CountOf(--node);
    index -= before;
  }
  const size_t position = PlainOf(node) != nullptr ? 0 : EntriesOf(node).Seek(index);
  return {node, position, index};
}

// To the next element, or the one before; false at the end.
bool List::Step(Place& place, bool reverse) const {
  const bool plain = PlainOf(place.node) != nullptr;
  const Listpack& entries = EntriesOf(place.node);
  if (!reverse) {
    if (!plain) place.position = entries.Next(place.position);
    ++place.offset;
    if (!plain && place.position != entries.End()) return true;
    if (++place.node == node_count()) return false;
    place.position = Listpack::Begin();
    place.offset = 0;
    return true;
  }
  if (!plain && place.position != Listpack::Begin()) {
    place.position = entries.Prev(place.position);
    --place.offset;
    return true;
  }
  if (place.node-- == 0) return false;
  if (PlainOf(place.node) == nullptr) {
    place.position = EntriesOf(place.node).Prev(EntriesOf(place.node).End());
  }
  place.offset = CountOf(place.node) - 1;
  return true;
}

std::string_view List::ViewAt(const Place& place, NumberText& scratch) const {
  if (const std::string* plain = PlainOf(place.node)) return *plain;
  return EntriesOf(place.node).View(place.position, scratch);
}

bool List::EqualsAt(const Place& place, const Listpack::Needle& needle) const {
  if (const std::string* plain = PlainOf(place.node)) return *plain == needle.text;
  return EntriesOf(place.node).Equals(place.position, needle);
}

std::string_view List::At(size_t index, NumberText& scratch) const {
  return ViewAt(Find(index), scratch);
}

bool List::operator==(const List& other) const {
  if (size() != other.size()) return false;
  if (empty()) return true;
  Place here = Find(0);
  Place there = other.Find(0);
  NumberText scratch;
  NumberText other_scratch;
  do {
    if (ViewAt(here, scratch) != other.ViewAt(there, other_scratch)) return false;
  } while (Step(here, false) && other.Step(there, false));
  return true;
}

void List::PushFront(std::string_view value) { Push({&value, 1}, true); }

void List::PushBack(std::string_view value) { Push({&value, 1}, false); }

std::string List::PopFront() { return Pop(true); }

std::string List::PopBack() { return Pop(false); }

// The element at an end; its index in the node is left out.
List::Place List::EndPlace(bool front) const {
  const size_t node = front ? 0 : node_count() - 1;
  if (front || PlainOf(node) != nullptr) return {node, Listpack::Begin(), 0};
  const Listpack& entries = EntriesOf(node);
  return {node, entries.Prev(entries.End()), 0};
}

std::string List::Pop(bool front) {
  NumberText scratch;
  std::string value(ViewAt(EndPlace(front), scratch));
  Drop(front);
  return value;
}

void List::Drop(bool front) {
  if (Listpack* only = Unlogged()) {
    const size_t position = front ? Listpack::Begin() : only->Prev(only->End());
    only->EraseTo(position, front ? only->Next(position) : only->End(), 1);
  } else {
    const Place place = EndPlace(front);
    EraseAt(place.node, place.position, 1);
  }
  ReturnToListpack(true);
}

void List::Insert(size_t index, std::string_view value) {
  if (index == size()) return PushBack(value);
  InsertBeside(index, value, false);
}

void List::InsertAfter(size_t index, std::string_view value) { InsertBeside(index, value, true); }

void List::InsertBeside(size_t index, std::string_view value, bool after) {
  MakeWayFor(1, value.size());
  const Place place = Find(index);
  if (as_listpack()) {
    const Listpack& entries = EntriesOf(0);
    InsertInto(0, after ? entries.Next(place.position) : place.position, value);
  } else if (IsLarge(value.size())) {
    InsertLarge(place, value, after);
  } else {
    InsertSmall(place, value, after);
  }
}

// The element gets a node of its own; a listpack that it falls into is split.
void List::InsertLarge(const Place& place, std::string_view value, bool after) {
  const size_t offset = place.offset + size_t{after};
  const bool inside = offset != 0 && offset != CountOf(place.node);
  if (inside) {
    const Listpack& entries = EntriesOf(place.node);
    SplitBefore(place.node, after ? entries.Next(place.position) : place.position);
  }
  InsertNode(place.node + size_t{inside || after}, Node(value));
}

void List::InsertSmall(const Place& place, std::string_view value, bool after) {
  const size_t node = place.node;
  if (Allows(node, value.size())) {
    const Listpack& entries = EntriesOf(node);
    return InsertInto(node, after ? entries.Next(place.position) : place.position, value);
  }
  const bool at_edge = after ? place.offset + 1 == CountOf(node) : place.offset == 0;
  if (!at_edge) {
    const Listpack& entries = EntriesOf(node);
    SplitBefore(node, after ? entries.Next(place.position) : place.position);
    // The value goes to the half that is new to the server: behind the old node, or before it.
    const size_t half = after ? node + 1 : node;
    InsertInto(half, after ? Listpack::Begin() : EntriesOf(half).End(), value);
    return MergeAround(after ? node : node + 1);
  }
  if (after && Allows(node + 1, value.size()))
    return InsertInto(node + 1, Listpack::Begin(), value);
  if (!after && node > 0 && Allows(node - 1, value.size())) {
    return InsertInto(node - 1, EntriesOf(node - 1).End(), value);
  }
  Listpack entries;
  entries.Append(value);
  InsertNode(node + size_t{after}, Node(std::move(entries)));
}

void List::Replace(size_t index, std::string_view value) {
  MakeWayFor(1, value.size());
  const Place place = Find(index);
  const bool plain = PlainOf(place.node) != nullptr;
  const bool large = !as_listpack() && IsLarge(value.size());
  if (!plain && !large) {
    ReplaceIn(place.node, place.position, value);
  } else if (!plain) {
    ReplaceByLarge(place, value);
  } else if (large) {
    InsertNode(place.node, Node(value));
    RemoveNode(place.node + 1);
  } else {
    InsertSmall(place, value, true);
    RemoveNode(place.node);
  }
  ReturnToListpack(true);
}

// Splits the node behind the element, which gives way to a plain node.
void List::ReplaceByLarge(const Place& place, std::string_view value) {
  const size_t behind = EntriesOf(place.node).Next(place.position);
  if (behind != EntriesOf(place.node).End()) SplitBefore(place.node, behind);
  InsertNode(place.node + 1, Node(value));
  const bool alone = CountOf(place.node) == 1;
  EraseAt(place.node, place.position, 1);
  if (!alone) MergeAround(place.node + 1);
}

void List::EraseRange(size_t index, size_t count) {
  while (count > 0) {
    const Place place = Find(index);
    const size_t here = std::min(count, CountOf(place.node) - place.offset);
    EraseAt(place.node, place.position, here);
    count -= here;
  }
  ReturnToListpack(true);
}

size_t List::EraseEqual(std::string_view value, size_t limit, bool from_tail) {
  if (empty()) return 0;
  const Listpack::Needle needle(value);
  size_t erased = 0;
  Place place = Find(from_tail ? size() - 1 : 0);
  for (bool more = true; more;) {
    if (!EqualsAt(place, needle)) {
      more = Step(place, from_tail);
      continue;
    }
    // Where to go on must be known before the element is gone.
    Place next = place;
    more = Step(next, from_tail);
    const bool node_goes = CountOf(place.node) == 1;
    EraseAt(place.node, place.position, 1);
    if (!from_tail && node_goes) {
      --next.node;
    } else if (!from_tail && next.node == place.node) {
      next = place;
    }
    place = next;
    if (++erased == limit) break;
  }
  ReturnToListpack(true);
  return erased;
}

}  // namespace luarig
