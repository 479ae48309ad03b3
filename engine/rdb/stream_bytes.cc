#include "engine/rdb/stream_bytes.h"

#include <array>
#include <map>
#include <string>
#include <utility>

namespace luarig {
namespace {

constexpr size_t kIdBytes = 16;

// --- Writing -------------------------------------------------------------------------------------

std::array<char, kIdBytes> IdBytes(const StreamId& id) {
  std::array<char, kIdBytes> bytes{};
  for (size_t i = 0; i < 8; ++i) {
    bytes[i] = static_cast<char>(id.ms >> (56 - 8 * i));
    bytes[8 + i] = static_cast<char>(id.seq >> (56 - 8 * i));
  }
  return bytes;
}

void AddRawId(RdbWriter& out, const StreamId& id) {
  const auto bytes = IdBytes(id);
  out.AddBytes({bytes.data(), bytes.size()});
}

void AddId(RdbWriter& out, const StreamId& id) {
  out.AddLength(id.ms);
  out.AddLength(id.seq);
}

void AddConsumer(RdbWriter& out, const StreamConsumer& consumer, bool active_times) {
  out.AddString(consumer.name);
  out.AddTime(consumer.seen_ms);
  if (active_times) out.AddTime(consumer.active_ms);
  out.AddLength(consumer.pending.size());
  for (const StreamId& id : consumer.pending) AddRawId(out, id);
}

void AddGroup(RdbWriter& out, const StreamGroup& group, bool active_times) {
  out.AddString(group.name());
  AddId(out, group.last_id());
  out.AddLength(static_cast<uint64_t>(group.entries_read()));
  out.AddLength(group.pending().size());
  for (const auto& [id, entry] : group.pending()) {
    AddRawId(out, id);
    out.AddTime(entry.delivered_ms);
    out.AddLength(entry.deliveries);
  }
  out.AddLength(group.consumers().size());
  for (const auto& [name, consumer] : group.consumers()) {
    AddConsumer(out, *consumer, active_times);
  }
}

}  // namespace

void AddStream(RdbWriter& out, const Stream& stream, int rdb_version) {
  const bool active_times = rdb_version >= rdb::kActiveTimesVersion;
  out.AddByte(static_cast<uint8_t>(active_times ? rdb::Type::kStreamWithActiveTimes
                                                : rdb::Type::kStreamWithFigures));
  out.AddLength(stream.nodes().size());
  for (const StreamNode& node : stream.nodes()) {
    const auto id = IdBytes(node.id());
    out.AddString({id.data(), id.size()});
    out.AddString(node.listpack().bytes());
  }
  const Stream::Figures& figures = stream.figures();
  out.AddLength(figures.length);
  AddId(out, figures.last_id);
  AddId(out, figures.first_id);
  AddId(out, figures.max_deleted_id);
  out.AddLength(figures.entries_added);
  out.AddLength(stream.groups().size());
  for (const auto& [name, group] : stream.groups()) AddGroup(out, *group, active_times);
}

// --- Reading -------------------------------------------------------------------------------------

namespace {

std::optional<StreamId> IdFrom(std::optional<std::string_view> bytes) {
  if (!bytes || bytes->size() != kIdBytes) return std::nullopt;
  StreamId id;
  for (size_t i = 0; i < 8; ++i) {
    id.ms = id.ms << 8 | static_cast<uint8_t>((*bytes)[i]);
    id.seq = id.seq << 8 | static_cast<uint8_t>((*bytes)[8 + i]);
  }
  return id;
}

// Every function answers nothing, or false, as soon as anything is wrong.
class StreamReader {
 public:
  StreamReader(RdbReader& in, rdb::Type type, const EncodingLimits& limits)
      : in_(in), type_(type), stream_(limits) {}

  std::optional<Stream> Read() {
    if (!Times(&StreamReader::ReadNode) || !ReadFigures()) return std::nullopt;
    if (!Times(&StreamReader::ReadGroup)) return std::nullopt;
    return std::move(stream_);
  }

 private:
  struct Delivery {
    int64_t delivered_ms;
    uint64_t deliveries;
  };
  // A group being read: the pending entries that no consumer has claimed yet.
  struct Group {
    StreamGroup* group;
    std::map<StreamId, Delivery> unclaimed;
  };

