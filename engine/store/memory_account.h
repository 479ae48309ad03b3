#ifndef LUARIG_ENGINE_STORE_MEMORY_ACCOUNT_H_
#define LUARIG_ENGINE_STORE_MEMORY_ACCOUNT_H_

#include <cstdint>

#include "engine/store/memory_model.h"

namespace luarig {

// What a server would hold in memory for all its keyspaces: the running total, which every
// keyspace adds to and takes from.
//
// Off until somebody wants to know; while it is off, changes cost one test. It stays on once it is:
// keyspaces then keep what they added, each collection what was added for it, so that a change
// costs the same whatever the size of the value.
class MemoryAccount {
 public:
  explicit MemoryAccount(const Target& target) : model_(target, MemoryModel::Meter::kAllocated) {}

  bool on() const { return on_; }
  // The owner of the keyspaces turns it on, and has each of them count itself (Keyspace::CountAll).
  void TurnOn() { on_ = true; }

  const MemoryModel& model() const { return model_; }
  MemoryModel& model() { return model_; }

  uint64_t total() const { return static_cast<uint64_t>(total_); }
  void Add(int64_t bytes) { total_ += bytes; }

  // What the keyspaces may hold at most, for tables that would rather not grow beyond it; 0: as
  // much as they want. The owner takes off what else a server holds.
  uint64_t limit = 0;
  bool Exceeds(uint64_t more) const { return limit != 0 && total() + more > limit; }

 private:
  MemoryModel model_;
  bool on_ = false;
  int64_t total_ = 0;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_MEMORY_ACCOUNT_H_
