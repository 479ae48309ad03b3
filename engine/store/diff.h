#ifndef LUARIG_ENGINE_STORE_DIFF_H_
#define LUARIG_ENGINE_STORE_DIFF_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/store/entry.h"
#include "engine/store/journal.h"
#include "engine/store/keyspace.h"

namespace luarig {

using Databases = std::vector<std::unique_ptr<Keyspace>>;

// A value and its TTL at some moment: as they are now, or as the undo journal kept them. Points to
// both, so it is good until the next change, roll back or release.
class ValueView {
 public:
  ValueView() = default;  // no value
  explicit(false) ValueView(const Entry& entry);
  // The same value with another content (a collection of its type) or TTL.
  ValueView WithContent(const void* content) const;
  ValueView WithTtl(std::optional<int64_t> expire_at) const;

  explicit operator bool() const { return entry_ != nullptr; }
  ValueType type() const { return entry_ == nullptr ? ValueType::kNone : entry_->type(); }
  std::optional<int64_t> expire_at() const { return expire_at_; }

  // REQUIRES: type() == kString.
  std::string_view Text(NumberText& scratch) const { return entry_->Text(scratch); }
  // REQUIRES: T is the class of type().
  template <typename T>
  const T& collection() const {
    return *static_cast<const T*>(content_);
  }

  // True if a user would call both the same: sets and hashes whatever their order, encodings aside.
  bool SameValue(const ValueView& other) const;
  bool operator==(const ValueView& other) const {
    return expire_at_ == other.expire_at_ && SameValue(other);
  }

 private:
  const Entry* entry_ = nullptr;
  const void* content_ = nullptr;  // of a collection
  std::optional<int64_t> expire_at_;
};

// One key that differs between two moments: added if it has no `before`, removed if no `after`.
struct KeyDifference {
  int database = 0;
  std::string key;
  ValueView before;
  ValueView after;

  bool added() const { return !before; }
  bool removed() const { return !after; }
};

// The keys that differ in type, value or TTL, sorted by database, then key.
std::vector<KeyDifference> Diff(const Databases& before, const Databases& after);

// What changed since `mark`, a checkpoint made with Keep::kWholeValues. Costs what was touched
// since then, not what exists; nothing is rolled back. Keys whose time has come are removed first,
// so that they show as removed.
//
// REQUIRES: `mark` is open and belongs to the journal that all of `databases` write to.
std::vector<KeyDifference> DiffSince(const Journal& journal, Journal::Mark mark,
                                     const Databases& databases);

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_DIFF_H_
