#include "engine/store/past.h"

#include <utility>

namespace luarig {

Past::Past(const Databases& databases) {
  for (const auto& keys : databases) databases_.push_back({keys.get(), &keys->table_, {}});
}

ValueView Past::InTable(const Keyspace::Table& table, std::string_view key) {
  const uint32_t slot = table.Find(key);
  return slot == Keyspace::Table::kNone ? ValueView() : ValueView(*table.at(slot));
}

void Past::AddAll(const Keyspace::Table& table, Views& views) {
  for (size_t slot = 0; slot < table.size(); ++slot) {
    views.try_emplace(std::string(table.at(slot)->key()), *table.at(slot));
  }
}

// The view of a key that is about to change; comes from the table the first time.
ValueView& Past::ViewOf(const Keyspace& keys, const std::string& key) {
  Database& database = Of(keys);
  const auto found = database.changed.find(key);
  if (found != database.changed.end()) return found->second;
  return database.changed.emplace(key, InTable(*database.table, key)).first->second;
}

void Past::SetAbsent(const Keyspace& keys, const std::string& key) {
  ViewOf(keys, key) = ValueView();
}

void Past::SetEntry(const Keyspace& keys, const Entry& entry) {
  ViewOf(keys, std::string(entry.key())) = ValueView(entry);
}

void Past::SetTtl(const Keyspace& keys, const std::string& key, std::optional<int64_t> expire_at) {
  ValueView& view = ViewOf(keys, key);
  view = view.WithTtl(expire_at);
}

void Past::SetContent(const Keyspace& keys, const std::string& key, const void* content) {
  ValueView& view = ViewOf(keys, key);
  view = view.WithContent(content);
}

void Past::SetMoved(const Keyspace& keys, const std::string& key, const Keyspace& target,
                    const std::string& new_key) {
  const ValueView moved = std::exchange(ViewOf(target, new_key), ValueView());
  ViewOf(keys, key) = moved;
}

void Past::SetTable(const Keyspace& keys, const Keyspace::Table& table) {
  Database& database = Of(keys);
  database.table = &table;
  database.changed.clear();
}

void Past::Swap(const Keyspace& a, const Keyspace& b) {
  std::swap(Of(a).table, Of(b).table);
  Of(a).changed.swap(Of(b).changed);
}

std::vector<KeyDifference> Past::Differences() const {
  std::vector<KeyDifference> differences;
  for (const Database& database : databases_) {
    const Keyspace::Table& present = database.keys->table_;
    Views before = database.changed;
    if (database.table != &present) {
      AddAll(*database.table, before);
      for (size_t slot = 0; slot < present.size(); ++slot) {
        before.try_emplace(std::string(present.at(slot)->key()));
      }
    }
    for (const auto& [key, view] : before) {
      const ValueView after = InTable(present, key);
      if (view == after) continue;
      differences.push_back({database.keys->index(), key, view, after});
    }
  }
  return differences;
}

}  // namespace luarig
