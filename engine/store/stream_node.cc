#include "engine/store/stream_node.h"

#include <array>
#include <string>
#include <vector>

namespace luarig {
namespace {

constexpr int64_t kDeleted = 1;
constexpr int64_t kNodeFields = 2;

// The elements in front of the values: flags, ms, seq.
constexpr size_t kBeforeBody = 3;

// Room for most entries; larger ones are put together on the heap.
constexpr size_t kUsualBytes = 1024;

// Calls use(buffer) with at least `bytes` bytes of scratch memory.
template <typename F>
void WithBuffer(size_t bytes, F use) {
  if (bytes <= kUsualBytes) {
    std::array<char, kUsualBytes> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init)
    use(buffer.data());
  } else {
    std::string buffer(bytes, '\0');
    use(buffer.data());
  }
}

// At most so many bytes do `words` and `numbers` integers take.
size_t MostBytes(StreamFields words, size_t numbers) {
  size_t bytes = numbers * Listpack::MaxEntrySize(0);
  for (const std::string_view word : words) bytes += Listpack::MaxEntrySize(word.size());
  return bytes;
}

}  // namespace

StreamNode::StreamNode(const StreamId& node_id, StreamFields fields) : id_(node_id) {
  constexpr size_t kNumbers = 4;
  const size_t count = fields.size() / 2;
  WithBuffer(MostBytes(fields, kNumbers), [&](char* const start) {
    char* p = Listpack::WriteInteger(start, 0);
    p = Listpack::WriteInteger(p, 0);
    p = Listpack::WriteInteger(p, static_cast<int64_t>(count));
    for (size_t i = 0; i < fields.size(); i += 2) p = Listpack::Write(p, fields[i]);
    p = Listpack::WriteInteger(p, 0);
    elements_.Splice(Listpack::Begin(), elements_.End(), {start, static_cast<size_t>(p - start)},
                     static_cast<ptrdiff_t>(count + kNumbers));
  });
}

size_t StreamNode::Skip(size_t position, size_t elements) const {
  for (; elements > 0; --elements) position = elements_.Next(position);
  return position;
}

size_t StreamNode::AfterHeader() const {
  const size_t fields = HeaderFields();
  return Skip(fields, Count(fields) + 2);
}

std::optional<StreamEntry> StreamNode::At(size_t position) const {
  if (position == elements_.End()) return std::nullopt;
  StreamEntry entry;
  entry.node_ = this;
  entry.position_ = position;
  const int64_t flags = *elements_.ViewInteger(position);
  entry.deleted_ = (flags & kDeleted) != 0;
  entry.node_fields_ = (flags & kNodeFields) != 0;
  position = elements_.Next(position);
  entry.id_.ms = id_.ms + static_cast<uint64_t>(*elements_.ViewInteger(position));
  position = elements_.Next(position);
  entry.id_.seq = id_.seq + static_cast<uint64_t>(*elements_.ViewInteger(position));
  position = elements_.Next(position);
  entry.field_count_ = Count(entry.node_fields_ ? HeaderFields() : position);
  entry.body_ = entry.node_fields_ ? position : elements_.Next(position);
  return entry;
}

std::optional<StreamEntry> StreamNode::Before(size_t position) const {
  position = elements_.Prev(position);
  size_t elements = Count(position);
  if (elements == 0) return std::nullopt;  // the end of the header
  for (; elements > 0; --elements) position = elements_.Prev(position);
  return At(position);
}

size_t StreamNode::EndOf(const StreamEntry& entry) const {
  const size_t values = entry.field_count_ * (entry.node_fields_ ? 1 : 2);
  return Skip(entry.body_, values + 1);
}

std::optional<StreamEntry> StreamNode::FindLive(const StreamId& id) const {
  for (auto entry = First(); entry; entry = After(*entry)) {
    if (entry->deleted_ || entry->id() < id) continue;
    return entry->id() == id ? entry : std::nullopt;
  }
  return std::nullopt;
}

bool StreamNode::HasFields(StreamFields fields) const {
  size_t position = HeaderFields();
  if (Count(position) != fields.size() / 2) return false;
  NumberText scratch;
  for (size_t i = 0; i < fields.size(); i += 2) {
    position = elements_.Next(position);
    if (elements_.View(position, scratch) != fields[i]) return false;
  }
  return true;
}

void StreamNode::Append(const StreamId& id, StreamFields fields) {
  constexpr size_t kNumbers = kBeforeBody + 2;
  const bool node_fields = HasFields(fields);
  WithBuffer(MostBytes(fields, kNumbers), [&](char* const start) {
    char* p = Listpack::WriteInteger(start, node_fields ? kNodeFields : 0);
    p = Listpack::WriteInteger(p, static_cast<int64_t>(id.ms - id_.ms));
    p = Listpack::WriteInteger(p, static_cast<int64_t>(id.seq - id_.seq));
    size_t elements = kBeforeBody + fields.size() / 2;
    if (node_fields) {
      for (size_t i = 1; i < fields.size(); i += 2) p = Listpack::Write(p, fields[i]);
    } else {
      p = Listpack::WriteInteger(p, static_cast<int64_t>(fields.size() / 2));
      for (const std::string_view word : fields) p = Listpack::Write(p, word);
      elements += fields.size() / 2 + 1;
    }
    p = Listpack::WriteInteger(p, static_cast<int64_t>(elements));
    elements_.Splice(elements_.End(), elements_.End(), {start, static_cast<size_t>(p - start)},
                     static_cast<ptrdiff_t>(elements + 1));
  });
  AddToCounts(1, 0);
}