  // Reads a count, then one thing after the other.
  template <typename... Args>
  bool Times(bool (StreamReader::*read)(Args&...), Args&... args) {
    const auto count = in_.Length();
    if (!count) return false;
    for (uint64_t i = 0; i < *count; ++i) {
      if (!(this->*read)(args...)) return false;
    }
    return true;
  }

  std::optional<StreamId> Id() {
    const auto ms = in_.Length();
    const auto seq = ms ? in_.Length() : std::nullopt;
    if (!seq) return std::nullopt;
    return StreamId{*ms, *seq};
  }

  bool ReadNode() {
    const auto id = IdFrom(in_.String(scratch_));
    const auto bytes = id ? in_.String(scratch_) : std::nullopt;
    if (!bytes) return false;
    auto elements = Listpack::FromBytes(*bytes);
    if (!elements) return false;
    auto node = StreamNode::FromListpack(*id, std::move(*elements));
    return node && stream_.AppendNode(std::move(*node));
  }

  bool ReadFigures() {
    const auto length = in_.Length();
    const auto last_id = length ? Id() : std::nullopt;
    if (!last_id || *length != stream_.figures().length) return false;
    if (stream_.LastEntryId().value_or(StreamId::Min()) > *last_id) return false;
    Stream::Figures figures = stream_.figures();
    figures.last_id = *last_id;
    figures.entries_added = *length;
    if (type_ != rdb::Type::kStream) {
      const auto first_id = Id();
      const auto max_deleted_id = first_id ? Id() : std::nullopt;
      const auto entries_added = max_deleted_id ? in_.Length() : std::nullopt;
      if (!entries_added) return false;
      figures.first_id = *first_id;
      figures.max_deleted_id = *max_deleted_id;
      figures.entries_added = *entries_added;
    }
    stream_.SetFigures(figures);
    return true;
  }

  bool ReadGroup() {
    const auto name = in_.String(scratch_);
    if (!name || stream_.FindGroup(*name) != nullptr) return false;
    const auto last_id = Id();
    if (!last_id) return false;
    auto read = static_cast<uint64_t>(stream_.EntriesUpTo(*last_id));
    if (type_ != rdb::Type::kStream) {
      const auto stored = in_.Length();
      if (!stored) return false;
      read = *stored;
    }
    Group group = {&stream_.CreateGroup(*name, *last_id, static_cast<int64_t>(read)), {}};
    return Times(&StreamReader::ReadPending, group) && Times(&StreamReader::ReadConsumer, group) &&
           group.unclaimed.empty();
  }

  bool ReadPending(Group& group) {
    const auto id = IdFrom(in_.Bytes(kIdBytes));
    const auto delivered_ms = id ? in_.Time() : std::nullopt;
    const auto deliveries = delivered_ms ? in_.Length() : std::nullopt;
    return deliveries && group.unclaimed.emplace(*id, Delivery{*delivered_ms, *deliveries}).second;
  }

  bool ReadConsumer(Group& group) {
    const auto read_name = in_.String(scratch_);
    if (!read_name || group.group->FindConsumer(*read_name) != nullptr) return false;
    std::string name(*read_name);
    const auto seen_ms = in_.Time();
    if (!seen_ms) return false;
    stream_.CreateConsumer(*group.group, name, *seen_ms);
    // Older forms do not tell: servers then take what they have.
    auto active_ms = seen_ms;
    if (type_ == rdb::Type::kStreamWithActiveTimes) active_ms = in_.Time();
    if (!active_ms) return false;
    stream_.SetTimes(*group.group, name, *seen_ms, *active_ms);
    return Times(&StreamReader::ReadOwned, group, name);
  }

  bool ReadOwned(Group& group, std::string& consumer) {
    const auto id = IdFrom(in_.Bytes(kIdBytes));
    const auto found = id ? group.unclaimed.find(*id) : group.unclaimed.end();
    if (found == group.unclaimed.end()) return false;
    stream_.SetPending(*group.group, *id, consumer, found->second.delivered_ms,
                       found->second.deliveries);
    group.unclaimed.erase(found);
    return true;
  }

  RdbReader& in_;
  rdb::Type type_;
  Stream stream_;
  std::string scratch_;
};

}  // namespace

std::optional<Stream> ReadStream(RdbReader& in, rdb::Type type, const EncodingLimits& limits) {
  return StreamReader(in, type, limits).Read();
}

}  // namespace luarig
