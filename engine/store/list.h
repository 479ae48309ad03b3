#ifndef LUARIG_ENGINE_STORE_LIST_H_
#define LUARIG_ENGINE_STORE_LIST_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "engine/base/number.h"
#include "engine/store/collection.h"
#include "engine/store/listpack.h"

namespace luarig {

// A sequence of strings: a quicklist, that is listpack nodes of at most `list-max-listpack-size`,
// with O(1) at both ends and O(nodes) to a position. An element too large for a node has one of its
// own, a plain one, where the target has those.
//
// Where elements go follows the server node by node, because DUMP and MEMORY USAGE show the nodes.
// Views and arguments: as in Hash.
class List : public Collection {
 public:
  explicit List(const EncodingLimits& limits);
  List(const List& other);
  List(List&& other) noexcept = default;
  List& operator=(const List& other);
  List& operator=(List&& other) noexcept = default;
  ~List() = default;

  // The list of one node that these elements are.
  static List FromListpack(Listpack elements, const EncodingLimits& limits);

  size_t size() const {
    const Listpack* only = this->only();
    return only != nullptr ? only->count() : many()->count;
  }
  bool empty() const { return size() == 0; }
  Encoding encoding() const;  // kQuicklist, or kListpack where the target shows that for one node

  void PushFront(std::string_view value);
  void PushBack(std::string_view value);
  // What one LPUSH or RPUSH does: like pushing one by one, except that the server decides about the
  // encoding once, by the sum of their lengths. The first value is pushed first.
  void PushFront(std::span<const std::string_view> values) { Push(values, true); }
  void PushBack(std::span<const std::string_view> values) { Push(values, false); }
  // REQUIRES: !empty().
  std::string PopFront();
  std::string PopBack();
  // The same in two steps, without a copy.
  std::string_view Front(NumberText& scratch) const {
    const Listpack* only = this->only();
    if (only != nullptr) return only->View(Listpack::Begin(), scratch);
    return ViewAt(EndPlace(true), scratch);
  }
  std::string_view Back(NumberText& scratch) const {
    const Listpack* only = this->only();
    if (only != nullptr) return only->View(only->Prev(only->End()), scratch);
    return ViewAt(EndPlace(false), scratch);
  }
  void DropFront() { Drop(true); }
  void DropBack() { Drop(false); }

  // REQUIRES (each): index < size(). Views: as in Hash.
  std::string_view At(size_t index, NumberText& scratch) const;
  void Replace(size_t index, std::string_view value);
  // Puts `value` before the element at `index`; index == size() appends.
  void Insert(size_t index, std::string_view value);
  // Puts `value` after the element at `index`, into its node rather than the next one: LINSERT
  // AFTER.
  void InsertAfter(size_t index, std::string_view value);
  // Removes `count` elements from `index` on. REQUIRES: index + count <= size().
  void EraseRange(size_t index, size_t count);
  // Removes up to `limit` elements equal to `value` (0: all), from the tail if `from_tail`; returns
  // how many.
  size_t EraseEqual(std::string_view value, size_t limit, bool from_tail);

  // Visits visit(element) -> bool from `index` upwards, or downwards if `reverse`, until it returns
  // false.
  template <typename F>
  void Walk(size_t index, bool reverse, F&& visit) const;

  // The nodes as DUMP writes them: the bytes of a listpack, or an element that stands alone.
  struct NodeView {
    bool plain;
    std::string_view bytes;
  };
  size_t node_count() const;
  NodeView NodeAt(size_t node) const;
  // What a server's allocator would hand out for the content of all nodes. Counted when it is first
  // asked for, and kept from then on.
  size_t block_bytes() const;
  // RESTORE: nodes are appended as they come, then Settle() chooses the encoding. Empty ones are
  // left out.
  void AppendNode(Listpack elements);
  void AppendPlainNode(std::string_view element);
  void Settle();

  // The only node of a list that reports itself as a listpack, else null.
  const Listpack* listpack() const;

  // The same elements in the same order.
  bool operator==(const List& other) const;

 private:
  // A listpack, or one plain element.
  struct Node {
    Listpack entries;
    std::unique_ptr<std::string> plain;

