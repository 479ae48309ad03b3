#ifndef LUARIG_ENGINE_STORE_PAST_H_
#define LUARIG_ENGINE_STORE_PAST_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/store/diff.h"

namespace luarig {

// What keyspaces held at an earlier moment, told from the undo journal without undoing anything.
//
// It starts as the present; each step, newest first, moves it one change back by the calls below.
// Representation: for each database the table that its keys come from (its own, or one that was
// swapped or cleared since) and, on top of it, the keys that are known to have been different.
class Past {
 public:
  explicit Past(const Databases& databases);

  // --- Called by the journal's steps ---

  void SetAbsent(const Keyspace& keys, const std::string& key);
  void SetEntry(const Keyspace& keys, const Entry& entry);
  void SetTtl(const Keyspace& keys, const std::string& key, std::optional<int64_t> expire_at);
  void SetContent(const Keyspace& keys, const std::string& key, const void* content);
  // What is at `new_key` of `target` was at `key` of `keys`.
  void SetMoved(const Keyspace& keys, const std::string& key, const Keyspace& target,
                const std::string& new_key);
  void SetTable(const Keyspace& keys, const Keyspace::Table& table);
  void Swap(const Keyspace& a, const Keyspace& b);

  // --- The answer ---

  // The keys that were different then, by database and key.
  std::vector<KeyDifference> Differences() const;

 private:
  using Views = std::map<std::string, ValueView, std::less<>>;
  struct Database {
    const Keyspace* keys;          // as it is now
    const Keyspace::Table* table;  // where the keys that `changed` does not name come from
    Views changed;
  };

  Database& Of(const Keyspace& keys) { return databases_[static_cast<size_t>(keys.index())]; }
  ValueView& ViewOf(const Keyspace& keys, const std::string& key);
  static ValueView InTable(const Keyspace::Table& table, std::string_view key);
  static void AddAll(const Keyspace::Table& table, Views& views);

  std::vector<Database> databases_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_PAST_H_
