#include "engine/server/eviction.h"

#include <algorithm>
#include <array>
#include <limits>

#include "engine/server/server_state.h"
#include "engine/store/keyspace.h"

namespace luarig {
namespace {

constexpr size_t kPoolSize = 16;

bool TakesAnyKey(EvictionPolicy policy) {
  return policy == EvictionPolicy::kAllKeysLru || policy == EvictionPolicy::kAllKeysLfu ||
         policy == EvictionPolicy::kAllKeysRandom;
}

bool IsRandom(EvictionPolicy policy) {
  return policy == EvictionPolicy::kAllKeysRandom || policy == EvictionPolicy::kVolatileRandom;
}

// How readily `entry` goes.
uint64_t ScoreOf(const ServerState& server, const Entry& entry) {
  const EvictionPolicy policy = server.directives.policy();
  if (policy == EvictionPolicy::kVolatileTtl) {
    return std::numeric_limits<uint64_t>::max() - static_cast<uint64_t>(entry.expire_at());
  }
  constexpr uint64_t kMostUses = 255;
  const AccessNotes& notes = server.store.access;
  return CountsUses(policy) ? kMostUses - notes.Frequency(entry.access())
                            : notes.IdleSeconds(entry.access());
}

const Entry* Draw(const ServerState& server, Keyspace& keys, Random& random) {
  return TakesAnyKey(server.directives.policy()) ? keys.RandomEntry(random)
                                                 : keys.RandomExpiring(random);
}

}  // namespace

std::string_view PolicyName(EvictionPolicy policy) {
  constexpr std::array<std::string_view, 8> kNames = {
      "volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl",
      "allkeys-lru",  "allkeys-lfu",  "allkeys-random",  "noeviction"};
  return kNames[static_cast<size_t>(policy)];
}

bool CountsUses(EvictionPolicy policy) {
  return policy == EvictionPolicy::kVolatileLfu || policy == EvictionPolicy::kAllKeysLfu;
}

bool CountsIdleTime(EvictionPolicy policy) {
  return policy == EvictionPolicy::kVolatileLru || policy == EvictionPolicy::kAllKeysLru;
}

bool Evictor::MakeRoom(ServerState& server, uint64_t limit) {
  const EvictionPolicy policy = server.directives.policy();
  if (policy == EvictionPolicy::kNoEviction) return false;
  while (server.UsedMemory() > limit) {
    const bool evicted = IsRandom(policy) ? EvictAtRandom(server) : EvictOne(server);
    if (!evicted) return false;
  }
  return true;
}

// The databases in turn, so that each loses keys.
bool Evictor::EvictAtRandom(ServerState& server) {
  for (size_t tried = 0; tried < server.databases.size(); ++tried) {
    Keyspace& keys = *server.databases[next_database_++ % server.databases.size()];
    if (const Entry* entry = Draw(server, keys, random_)) {
      keys.Evict(entry->key());
      return true;
    }
  }
  return false;
}

bool Evictor::EvictOne(ServerState& server) {
  for (;;) {
    bool any = false;
    for (const auto& keys : server.databases) {
      const bool all = TakesAnyKey(server.directives.policy());
      if ((all ? keys->size() : keys->expiring()) == 0) continue;
      any = true;
      Fill(server, *keys);
    }
    if (!any) return false;
    while (!pool_.empty()) {
      const Candidate best = std::move(pool_.back());
      pool_.pop_back();
      Keyspace& keys = *server.databases[static_cast<size_t>(best.database)];
      const Entry* entry = keys.FindEntry(best.key, false);
      // What was drawn for an earlier command may have gone, or lost its TTL.
      if (entry == nullptr) continue;
      if (!TakesAnyKey(server.directives.policy()) && !entry->has_ttl()) continue;
      keys.Evict(best.key);
      return true;
    }
  }
}

void Evictor::Fill(ServerState& server, Keyspace& keys) {
  const int64_t samples = server.directives.maxmemory_samples;
  for (int64_t i = 0; i < samples; ++i) {
    const Entry* entry = Draw(server, keys, random_);
    if (entry == nullptr) return;
    Offer(ScoreOf(server, *entry), keys.index(), *entry);
  }
}

// Puts a key into the pool, which is in order of scores, if there is room for it.
void Evictor::Offer(uint64_t score, int database, const Entry& entry) {
  const auto same = [&](const Candidate& other) {
    return other.database == database && other.key == entry.key();
  };
  if (std::ranges::any_of(pool_, same)) return;
  const bool full = pool_.size() == kPoolSize;
  if (full && score <= pool_.front().score) return;
  const auto place = std::ranges::lower_bound(pool_, score, {}, &Candidate::score);
  pool_.insert(place, {score, database, std::string(entry.key())});
  if (full) pool_.erase(pool_.begin());
}

}  // namespace luarig