    Node() = default;
    explicit Node(Listpack listpack) : entries(std::move(listpack)) {}
    explicit Node(std::string_view element) : plain(std::make_unique<std::string>(element)) {}
    Node(const Node& other);
    Node(Node&&) noexcept = default;
    Node& operator=(const Node&) = delete;
    Node& operator=(Node&&) noexcept = default;
    ~Node() = default;

    size_t count() const { return plain != nullptr ? 1 : entries.count(); }
    size_t bytes() const { return plain != nullptr ? plain->size() : entries.byte_size(); }
  };
  struct Nodes {
    std::deque<Node> nodes;
    size_t count = 0;                // of elements
    mutable size_t block_bytes = 0;  // of all nodes, once `counting`
    mutable bool counting = false;
  };
  // One element: its node, its position in the listpack, its index in the node.
  struct Place {
    size_t node;
    size_t position;
    size_t offset;
  };

  bool as_listpack() const { return limits().small_lists_are_listpacks && !converted_; }
  // The listpack that is the whole list, or null if that is many nodes.
  const Listpack* only() const { return std::get_if<Listpack>(&form_); }
  // The same, unless its changes are to be logged.
  Listpack* Unlogged() { return log() == nullptr ? std::get_if<Listpack>(&form_) : nullptr; }
  Nodes* many() { return Many(form_); }
  const Nodes* many() const { return Many(form_); }
  template <typename Form>
  static auto Many(Form& form) -> decltype(std::get_if<1>(&form)->get()) {
    auto* found = std::get_if<1>(&form);
    return found == nullptr ? nullptr : found->get();
  }
  size_t BlockOf(size_t bytes) const { return BlockSize(bytes, limits().size_classes); }
  const Listpack& EntriesOf(size_t node) const;
  Listpack& EntriesOf(size_t node);
  const std::string* PlainOf(size_t node) const;
  size_t CountOf(size_t node) const;
  size_t BytesOf(size_t node) const;

  Place Find(size_t index) const;
  bool Step(Place& place, bool reverse) const;
  std::string_view ViewAt(const Place& place, NumberText& scratch) const;
  bool EqualsAt(const Place& place, const Listpack::Needle& needle) const;

  // What the server asks before it puts an element into a node or joins two.
  bool IsLarge(size_t bytes) const;
  bool Allows(size_t node, size_t bytes) const;
  bool Allows(const Listpack& entries, size_t bytes) const;  // into a node that this is
  bool AllowsMerge(size_t node) const;

  void Push(std::span<const std::string_view> values, bool front);
  bool PushIntoOnly(std::string_view value, bool front);
  void PushIntoNode(std::string_view value, bool front);
  std::string Pop(bool front);
  void Drop(bool front);
  Place EndPlace(bool front) const;
  void InsertBeside(size_t index, std::string_view value, bool after);
  void InsertLarge(const Place& place, std::string_view value, bool after);
  void InsertSmall(const Place& place, std::string_view value, bool after);
  void ReplaceByLarge(const Place& place, std::string_view value);
  void EraseAt(size_t node, size_t position, size_t count);
  void SplitBefore(size_t node, size_t position);
  void Merge(size_t node);
  void MergeAround(size_t node);

  // The encoding: before `count` elements of `bytes` in all come, and after some have gone.
  void MakeWayFor(size_t count, size_t bytes);
  void ReturnToListpack(bool shrinking);

  void NodeChanged(size_t added, size_t old_bytes, size_t new_bytes);

  // The changes that are logged; the others are made of these.
  template <typename Change>
  void ChangeNode(size_t node, size_t position, size_t end, Change change);
  void InsertInto(size_t node, size_t position, std::string_view value);
  void ReplaceIn(size_t node, size_t position, std::string_view value);
  void InsertNode(size_t at, Node node);
  void RemoveNode(size_t at);
  void SetConverted(bool converted);

  void Spread();
  void Collapse();
  Node TakeNode(size_t at);
  void PutNode(size_t at, Node node);

  bool converted_ = false;  // it outgrew the listpack encoding, where the target has that
  std::variant<Listpack, std::unique_ptr<Nodes>> form_;
};

template <typename F>
void List::Walk(size_t index, bool reverse, F&& visit) const {
  if (index >= size()) return;
  NumberText scratch;
  Place place = Find(index);
  do {
    if (!visit(ViewAt(place, scratch))) return;
  } while (Step(place, reverse));
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_LIST_H_
