#ifndef LUARIG_ENGINE_STORE_COLLECTION_H_
#define LUARIG_ENGINE_STORE_COLLECTION_H_

#include <cstdint>

#include "engine/store/encoding.h"
#include "engine/store/journal.h"

namespace luarig {

// What hashes, lists, sets and sorted sets have in common: the limits of their encodings and their
// place in the undo journal. Keyspace calls PrepareChange() before it hands one out to be changed.
class Collection {
 public:
  // Called before the first change after `journal` moved to a new epoch. If `log_changes`, every
  // change from now on is logged by itself; else the caller has saved the whole value.
  void SetLogging(Journal& journal, bool log_changes) {
    saved_epoch_ = journal.epoch();
    journal_ = log_changes ? &journal : nullptr;
  }

  // The journal epoch in which this value was last saved or began to log; 0 for never.
  uint32_t saved_epoch() const { return saved_epoch_; }

 protected:
  explicit Collection(const EncodingLimits& limits) : limits_(&limits) {}
  ~Collection() = default;

  // A copy starts with no place in the journal: it is another value.
  Collection(const Collection& other) : limits_(other.limits_) {}
  Collection(Collection&& other) noexcept : limits_(other.limits_) {}
  // Assigning replaces the content; what the journal knows of this value stays.
  // NOLINTNEXTLINE(bugprone-unhandled-self-assignment): nothing is assigned
  Collection& operator=(const Collection&) { return *this; }
  Collection& operator=(Collection&&) noexcept { return *this; }

  const EncodingLimits& limits() const { return *limits_; }

  // Where each change must be logged, or null if none need be.
  Journal* log() const { return journal_ != nullptr && journal_->recording() ? journal_ : nullptr; }

 private:
  const EncodingLimits* limits_;
  Journal* journal_ = nullptr;
  uint32_t saved_epoch_ = 0;
};

// Values below this size are saved whole by the journal; larger ones log each change.
inline constexpr size_t kSaveWholeBelow = 64;

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_COLLECTION_H_