void StreamNode::AddToCounts(int64_t live, int64_t deleted) {
  const auto counted = static_cast<int64_t>(this->live()) + live;
  const size_t next = elements_.ReplaceInteger(Listpack::Begin(), counted);
  if (deleted != 0) elements_.ReplaceInteger(next, static_cast<int64_t>(Count(next)) + deleted);
}

std::optional<StreamEntry> StreamNode::SetDeleted(const StreamEntry& entry, bool deleted) {
  const int64_t fields = entry.node_fields_ ? kNodeFields : 0;
  const size_t behind = elements_.End() - EndOf(entry);
  elements_.ReplaceInteger(entry.position_, fields | (deleted ? kDeleted : 0));
  AddToCounts(deleted ? -1 : 1, deleted ? 1 : -1);
  return At(elements_.End() - behind);
}

void StreamNode::DropLast() {
  const StreamEntry last = *Last();
  const size_t elements = Count(elements_.Prev(elements_.End())) + 1;
  elements_.Splice(last.position_, elements_.End(), {}, -static_cast<ptrdiff_t>(elements));
  AddToCounts(last.deleted_ ? 0 : -1, last.deleted_ ? -1 : 0);
}

bool StreamEntry::SameFields(const StreamEntry& other) const {
  if (field_count_ != other.field_count_) return false;
  std::vector<std::string> words;
  ForEach([&](std::string_view field, std::string_view value) {
    words.emplace_back(field);
    words.emplace_back(value);
  });
  size_t at = 0;
  bool same = true;
  other.ForEach([&](std::string_view field, std::string_view value) {
    same = same && words[at] == field && words[at + 1] == value;
    at += 2;
  });
  return same;
}

std::optional<StreamNode> StreamNode::FromListpack(const StreamId& node_id, Listpack elements) {
  StreamNode node(node_id, std::move(elements));
  if (!node.IsWellFormed()) return std::nullopt;
  return node;
}

namespace {

// Walks a listpack of unknown content.
class ElementReader {
 public:
  explicit ElementReader(const Listpack& elements) : elements_(elements) {}

  bool done() const { return position_ == elements_.End(); }

  std::optional<int64_t> Integer() {
    if (done()) return std::nullopt;
    const std::optional<int64_t> value = elements_.ViewInteger(position_);
    position_ = elements_.Next(position_);
    return value;
  }
  // A number that is no less than 0.
  std::optional<size_t> Count() {
    const std::optional<int64_t> value = Integer();
    if (!value || *value < 0) return std::nullopt;
    return static_cast<size_t>(*value);
  }
  // False if there are not so many.
  bool Skip(size_t elements) {
    for (; elements > 0; --elements) {
      if (done()) return false;
      position_ = elements_.Next(position_);
    }
    return true;
  }

 private:
  const Listpack& elements_;
  size_t position_ = Listpack::Begin();
};

// How many live and deleted entries were met, and the ID of the last live one.
struct Entries {
  size_t live = 0;
  size_t deleted = 0;
  std::optional<StreamId> last_live;
};

bool ReadEntry(ElementReader& reader, const StreamId& node_id, size_t node_fields, Entries& met) {
  const std::optional<int64_t> flags = reader.Integer();
  const std::optional<int64_t> ms = flags ? reader.Integer() : std::nullopt;
  const std::optional<int64_t> seq = ms ? reader.Integer() : std::nullopt;
  if (!seq || *flags < 0 || *flags > (kDeleted | kNodeFields)) return false;

  const StreamId id = {node_id.ms + static_cast<uint64_t>(*ms),
                       node_id.seq + static_cast<uint64_t>(*seq)};
  if ((*flags & kDeleted) != 0) {
    ++met.deleted;
  } else {
    if (met.last_live ? id <= *met.last_live : id < node_id) return false;
    met.last_live = id;
    ++met.live;
  }

  size_t elements = kBeforeBody + node_fields;
  if ((*flags & kNodeFields) == 0) {
    const std::optional<size_t> fields = reader.Count();
    if (!fields || *fields > Listpack::kMaxBytes) return false;
    elements = kBeforeBody + 1 + 2 * *fields;
    if (!reader.Skip(2 * *fields)) return false;
  } else if (!reader.Skip(node_fields)) {
    return false;
  }
  return reader.Count() == elements;
}

}  // namespace

bool StreamNode::IsWellFormed() const {
  ElementReader reader(elements_);
  const std::optional<size_t> live = reader.Count();
  const std::optional<size_t> deleted = live ? reader.Count() : std::nullopt;
  const std::optional<size_t> fields = deleted ? reader.Count() : std::nullopt;
  if (!fields || !reader.Skip(*fields) || reader.Integer() != 0) return false;
  Entries met;
  while (!reader.done()) {
    if (!ReadEntry(reader, id_, *fields, met)) return false;
  }
  return met.live == *live && met.deleted == *deleted && *live + *deleted > 0;
}

}  // namespace luarig
