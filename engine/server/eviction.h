#ifndef LUARIG_ENGINE_SERVER_EVICTION_H_
#define LUARIG_ENGINE_SERVER_EVICTION_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/random.h"

namespace luarig {

class Entry;
class Keyspace;
enum class EvictionPolicy : uint8_t;
struct ServerState;

// "allkeys-lru", ...: the names of EvictionPolicy, in its order.
std::string_view PolicyName(EvictionPolicy policy);

// Whether a policy goes by how often, or by how long ago, a key was used.
bool CountsUses(EvictionPolicy policy);
bool CountsIdleTime(EvictionPolicy policy);

// Takes keys away until memory is within its limit, in the server's approximation of its policies:
// some keys of each database are drawn at random, the best of all that were drawn so far stand in a
// small pool, and the best of those goes first. The draws are its own and repeat with the seed.
class Evictor {
 public:
  explicit Evictor(uint64_t seed) : random_(seed) {}

  // Returns false if memory is still over `limit` bytes when there is nothing left to take.
  bool MakeRoom(ServerState& server, uint64_t limit);

 private:
  // A key that may go, the more readily the higher its score.
  struct Candidate {
    uint64_t score;
    int database;
    std::string key;
  };

  bool EvictOne(ServerState& server);
  bool EvictAtRandom(ServerState& server);
  void Fill(ServerState& server, Keyspace& keys);
  void Offer(uint64_t score, int database, const Entry& entry);

  Random random_;
  std::vector<Candidate> pool_;  // the best stands last
  size_t next_database_ = 0;     // random policies take turns
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_EVICTION_H_
