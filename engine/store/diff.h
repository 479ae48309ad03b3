#ifndef LUARIG_ENGINE_STORE_DIFF_H_
#define LUARIG_ENGINE_STORE_DIFF_H_

#include <string>
#include <vector>

#include "engine/store/keyspace.h"

namespace luarig {

enum class KeyChange : uint8_t { kAdded, kRemoved, kChanged };

// One key that differs between two moments.
struct KeyDifference {
  KeyChange change;
  int database;
  std::string key;
};

// The keys that differ between two sets of databases: added, removed, of another type, value or
// TTL. Sorted by database, then key. Two values are equal if a user would call them so: sets and
// hashes whatever their order, encodings aside.
std::vector<KeyDifference> Diff(const std::vector<std::unique_ptr<Keyspace>>& before,
                                const std::vector<std::unique_ptr<Keyspace>>& after);

// True if both entries hold the same value and TTL.
bool SameValue(const Entry& a, const Entry& b);

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_DIFF_H_
