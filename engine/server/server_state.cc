#include "engine/server/server_state.h"

#include <algorithm>

#include "engine/server/fixed_memory.h"

namespace luarig {
ServerState::ServerState(const Target& served_target, int database_count, uint64_t seed)
    : target(served_target),
      store(served_target),
      random(seed),
      acl(served_target),
      evictor(seed),
      ids_(seed) {
  directives.databases = database_count;
  MakeDatabases();
  run_id = NewId();
  replication_id = NewId();
  cluster_node.id = NewId();
  cluster_node.shard_id = NewId();
}

void ServerState::GiveSlots(const SlotSet& slots) {
  if (cluster_node.other_id.empty()) {
    cluster_node.other_id = NewId();
    cluster_node.other_shard_id = NewId();
  }
  cluster_node.elsewhere = slots;
}

std::string ServerState::NewId() {
  constexpr int kDigits = 40;
  std::string id;
  for (int i = 0; i < kDigits; ++i) id += "0123456789abcdef"[ids_.Below(16)];
  return id;
}

bool MayUse(const Session& session, AllowedFrom from) {
  const ClientFacts& facts = session.facts;
  const bool local = facts.unix_socket || facts.address == "?:0" ||
                     facts.address.starts_with("127.") || facts.address.starts_with("[::1]");
  return from == AllowedFrom::kAnywhere || (from == AllowedFrom::kLocal && local);
}

void ServerState::MakeDatabases() {
  const auto wanted = static_cast<size_t>(directives.databases);
  if (databases.size() > wanted) databases.resize(wanted);
  while (databases.size() < wanted) {
    databases.push_back(std::make_unique<Keyspace>(store, static_cast<int>(databases.size())));
  }
}

void ServerState::CountError(std::string_view reply) {
  const std::string_view code = reply.substr(0, reply.find(' '));
  const auto found = error_counts.find(code);
  if (found != error_counts.end()) {
    ++found->second;
  } else {
    error_counts.emplace(code, 1);
  }
}

void ServerState::UpdateKeyEvents() {
  if (store.events != nullptr && store.events != &key_events_) return;  // somebody else listens
  const bool wanted = !watches.empty() || !waiters.empty() || tracking.active() ||
                      propagation.watched() || directives.notifications.any();
  store.events = wanted ? &key_events_ : nullptr;
}

void ServerState::FreezeClock() {
  now_micros = clock->NowMicros();
  store.now_ms = now_micros / 1000;
  store.access.SetClock(now_micros / 1000000);
}

uint64_t ServerState::UsedMemory() {
  if (!store.memory.on()) {
    store.memory.TurnOn();
    for (const auto& keys : databases) keys->CountAll();
  }
  const uint64_t used = FixedMemory(*this) + store.memory.total();
  peak_memory = std::max(peak_memory, used);
  return used;
}

void ServerState::CheckMemory() {
  // A script that runs has been checked for already.
  if (directives.maxmemory == 0 || scripts->running()) return;
  const auto limit = static_cast<uint64_t>(directives.maxmemory);
  const uint64_t fixed = FixedMemory(*this);
  store.memory.limit = limit > fixed ? limit - fixed : 1;
  const uint64_t used = UsedMemory();
  const bool is_ignoring_replica =
      conditions.role == Role::kReplica && directives.replica_ignore_maxmemory;
  const bool ignored = conditions.loading || pause.lasts(now_micros) || is_ignoring_replica;
  conditions.over_memory = used > limit && !ignored && !evictor.MakeRoom(*this, limit);
  was_over_memory = conditions.over_memory;
}

void ServerState::DirectivesChanged() {
  UpdateKeyEvents();
  const EvictionPolicy policy = directives.policy();
  store.access.counts_uses = CountsUses(policy);
  store.access.log_factor = directives.lfu_log_factor;
  store.access.decay_minutes = directives.lfu_decay_time;
  // Under a policy that looks at single uses, keys cannot share their values.
  const bool shares = directives.maxmemory == 0 || !(CountsUses(policy) || CountsIdleTime(policy));
  if (store.memory.model().shares_integers() != shares) {
    store.memory.model().set_shares_integers(shares);
    for (const auto& keys : databases) {
      if (store.memory.on()) keys->CountAll();
    }
  }
  if (directives.maxmemory == 0) {
    store.memory.limit = 0;
    conditions.over_memory = false;
  } else if (was_over_memory) {
    conditions.over_memory = true;
  }
}

}  // namespace luarig
