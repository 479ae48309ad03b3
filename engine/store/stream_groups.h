#ifndef LUARIG_ENGINE_STORE_STREAM_GROUPS_H_
#define LUARIG_ENGINE_STORE_STREAM_GROUPS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "engine/store/stream_id.h"

namespace luarig {

// One reader of a consumer group. Times are milliseconds since 1970.
struct StreamConsumer {
  std::string name;
  int64_t seen_ms = 0;     // when it last tried
  int64_t active_ms = -1;  // when it last got something; -1: never
  std::set<StreamId> pending;
};

// An entry that was delivered and not yet acknowledged.
struct PendingEntry {
  StreamConsumer* consumer = nullptr;  // never null
  int64_t delivered_ms = 0;
  uint64_t deliveries = 1;
};

// Readers that share a stream's entries. Changed by its Stream only, which logs the changes.
class StreamGroup {
 public:
  static constexpr int64_t kUnknown = -1;
  using Consumers = std::map<std::string, std::unique_ptr<StreamConsumer>, std::less<>>;

  StreamGroup(std::string_view name, const StreamId& last_id, int64_t entries_read)
      : name_(name), last_id_(last_id), entries_read_(entries_read) {}
  ~StreamGroup() = default;
  StreamGroup(const StreamGroup& other);
  StreamGroup& operator=(const StreamGroup&) = delete;

  const std::string& name() const { return name_; }
  // The last entry that was delivered, and how many were before it and with it, or kUnknown.
  const StreamId& last_id() const { return last_id_; }
  int64_t entries_read() const { return entries_read_; }

  const std::map<StreamId, PendingEntry>& pending() const { return pending_; }
  const PendingEntry* FindPending(const StreamId& id) const;
  // By name, in the order of bytes.
  const Consumers& consumers() const { return consumers_; }
  const StreamConsumer* FindConsumer(std::string_view name) const;

  bool operator==(const StreamGroup& other) const;

 private:
  friend class Stream;

  std::string name_;
  StreamId last_id_;
  int64_t entries_read_;
  std::map<StreamId, PendingEntry> pending_;
  Consumers consumers_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_STREAM_GROUPS_H_
