#ifndef LUARIG_ENGINE_STORE_STREAM_NODE_H_
#define LUARIG_ENGINE_STORE_STREAM_NODE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "engine/base/number.h"
#include "engine/store/listpack.h"
#include "engine/store/stream_id.h"

namespace luarig {

class StreamNode;

// What XADD is given: field, value, field, value.
using StreamFields = std::span<const std::string_view>;

// One entry of a stream, seen in its node: good until the next change of the stream.
class StreamEntry {
 public:
  const StreamId& id() const { return id_; }
  size_t field_count() const { return field_count_; }

  // Calls visit(field, value) for each pair; both views are good for that call only.
  template <typename F>
  void ForEach(F&& visit) const;

  // The same fields with the same values in the same order.
  bool SameFields(const StreamEntry& other) const;

 private:
  friend class StreamNode;

  const StreamNode* node_ = nullptr;
  StreamId id_;
  size_t position_ = 0;  // of its first element, the flags
  size_t body_ = 0;      // of its first field, or value if the fields are the node's
  size_t field_count_ = 0;
  bool deleted_ = false;
  bool node_fields_ = false;  // the fields stand once, at the node's beginning
};

// Neighbouring entries of a stream in one listpack, laid out as the server does:
//
//   live entries, deleted entries, number of fields, those fields, 0
//   then for each entry: flags (1 deleted, 2 the node's fields), ms and seq as differences to the
//   node's ID, [number of fields, fields with] values, how many elements came before in the entry
//
// Deleted entries stay where they are, flagged, and mean nothing any more: after XSETID a live one
// may follow that has a smaller ID. The node's ID is that of the entry it was made for.
class StreamNode {
 public:
  // A node without entries for those whose fields are likely to be those of `fields`.
  StreamNode(const StreamId& node_id, StreamFields fields);
  // The node that `elements` spell; nothing if they are malformed, or if the IDs of live entries do
  // not ascend from `node_id` on.
  static std::optional<StreamNode> FromListpack(const StreamId& node_id, Listpack elements);

  const StreamId& id() const { return id_; }
  const Listpack& listpack() const { return elements_; }
  size_t live() const { return Count(Listpack::Begin()); }
  size_t deleted() const { return Count(elements_.Next(Listpack::Begin())); }

  // The first and the last entry, deleted ones included, and the neighbours of one.
  std::optional<StreamEntry> First() const { return At(AfterHeader()); }
  std::optional<StreamEntry> Last() const { return Before(elements_.End()); }
  std::optional<StreamEntry> After(const StreamEntry& entry) const { return At(EndOf(entry)); }
  std::optional<StreamEntry> Before(const StreamEntry& entry) const {
    return Before(entry.position_);
  }
  static bool IsLive(const StreamEntry& entry) { return !entry.deleted_; }
  // The live entry with that ID.
  std::optional<StreamEntry> FindLive(const StreamId& id) const;

  // An entry by how many bytes from its beginning to the end of the node, which stays the same when
  // others are flagged.
  size_t BytesFrom(const StreamEntry& entry) const { return elements_.End() - entry.position_; }
  std::optional<StreamEntry> AtBytes(size_t bytes) const { return At(elements_.End() - bytes); }

  // REQUIRES: `id` is greater than that of every live entry.
  void Append(const StreamId& id, StreamFields fields);
  // Flags a live entry as deleted, or takes the flag away; returns the entry behind.
  std::optional<StreamEntry> SetDeleted(const StreamEntry& entry, bool deleted);
  // Takes the last entry off, deleted or not.
  void DropLast();

 private:
  friend class StreamEntry;

  StreamNode(const StreamId& node_id, Listpack elements)
      : id_(node_id), elements_(std::move(elements)) {}

  size_t Count(size_t position) const {
    return static_cast<size_t>(elements_.ViewInteger(position).value_or(0));
  }
  size_t HeaderFields() const { return Skip(Listpack::Begin(), 2); }  // where their number stands
  size_t AfterHeader() const;
  size_t Skip(size_t position, size_t elements) const;
  std::optional<StreamEntry> At(size_t position) const;
  std::optional<StreamEntry> Before(size_t position) const;
  size_t EndOf(const StreamEntry& entry) const;
  bool HasFields(StreamFields fields) const;
  void AddToCounts(int64_t live, int64_t deleted);
  bool IsWellFormed() const;

  StreamId id_;
  Listpack elements_;
};

template <typename F>
void StreamEntry::ForEach(F&& visit) const {
  const Listpack& elements = node_->elements_;
  NumberText field_scratch;
  NumberText value_scratch;
  size_t value = body_;
  size_t header = node_fields_ ? elements.Next(node_->HeaderFields()) : 0;
  for (size_t i = 0; i < field_count_; ++i) {
    size_t& field = node_fields_ ? header : value;
    const std::string_view name = elements.View(field, field_scratch);
    field = elements.Next(field);
    visit(name, elements.View(value, value_scratch));
    value = elements.Next(value);
  }
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_STREAM_NODE_H_
