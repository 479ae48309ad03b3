#ifndef LUARIG_ENGINE_SERVER_SERVER_STATE_H_
#define LUARIG_ENGINE_SERVER_SERVER_STATE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/random.h"
#include "engine/base/target.h"
#include "engine/server/script_runtime.h"
#include "engine/server/session.h"
#include "engine/server/texts.h"
#include "engine/store/keyspace.h"

namespace luarig {

class CommandTable;
class Observer;

enum class Role : uint8_t { kPrimary, kReplica };

// The conditions a deployment can be in, which the checks refuse commands for.
struct Conditions {
  Role role = Role::kPrimary;
  bool replica_read_only = true;
  bool replica_serve_stale_data = true;
  bool primary_link_down = false;  // a replica that lost its primary
  bool disk_error = false;         // the last snapshot failed: MISCONF
  bool too_few_replicas = false;   // min-replicas-to-write is not met: NOREPLICAS
  bool over_memory = false;        // used memory is past maxmemory
  bool cluster = false;
  bool loading = false;

  bool operator==(const Conditions&) const = default;
};

// What CONFIG SET changes, apart from the limits of encodings (StoreContext has those).
struct Directives {
  int64_t busy_reply_threshold = 5000;  // milliseconds; lua-time-limit is the same
  int64_t maxmemory = 0;                // bytes, unsigned; 0: no limit
  int64_t proto_max_bulk_len = int64_t{512} * 1024 * 1024;  // bytes of the largest string
};

// A server's state, apart from its commands and its Lua: databases, conditions, clocks, statistics.
struct ServerState {
  ServerState(const Target& served_target, int database_count, uint64_t seed);

  const Target& target;
  StoreContext store;
  std::vector<std::unique_ptr<Keyspace>> databases;
  Conditions conditions;
  Directives directives;
  Random random;

  DataClock* clock = nullptr;      // never null once the engine stands
  Stopwatch* stopwatch = nullptr;  // may be null
  int64_t now_micros = 0;          // the data clock as the running command or script sees it

  const CommandTable* commands = nullptr;
  ScriptRuntime* scripts = nullptr;
  std::vector<Observer*> observers;
  std::vector<Observer*> command_observers;  // those of them that watch commands

  uint64_t next_session_id = 1;
  uint64_t commands_processed = 0;
  // Replies that were errors, by their first word, as INFO errorstats counts them.
  std::map<std::string, uint64_t, std::less<>> error_counts;

  Keyspace& keyspace(const Session& session) {
    return *databases[static_cast<size_t>(session.database)];
  }
  std::string_view text(Text which) const { return TextOf(which, target.id); }

  // Counts an error reply under its first word.
  void CountError(std::string_view reply);

  // Reads the data clock and freezes it for the command that starts now.
  void FreezeClock();
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_SERVER_STATE_H_
