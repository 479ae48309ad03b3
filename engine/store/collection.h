#ifndef LUARIG_ENGINE_STORE_COLLECTION_H_
#define LUARIG_ENGINE_STORE_COLLECTION_H_

#include <algorithm>
#include <cstdint>

#include "engine/store/dict_model.h"
#include "engine/store/encoding.h"
#include "engine/store/journal.h"

namespace luarig {

// What hashes, lists, sets, sorted sets and streams have in common: the limits of their encodings
// and their place in the undo journal. Keyspace calls PrepareChange() before it hands one out to be
// changed.
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

  // The server's hash table of this value, and back to one of its earlier states: those that have
  // one say more.
  DictModel dict() const { return {}; }
  void set_dict(const DictModel& /*dict*/) {}

  // The bytes that the memory account holds for this value, if it holds any. Multiples of eight;
  // a value beyond 32 GiB counts as that much.
  size_t counted_bytes() const { return size_t{counted_eights_} * 8; }
  void set_counted_bytes(size_t bytes) {
    counted_eights_ = static_cast<uint32_t>(std::min<size_t>((bytes + 7) / 8, UINT32_MAX));
  }

 protected:
  explicit Collection(const EncodingLimits& limits) : limits_(&limits) {}
  ~Collection() = default;

  // A copy starts with no place in the journal: it is another value.
  Collection(const Collection& other) : limits_(other.limits_) {}
  Collection(Collection&& other) noexcept : limits_(other.limits_) {}
  // Assigning replaces the content; what journal and account know of this value stays.
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
  uint32_t counted_eights_ = 0;
};

// Values below this size are saved whole by the journal; larger ones log each change.
inline constexpr size_t kSaveWholeBelow = 64;

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_COLLECTION_H_
