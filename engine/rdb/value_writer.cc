#include <algorithm>

#include "engine/rdb/rdb_format.h"
#include "engine/rdb/rdb_writer.h"
#include "engine/rdb/stream_bytes.h"
#include "engine/rdb/value_bytes.h"

namespace luarig {

namespace {

void AddType(RdbWriter& out, rdb::Type type) { out.AddByte(static_cast<uint8_t>(type)); }

void AddBlob(RdbWriter& out, rdb::Type type, std::string_view bytes) {
  AddType(out, type);
  out.AddString(bytes);
}

void Add(RdbWriter& out, const List& list) {
  AddType(out, rdb::Type::kQuicklist);
  out.AddLength(list.node_count());
  for (size_t i = 0; i < list.node_count(); ++i) {
    const List::NodeView node = list.NodeAt(i);
    out.AddLength(node.plain ? rdb::kPlainNode : rdb::kPackedNode);
    out.AddString(node.bytes);
  }
}

void Add(RdbWriter& out, const Set& set) {
  if (set.intset() != nullptr) return AddBlob(out, rdb::Type::kSetIntset, set.intset()->bytes());
  if (set.listpack() != nullptr) {
    return AddBlob(out, rdb::Type::kSetListpack, set.listpack()->bytes());
  }
  AddType(out, rdb::Type::kSet);
  out.AddLength(set.size());
  set.ForEach([&](std::string_view member) { out.AddString(member); });
}

void Add(RdbWriter& out, const ZSet& zset) {
  if (zset.listpack() != nullptr) {
    return AddBlob(out, rdb::Type::kZSetListpack, zset.listpack()->bytes());
  }
  AddType(out, rdb::Type::kZSet);
  out.AddLength(zset.size());
  // Downwards, so that whoever loads it always inserts in front.
  zset.ForRange(0, zset.size(), true, [&](std::string_view member, double score) {
    out.AddString(member);
    out.AddDouble(score);
  });
}

// 0 stands for no time, and for having written none.
int64_t TimeOrZero(int64_t time) { return time == kNever ? 0 : time; }

// Calls visit(field, value, time) for what the server still holds, in its order: fields whose time
// is over come first.
template <typename F>
void ForEachHeld(const Hash& hash, F&& visit) {
  for (const FieldExpiry::Hidden& hidden : hash.hidden())
    visit(std::string_view(hidden.field), std::string_view(hidden.value), hidden.time);
  hash.ForEachTimed(visit);
}

void AddTriples(RdbWriter& out, const Hash& hash) {
  Listpack triples;
  ForEachHeld(hash, [&](std::string_view field, std::string_view value, int64_t time) {
    triples.Append(field);
    triples.Append(value);
    triples.AppendInteger(TimeOrZero(time));
  });
  AddType(out, rdb::Type::kHashTriples);
  out.AddTime(TimeOrZero(hash.expiry()->noted()));
  out.AddString(triples.bytes());
}

void AddTimes(RdbWriter& out, const Hash& hash, int64_t earliest) {
  AddType(out, rdb::Type::kHashTimes);
  out.AddTime(earliest);
  out.AddLength(hash.counted());
  ForEachHeld(hash, [&](std::string_view field, std::string_view value, int64_t time) {
    out.AddLength(time == kNever ? 0 : static_cast<uint64_t>(time - earliest) + 1);
    out.AddString(field);
    out.AddString(value);
  });
}

void Add(RdbWriter& out, const Hash& hash) {
  if (hash.encoding() == Encoding::kListpackEx) return AddTriples(out, hash);
  if (hash.listpack() != nullptr) {
    return AddBlob(out, rdb::Type::kHashListpack, hash.listpack()->bytes());
  }
  int64_t earliest = hash.tracks_times() ? hash.expiry()->earliest() : kNever;
  for (const FieldExpiry::Hidden& hidden : hash.hidden())
    earliest = std::min(earliest, hidden.time);
  if (earliest != kNever) return AddTimes(out, hash, earliest);
  AddType(out, rdb::Type::kHash);
  out.AddLength(hash.size());
  hash.ForEach([&](std::string_view field, std::string_view value) {
    out.AddString(field);
    out.AddString(value);
  });
}

}  // namespace

std::string DumpValue(const Entry& entry, int rdb_version) {
  RdbWriter out;
  switch (entry.type()) {
    case ValueType::kList:
      Add(out, *entry.collection<List>());
      break;
    case ValueType::kSet:
      Add(out, *entry.collection<Set>());
      break;
    case ValueType::kZSet:
      Add(out, *entry.collection<ZSet>());
      break;
    case ValueType::kHash:
      Add(out, *entry.collection<Hash>());
      break;
    case ValueType::kStream:
      AddStream(out, *entry.collection<Stream>(), rdb_version);
      break;
    default: {
      NumberText scratch;
      AddBlob(out, rdb::Type::kString, entry.Text(scratch));
      break;
    }
  }
  return out.Seal(rdb_version);
}

}  // namespace luarig
