#include "engine/store/stream.h"

#include <algorithm>
#include <utility>

// Representation: nodes by ID, and groups. The journal names nodes by their index and groups and
// consumers by their names, because a value that was saved whole comes back as other objects.

namespace luarig {
namespace {

// What a listpack of the server may hold at most.
constexpr size_t kMaxNodeBytes = Listpack::kMaxBytes;

}  // namespace

Stream::Stream(const Stream& other)
    : Collection(other), figures_(other.figures_), nodes_(other.nodes_) {
  for (const auto& [name, group] : other.groups_) {
    groups_.emplace_hint(groups_.end(), name, std::make_unique<StreamGroup>(*group));
  }
}

Stream& Stream::operator=(const Stream& other) {
  if (this != &other) *this = Stream(other);
  return *this;
}

size_t Stream::size() const {
  size_t size = figures_.length;
  for (const auto& [name, group] : groups_) {
    size += 1 + group->pending_.size() + group->consumers_.size();
  }
  return size;
}

// The last node that does not begin behind `id`, where it is or would be; 0 if all do.
size_t Stream::NodeFor(const StreamId& id) const {
  const auto behind = std::ranges::upper_bound(nodes_, id, {}, &StreamNode::id);
  return behind == nodes_.begin() ? 0 : static_cast<size_t>(behind - nodes_.begin()) - 1;
}

bool Stream::Contains(const StreamId& id) const {
  if (nodes_.empty()) return false;
  return nodes_[NodeFor(id)].FindLive(id).has_value();
}

std::optional<StreamId> Stream::EdgeId(bool last) const {
  StreamRange range(*this, StreamId::Min(), StreamId::Max(), last);
  const StreamEntry* entry = range.Next();
  return entry == nullptr ? std::nullopt : std::optional(entry->id());
}

std::optional<StreamId> Stream::FirstEntryId() const { return EdgeId(false); }
std::optional<StreamId> Stream::LastEntryId() const { return EdgeId(true); }

// --- Changing entries --------------------------------------------------------------------------

void Stream::SaveFigures() {
  if (Journal* journal = log()) {
    journal->Log([this, old = figures_] { figures_ = old; });
  }
}

void Stream::SetFigures(const Figures& figures) {
  SaveFigures();
  figures_ = figures;
}

bool Stream::Holds(StreamFields fields) {
  size_t bytes = 0;
  for (const std::string_view word : fields) bytes += word.size();
  return bytes <= kMaxNodeBytes;
}

// True if the last node takes no entry of `fields` any more. The server guesses an entry's size by
// its words alone.
bool Stream::NeedsNode(StreamFields fields) const {
  if (nodes_.empty()) return true;
  const StreamNode& last = nodes_.back();
  size_t bytes = last.listpack().byte_size();
  for (const std::string_view word : fields) bytes += word.size();
  const auto most_bytes = static_cast<size_t>(limits().stream_node_max_bytes);
  if (bytes >= (most_bytes == 0 ? kMaxNodeBytes : std::min(most_bytes, kMaxNodeBytes))) return true;
  const auto most_entries = static_cast<size_t>(limits().stream_node_max_entries);
  return most_entries != 0 && last.live() + last.deleted() >= most_entries;
}

void Stream::Append(const StreamId& id, StreamFields fields) {
  const bool new_node = NeedsNode(fields);
  if (Journal* journal = log()) {
    journal->Log([this, new_node, old = figures_] {
      figures_ = old;
      if (new_node) {
        nodes_.pop_back();
      } else {
        nodes_.back().DropLast();
      }
    });
  }
  if (new_node) nodes_.emplace_back(id, fields);
  nodes_.back().Append(id, fields);
  if (figures_.length++ == 0) figures_.first_id = id;
  figures_.last_id = id;
  ++figures_.entries_added;
}

bool Stream::AppendNode(StreamNode node) {
  if (!nodes_.empty() && node.id() <= nodes_.back().id()) return false;
  const std::optional<StreamId> last = LastEntryId();
  if (last && node.id() <= *last) return false;
  figures_.length += node.live();
  nodes_.push_back(std::move(node));
  if (figures_.first_id.is_min()) FindFirstId();
  return true;
}

void Stream::RemoveNode(size_t at) {
  const auto place = nodes_.begin() + static_cast<ptrdiff_t>(at);
  if (Journal* journal = log()) {
    journal->Log([this, at, node = std::move(*place)]() mutable {
      nodes_.insert(nodes_.begin() + static_cast<ptrdiff_t>(at), std::move(node));
    });
  }
  nodes_.erase(place);
}

// Returns the entry behind.
std::optional<StreamEntry> Stream::MarkDeleted(size_t node, const StreamEntry& entry) {
  if (Journal* journal = log()) {
    journal->Log([this, node, bytes = nodes_[node].BytesFrom(entry)] {
      nodes_[node].SetDeleted(*nodes_[node].AtBytes(bytes), false);
    });
  }
  return nodes_[node].SetDeleted(entry, true);
}

// After entries went: a server looks for the new first one.
void Stream::FindFirstId() { figures_.first_id = FirstEntryId().value_or(StreamId::Min()); }

bool Stream::Erase(const StreamId& id) {
  if (nodes_.empty()) return false;
  const size_t node = NodeFor(id);
  const std::optional<StreamEntry> entry = nodes_[node].FindLive(id);
  if (!entry) return false;

  SaveFigures();
  if (nodes_[node].live() == 1) {
    RemoveNode(node);
  } else {
    MarkDeleted(node, *entry);
  }
  --figures_.length;
  figures_.max_deleted_id = std::max(figures_.max_deleted_id, id);
  if (id == figures_.first_id) FindFirstId();
  return true;
}

// Removes nodes from the front while whole(node); then, if the plan allows, entries from the next
// one until finished(entry).
template <typename Finished, typename Whole>
size_t Stream::Trim(const TrimPlan& plan, Finished finished, Whole whole) {
  const Figures before = figures_;
  size_t removed = 0;
  while (!nodes_.empty() && whole(nodes_.front())) {
    const size_t live = nodes_.front().live();
    if (plan.whole_nodes && plan.limit != 0 && removed + live > plan.limit) break;
    removed += live;
    figures_.length -= live;
    RemoveNode(0);
  }
  if (!plan.whole_nodes && !nodes_.empty()) removed += TrimNode(finished);
  if (removed == 0) return 0;

  FindFirstId();
  if (Journal* journal = log()) {
    journal->Log([this, before] { figures_ = before; });
  }
  return removed;
}

// Flags entries of the first node as deleted until finished(entry).
template <typename Finished>
size_t Stream::TrimNode(Finished finished) {
  size_t removed = 0;
  for (auto entry = nodes_.front().First(); entry && !finished(*entry);) {
    if (StreamNode::IsLive(*entry)) {
      entry = MarkDeleted(0, *entry);
      --figures_.length;
      ++removed;
    } else {
      entry = nodes_.front().After(*entry);
    }
  }
  return removed;
}

size_t Stream::TrimToLength(size_t length, const TrimPlan& plan) {
  if (figures_.length <= length) return 0;
  return Trim(
      plan, [&](const StreamEntry&) { return figures_.length <= length; },
      [&](const StreamNode& node) {
        return figures_.length > length && figures_.length - node.live() >= length;
      });
}

size_t Stream::TrimBelow(const StreamId& min_id, const TrimPlan& plan) {
  return Trim(
      plan, [&](const StreamEntry& entry) { return entry.id() >= min_id; },
      [&](const StreamNode& node) { return node.Last()->id() < min_id; });
}

bool Stream::operator==(const Stream& other) const {
  if (figures_ != other.figures_ || groups_.size() != other.groups_.size()) return false;
  StreamRange range(*this, StreamId::Min(), StreamId::Max());
  StreamRange others(other, StreamId::Min(), StreamId::Max());
  while (const StreamEntry* entry = range.Next()) {
    const StreamEntry* same = others.Next();
    if (same == nullptr || entry->id() != same->id() || !entry->SameFields(*same)) return false;
  }
  return std::ranges::equal(groups_, other.groups_,
                            [](const auto& a, const auto& b) { return *a.second == *b.second; });
}

// --- Walking -----------------------------------------------------------------------------------

StreamRange::StreamRange(const Stream& stream, const StreamId& from, const StreamId& to,
                         bool reverse)
    : stream_(stream), from_(from), to_(to), reverse_(reverse), node_(stream.nodes().size()) {
  if (node_ > 0 && from <= to) Enter(stream.NodeFor(reverse ? to : from));
}

void StreamRange::Enter(size_t node) {
  node_ = node;
  if (node == stream_.nodes().size()) return;
  entry_ = reverse_ ? stream_.nodes()[node].Last() : stream_.nodes()[node].First();
}

// Goes to the neighbouring entry, in this node or the next; false at the end.
bool StreamRange::Step() {
  const StreamNode& node = stream_.nodes()[node_];
  entry_ = reverse_ ? node.Before(*entry_) : node.After(*entry_);
  if (entry_) return true;
  const size_t end = stream_.nodes().size();
  Enter(!reverse_ ? node_ + 1 : node_ == 0 ? end : node_ - 1);
  return node_ != end;
}

const StreamEntry* StreamRange::Next() {
  const size_t end = stream_.nodes().size();
  if (node_ == end) return nullptr;
  if (std::exchange(started_, true) && !Step()) return nullptr;
  do {
    if (!StreamNode::IsLive(*entry_)) continue;
    const StreamId& id = entry_->id();
    if (reverse_ ? id < from_ : id > to_) break;
    if (reverse_ ? id <= to_ : id >= from_) return &*entry_;
  } while (Step());
  node_ = end;
  return nullptr;
}

}  // namespace luarig
