#ifndef LUARIG_ENGINE_STORE_STREAM_H_
#define LUARIG_ENGINE_STORE_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/store/collection.h"
#include "engine/store/stream_groups.h"
#include "engine/store/stream_id.h"
#include "engine/store/stream_node.h"

namespace luarig {

// A log of entries, each some fields with their values under an ID greater than all before it, and
// the consumer groups that read it.
//
// Entries lie in the nodes that a server makes, because trimming, DUMP, XINFO and the memory model
// show them: see StreamNode. Unlike other collections a stream without entries goes on existing.
//
// Entries (StreamEntry) and groups that are returned stay valid until the next change. Arguments
// must not be views into this stream.
class Stream : public Collection {
 public:
  // What is known of a stream besides its entries.
  struct Figures {
    size_t length = 0;        // entries that are not deleted
    StreamId last_id;         // the greatest that was ever used
    StreamId first_id;        // of the first entry; 0-0 if there is none
    StreamId max_deleted_id;  // the greatest that XDEL removed; trimming does not count
    uint64_t entries_added = 0;

    bool operator==(const Figures&) const = default;
  };

  using Groups = std::map<std::string, std::unique_ptr<StreamGroup>, std::less<>>;

  explicit Stream(const EncodingLimits& limits) : Collection(limits) {}
  Stream(const Stream& other);
  Stream(Stream&& other) noexcept = default;
  Stream& operator=(const Stream& other);
  Stream& operator=(Stream&& other) noexcept = default;
  ~Stream() = default;

  // How much there is to copy: entries, pending entries, consumers. XLEN is figures().length.
  size_t size() const;
  bool empty() const { return false; }

  const Figures& figures() const { return figures_; }
  const std::deque<StreamNode>& nodes() const { return nodes_; }
  // How many nodes the server's radix tree over the IDs of `nodes()` has.
  size_t RadixNodes() const;

  bool Contains(const StreamId& id) const;
  // The ID of the first or last entry, walked to; nothing if there is none.
  std::optional<StreamId> FirstEntryId() const;
  std::optional<StreamId> LastEntryId() const;

  // --- Entries -----------------------------------------------------------------------------------

  // A listpack may not outgrow this, and so no entry may.
  static bool Holds(StreamFields fields);

  // REQUIRES: `id` is greater than figures().last_id; Holds(fields); there is a field.
  void Append(const StreamId& id, StreamFields fields);
  // Returns false if there is no such entry.
  bool Erase(const StreamId& id);

  // How trimming goes: exactly, or by whole nodes only and up to `limit` entries (0: no limit).
  struct TrimPlan {
    bool whole_nodes = false;
    size_t limit = 0;
  };
  // Each removes entries from the front and returns how many.
  size_t TrimToLength(size_t length, const TrimPlan& plan);
  size_t TrimBelow(const StreamId& min_id, const TrimPlan& plan);

  void SetFigures(const Figures& figures);

  // For loading: adds a node behind the others, with its entries. False if its ID is not greater
  // than theirs. `length` and `first_id` follow, the other figures are the caller's to set.
  bool AppendNode(StreamNode node);

  // --- Groups ------------------------------------------------------------------------------------

  // By name, in the order of bytes.
  const Groups& groups() const { return groups_; }
  const StreamGroup* FindGroup(std::string_view name) const;
  StreamGroup* FindGroup(std::string_view name);

  // How many entries were added up to and with `id`, if that can be told; else kUnknown.
  int64_t EntriesUpTo(const StreamId& id) const;
  // True if an entry from `start` on may have been deleted out of the middle.
  bool HasTombstonesFrom(const StreamId& start) const;
  // How many entries `group` has yet to read, if that can be told.
  std::optional<int64_t> LagOf(const StreamGroup& group) const;

  // REQUIRES: there is no such group.
  StreamGroup& CreateGroup(std::string_view name, const StreamId& last_id, int64_t entries_read);
  // Returns false if there was no such group.
  bool DestroyGroup(std::string_view name);
  void SetPosition(StreamGroup& group, const StreamId& last_id, int64_t entries_read);

  // REQUIRES: there is no such consumer.
  void CreateConsumer(StreamGroup& group, std::string_view name, int64_t seen_ms);
  // Its pending entries go with it. REQUIRES: it exists.
  void EraseConsumer(StreamGroup& group, std::string_view name);
  void SetTimes(StreamGroup& group, std::string_view consumer, int64_t seen_ms, int64_t active_ms);

  // Makes `id` pending for `consumer`, whoever had it before. REQUIRES: the consumer exists.
  void SetPending(StreamGroup& group, const StreamId& id, std::string_view consumer,
                  int64_t delivered_ms, uint64_t deliveries);
  // Returns false if it was not pending.
  bool ErasePending(StreamGroup& group, const StreamId& id);

  // The same entries, figures and groups, whatever the nodes.
  bool operator==(const Stream& other) const;

 private:
  friend class StreamRange;

  size_t NodeFor(const StreamId& id) const;
  bool NeedsNode(StreamFields fields) const;
  std::optional<StreamId> EdgeId(bool last) const;
  template <typename Finished, typename Whole>
  size_t Trim(const TrimPlan& plan, Finished finished, Whole whole);
  template <typename Finished>
  size_t TrimNode(Finished finished);
  void FindFirstId();

  // The changes that are logged; the others are made of these.
  void SaveFigures();
  void RemoveNode(size_t at);
  std::optional<StreamEntry> MarkDeleted(size_t node, const StreamEntry& entry);
  template <typename F>
  void LogGroup(const StreamGroup& group, F undo);

  Figures figures_;
  std::deque<StreamNode> nodes_;  // by ID
  Groups groups_;
};

// A walk over the entries from one ID to another, both included, deleted ones left out.
class StreamRange {
 public:
  // `stream` may not change during the walk. In reverse `to` comes first.
  StreamRange(const Stream& stream, const StreamId& from, const StreamId& to, bool reverse = false);

  // The next entry, good until the next call; null at the end.
  const StreamEntry* Next();

 private:
  bool Step();
  void Enter(size_t node);

  const Stream& stream_;
  StreamId from_;
  StreamId to_;
  bool reverse_;
  size_t node_ = 0;  // size() of nodes: done
  std::optional<StreamEntry> entry_;
  bool started_ = false;
};

// How many nodes the server's radix tree over `ids` has, which ascend.
size_t RadixNodesOf(std::span<const StreamId> ids);

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_STREAM_H_
