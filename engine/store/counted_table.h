#ifndef LUARIG_ENGINE_STORE_COUNTED_TABLE_H_
#define LUARIG_ENGINE_STORE_COUNTED_TABLE_H_

#include <cstdint>

#include "engine/store/dense_table.h"
#include "engine/store/size_class.h"

namespace luarig {

// A dense table that knows what a server's allocator would hand out for the texts of its nodes.
// Nothing is counted until somebody asks; from then on the sum is kept, so that asking again costs
// nothing.
//
// Traits: as for DenseTable, and `static size_t TextBytes(const Node*, SizeClasses)`.
template <typename Node, typename Traits>
class CountedTable : public DenseTable<Node, Traits> {
 public:
  static size_t TextBytesOf(const Node* node, SizeClasses classes) {
    return Traits::TextBytes(node, classes);
  }
  // The sum for all nodes. Always asked for with the same `classes`.
  size_t text_bytes(SizeClasses classes) const {
    if (!counting_) {
      counting_ = true;
      classes_ = classes;
      for (size_t i = 0; i < this->size(); ++i) bytes_ += BytesOf(this->at(i));
    }
    return bytes_;
  }

  uint32_t Append(Node* node) {
    Count(node);
    return Base::Append(node);
  }
  uint32_t Append(Node* node, uint32_t hash) {
    Count(node);
    return Base::Append(node, hash);
  }
  Node* EraseAt(uint32_t slot) {
    Node* node = Base::EraseAt(slot);
    if (counting_) bytes_ -= BytesOf(node);
    return node;
  }
  void InsertAt(uint32_t slot, Node* node) {
    Count(node);
    Base::InsertAt(slot, node);
  }
  // change(node) gives the node at `slot` another value and returns it, moved if it had to be.
  template <typename Change>
  void ChangeAt(uint32_t slot, Change change) {
    Node* node = this->at(slot);
    if (counting_) bytes_ -= BytesOf(node);
    node = change(node);
    Count(node);
    Base::Replace(slot, node);
  }

 private:
  using Base = DenseTable<Node, Traits>;

  size_t BytesOf(const Node* node) const { return Traits::TextBytes(node, classes_); }
  void Count(const Node* node) {
    if (counting_) bytes_ += BytesOf(node);
  }

  mutable size_t bytes_ = 0;
  mutable SizeClasses classes_ = SizeClasses::kSixteens;
  mutable bool counting_ = false;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_COUNTED_TABLE_H_
