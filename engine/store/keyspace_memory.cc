#include <utility>

#include "engine/store/keyspace.h"

// What a keyspace tells the memory account, and how it makes room.

namespace luarig {
namespace {

// Calls visit(collection) for the collection of `entry`, if its value is one.
template <typename F>
void VisitCollection(const Entry& entry, F visit) {
  switch (entry.type()) {
    case ValueType::kList:
      return visit(*entry.collection<List>());
    case ValueType::kSet:
      return visit(*entry.collection<Set>());
    case ValueType::kZSet:
      return visit(*entry.collection<ZSet>());
    case ValueType::kHash:
      return visit(*entry.collection<Hash>());
    case ValueType::kNone:
    case ValueType::kString:
    case ValueType::kStream:
      return;
  }
}

}  // namespace

void Keyspace::AddMemory(int64_t bytes) {
  counted_ += bytes;
  context_.memory.Add(bytes);
}

void Keyspace::CountIn(const Entry& entry) {
  if (!context_.memory.on()) return;
  const MemoryModel& model = context_.memory.model();
  size_t bytes = model.KeyBytes(entry.key().size(), entry.has_ttl());
  if (entry.type() == ValueType::kString) bytes += model.ValueBytes(entry);
  AddMemory(static_cast<int64_t>(bytes));
  RecountValue(entry);
}

void Keyspace::CountOut(const Entry& entry) {
  if (!context_.memory.on()) return;
  const MemoryModel& model = context_.memory.model();
  size_t bytes = model.KeyBytes(entry.key().size(), entry.has_ttl());
  if (entry.type() == ValueType::kString) bytes += model.ValueBytes(entry);
  VisitCollection(entry, [&](auto& collection) {
    bytes += collection.counted_bytes();
    collection.set_counted_bytes(0);
  });
  AddMemory(-static_cast<int64_t>(bytes));
}

void Keyspace::RecountValue(const Entry& entry) {
  VisitCollection(entry, [this](auto& collection) { Recount(collection); });
}

void Keyspace::CountTables() {
  if (!context_.memory.on()) return;
  const size_t bytes = table_.dict().bytes() + expires_dict_.bytes();
  if (bytes == counted_tables_) return;
  context_.memory.Add(static_cast<int64_t>(bytes - counted_tables_));
  counted_tables_ = bytes;
}

void Keyspace::CountAll() {
  AddMemory(-counted_);
  for (size_t slot = 0; slot < table_.size(); ++slot) {
    VisitCollection(*table_.at(slot), [](auto& collection) { collection.set_counted_bytes(0); });
    CountIn(*table_.at(slot));
  }
  CountTables();
}

// A server close to its limit would rather have a full table than a larger one.
bool Keyspace::MayGrow(const DictModel& dict, size_t size) const {
  return !context_.memory.on() || !dict.IsFull(size) ||
         !context_.memory.Exceeds(DictModel::GrownBytes(size));
}

const Entry* Keyspace::RandomExpiring(Random& random) const {
  if (expires_.empty()) return nullptr;
  return table_.at(expires_[random.Below(expires_.size())]);
}

void Keyspace::Evict(std::string_view key) {
  ++context_.evicted_keys;
  if (context_.events != nullptr) {
    context_.events->OnKeyChanged(index_, key);
    context_.events->OnKeyEvent(EventClass::kEvicted, "evicted", index_, key);
  }
  EraseSlot(table_.Find(key));
}

}  // namespace luarig
