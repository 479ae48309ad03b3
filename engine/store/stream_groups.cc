#include "engine/store/stream_groups.h"

#include <algorithm>
#include <utility>

#include "engine/store/stream.h"

namespace luarig {

StreamGroup::StreamGroup(const StreamGroup& other)
    : name_(other.name_), last_id_(other.last_id_), entries_read_(other.entries_read_) {
  std::map<const StreamConsumer*, StreamConsumer*> copies;
  for (const auto& [name, consumer] : other.consumers_) {
    auto copy = std::make_unique<StreamConsumer>(*consumer);
    copies[consumer.get()] = copy.get();
    consumers_.emplace_hint(consumers_.end(), name, std::move(copy));
  }
  for (const auto& [id, entry] : other.pending_) {
    PendingEntry copy = entry;
    copy.consumer = copies.at(entry.consumer);
    pending_.emplace_hint(pending_.end(), id, copy);
  }
}

const PendingEntry* StreamGroup::FindPending(const StreamId& id) const {
  const auto found = pending_.find(id);
  return found == pending_.end() ? nullptr : &found->second;
}

const StreamConsumer* StreamGroup::FindConsumer(std::string_view name) const {
  const auto found = consumers_.find(name);
  return found == consumers_.end() ? nullptr : found->second.get();
}

bool StreamGroup::operator==(const StreamGroup& other) const {
  const auto same_consumer = [](const auto& a, const auto& b) {
    return a.first == b.first && a.second->seen_ms == b.second->seen_ms &&
           a.second->active_ms == b.second->active_ms;
  };
  const auto same_pending = [](const auto& a, const auto& b) {
    return a.first == b.first && a.second.consumer->name == b.second.consumer->name &&
           a.second.delivered_ms == b.second.delivered_ms &&
           a.second.deliveries == b.second.deliveries;
  };
  return name_ == other.name_ && last_id_ == other.last_id_ &&
         entries_read_ == other.entries_read_ &&
         std::ranges::equal(consumers_, other.consumers_, same_consumer) &&
         std::ranges::equal(pending_, other.pending_, same_pending);
}

// --- What a stream knows about its groups -------------------------------------------------------

const StreamGroup* Stream::FindGroup(std::string_view name) const {
  const auto found = groups_.find(name);
  return found == groups_.end() ? nullptr : found->second.get();
}

StreamGroup* Stream::FindGroup(std::string_view name) {
  const auto found = groups_.find(name);
  return found == groups_.end() ? nullptr : found->second.get();
}

int64_t Stream::EntriesUpTo(const StreamId& id) const {
  const Figures& now = figures_;
  if (now.entries_added == 0) return 0;
  // Unsigned to wrap around: XSETID may have set the count to anything.
  const uint64_t added = now.entries_added;
  const uint64_t length = now.length;
  if ((length == 0 && id <= now.last_id) || id == now.last_id) return static_cast<int64_t>(added);
  if (id > now.last_id) return StreamGroup::kUnknown;
  // Entries that were deleted in front of the first one cannot matter to it.
  if (now.max_deleted_id.is_min() || now.max_deleted_id < now.first_id) {
    if (id < now.first_id) return static_cast<int64_t>(added - length);
    if (id == now.first_id) return static_cast<int64_t>(added - length + 1);
  }
  return StreamGroup::kUnknown;
}

bool Stream::HasTombstonesFrom(const StreamId& start) const {
  if (figures_.length == 0 || figures_.max_deleted_id.is_min()) return false;
  if (figures_.max_deleted_id < figures_.first_id) return false;  // in front of all there is
  return start <= figures_.max_deleted_id;
}

std::optional<int64_t> Stream::LagOf(const StreamGroup& group) const {
  if (figures_.entries_added == 0) return 0;
  const auto added = static_cast<int64_t>(figures_.entries_added);
  const bool counts =
      group.entries_read_ != StreamGroup::kUnknown && !HasTombstonesFrom(group.last_id_);
  const int64_t read = counts ? group.entries_read_ : EntriesUpTo(group.last_id_);
  if (read == StreamGroup::kUnknown) return std::nullopt;
  return static_cast<int64_t>(static_cast<uint64_t>(added) - static_cast<uint64_t>(read));
}

// --- Changes -----------------------------------------------------------------------------------

// Logs undo(group), where `group` is the one of that name when it is undone.
template <typename F>
void Stream::LogGroup(const StreamGroup& group, F undo) {
  if (Journal* journal = log()) {
    journal->Log([this, name = group.name_, undo = std::move(undo)]() mutable {
      undo(*groups_.find(name)->second);
    });
  }
}

StreamGroup& Stream::CreateGroup(std::string_view name, const StreamId& last_id,
                                 int64_t entries_read) {
  auto group = std::make_unique<StreamGroup>(name, last_id, entries_read);
  if (Journal* journal = log()) {
    journal->Log([this, name = group->name_] { groups_.erase(name); });
  }
  return *groups_.emplace(name, std::move(group)).first->second;
}

bool Stream::DestroyGroup(std::string_view name) {
  const auto found = groups_.find(name);
  if (found == groups_.end()) return false;
  if (Journal* journal = log()) {
    journal->Log([this, group = std::move(found->second)]() mutable {
      const std::string back = group->name_;
      groups_.emplace(back, std::move(group));
    });
  }
  groups_.erase(found);
  return true;
}

void Stream::SetPosition(StreamGroup& group, const StreamId& last_id, int64_t entries_read) {
  LogGroup(group, [old_id = group.last_id_, old_read = group.entries_read_](StreamGroup& again) {
    again.last_id_ = old_id;
    again.entries_read_ = old_read;
  });
  group.last_id_ = last_id;
  group.entries_read_ = entries_read;
}

void Stream::CreateConsumer(StreamGroup& group, std::string_view name, int64_t seen_ms) {
  auto consumer = std::make_unique<StreamConsumer>();
  consumer->name = name;
  consumer->seen_ms = seen_ms;
  LogGroup(group, [name = std::string(name)](StreamGroup& again) { again.consumers_.erase(name); });
  group.consumers_.emplace(name, std::move(consumer));
}

void Stream::EraseConsumer(StreamGroup& group, std::string_view name) {
  const auto found = group.consumers_.find(name);
  while (!found->second->pending.empty()) {
    ErasePending(group, *found->second->pending.begin());
  }
  LogGroup(group, [name = found->first, seen = found->second->seen_ms,
                   active = found->second->active_ms](StreamGroup& again) {
    auto consumer = std::make_unique<StreamConsumer>();
    consumer->name = name;
    consumer->seen_ms = seen;
    consumer->active_ms = active;
    again.consumers_.emplace(name, std::move(consumer));
  });
  group.consumers_.erase(found);
}

void Stream::SetTimes(StreamGroup& group, std::string_view consumer, int64_t seen_ms,
                      int64_t active_ms) {
  StreamConsumer& changed = *group.consumers_.find(consumer)->second;
  LogGroup(group, [name = changed.name, seen = changed.seen_ms,
                   active = changed.active_ms](StreamGroup& again) {
    StreamConsumer& restored = *again.consumers_.find(name)->second;
    restored.seen_ms = seen;
    restored.active_ms = active;
  });
  changed.seen_ms = seen_ms;
  changed.active_ms = active_ms;
}

void Stream::SetPending(StreamGroup& group, const StreamId& id, std::string_view consumer,
                        int64_t delivered_ms, uint64_t deliveries) {
  StreamConsumer* const owner = group.consumers_.find(consumer)->second.get();
  const PendingEntry entry = {owner, delivered_ms, deliveries};
  const auto [place, added] = group.pending_.try_emplace(id, entry);
  if (added) {
    LogGroup(group, [id](StreamGroup& again) {
      again.pending_.at(id).consumer->pending.erase(id);
      again.pending_.erase(id);
    });
    owner->pending.insert(id);
    return;
  }
  PendingEntry& changed = place->second;
  LogGroup(group, [id, name = changed.consumer->name, old = changed](StreamGroup& again) {
    PendingEntry& restored = again.pending_.at(id);
    restored.consumer->pending.erase(id);
    restored = old;
    restored.consumer = again.consumers_.find(name)->second.get();
    restored.consumer->pending.insert(id);
  });
  if (changed.consumer != owner) {
    changed.consumer->pending.erase(id);
    owner->pending.insert(id);
  }
  changed = entry;
}

bool Stream::ErasePending(StreamGroup& group, const StreamId& id) {
  const auto found = group.pending_.find(id);
  if (found == group.pending_.end()) return false;
  LogGroup(group,
           [id, name = found->second.consumer->name, old = found->second](StreamGroup& again) {
             PendingEntry restored = old;
             restored.consumer = again.consumers_.find(name)->second.get();
             restored.consumer->pending.insert(id);
             again.pending_.emplace(id, restored);
           });
  found->second.consumer->pending.erase(id);
  group.pending_.erase(found);
  return true;
}

}  // namespace luarig
