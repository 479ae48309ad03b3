#ifndef LUARIG_ENGINE_SERVER_SERVER_STATE_H_
#define LUARIG_ENGINE_SERVER_SERVER_STATE_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/process.h"
#include "engine/base/random.h"
#include "engine/base/target.h"
#include "engine/server/acl.h"
#include "engine/server/cluster_node.h"
#include "engine/server/eviction.h"
#include "engine/server/key_event_hub.h"
#include "engine/server/latency.h"
#include "engine/server/notifications.h"
#include "engine/server/persistence.h"
#include "engine/server/propagation.h"
#include "engine/server/pubsub.h"
#include "engine/server/rates.h"
#include "engine/server/script_runtime.h"
#include "engine/server/session.h"
#include "engine/server/slow_log.h"
#include "engine/server/texts.h"
#include "engine/server/tracking.h"
#include "engine/server/waiters.h"
#include "engine/server/watches.h"
#include "engine/store/keyspace.h"

namespace luarig {

class CommandTable;
class Observer;
struct Command;

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
  bool refuses_paused = false;  // what CLIENT PAUSE holds back is refused where nobody can wait
  bool strict_keys = false;     // luarig's own: scripts may only use the keys they were called with

  bool operator==(const Conditions& other) const {
    return std::memcmp(this, &other, sizeof(Conditions)) == 0;
  }
};
static_assert(std::has_unique_object_representations_v<Conditions>);

// A server in no condition at all. Asked at every call, too: nothing is made to be compared with.
inline bool AreUsual(const Conditions& conditions) {
  static constexpr Conditions kUsual;
  return conditions == kUsual;
}

// What makes room when memory is over its limit, in the server's order of their names.
enum class EvictionPolicy : uint8_t {
  kVolatileLru,
  kVolatileLfu,
  kVolatileRandom,
  kVolatileTtl,
  kAllKeysLru,
  kAllKeysLfu,
  kAllKeysRandom,
  kNoEviction,
};

// Where a command may be used: enable-debug-command and its kind.
enum class AllowedFrom : uint8_t { kNowhere, kAnywhere, kLocal };

// `session` is where `from` allows. One without a connection is local.
bool MayUse(const Session& session, AllowedFrom from);

// The directives that change what the engine does, apart from the limits of encodings (StoreContext
// has those) and the conditions. Enumerations are kept as numbers, which is how CONFIG has them.
struct Directives {
  int64_t busy_reply_threshold = 5000;  // milliseconds; lua-time-limit is the same
  int64_t maxmemory = 0;                // bytes, unsigned; 0: no limit
  int64_t maxmemory_policy = static_cast<int64_t>(EvictionPolicy::kNoEviction);
  int64_t maxmemory_samples = 5;
  int64_t maxmemory_eviction_tenacity = 10;
  int64_t lfu_log_factor = 10;
  int64_t lfu_decay_time = 1;
  int64_t proto_max_bulk_len = int64_t{512} * 1024 * 1024;  // bytes of the largest string
  Notifications notifications;
  int64_t slowlog_log_slower_than = 10000;  // microseconds; 0: everything, negative: nothing
  int64_t slowlog_max_len = 128;
  int64_t latency_monitor_threshold = 0;  // milliseconds; 0: off
  bool latency_tracking = true;
  int64_t tracking_table_max_keys = 1000000;  // 0: no limit
  int64_t databases = 16;
  int64_t maxclients = 10000;
  int64_t timeout = 0;  // seconds after which idle clients are dropped; 0: never
  int64_t port = 6379;
  int64_t hz = 10;
  // A server has kNowhere; but whoever reaches an engine is its owner.
  int64_t enable_debug_command = static_cast<int64_t>(AllowedFrom::kAnywhere);
  int64_t enable_protected_configs = static_cast<int64_t>(AllowedFrom::kAnywhere);
  int64_t enable_module_command = static_cast<int64_t>(AllowedFrom::kNowhere);
  bool stop_writes_on_bgsave_error = true;
  bool replica_ignore_maxmemory = true;
  bool appendonly = false;
  int64_t min_replicas_to_write = 0;
  int64_t min_replicas_max_lag = 10;

  EvictionPolicy policy() const { return static_cast<EvictionPolicy>(maxmemory_policy); }
};

// CLIENT PAUSE.
struct Pause {
  int64_t until = 0;    // microseconds of the data clock; in the past: there is none
  bool all = false;     // every command, not only those that may write
  bool lifted = false;  // by CLIENT UNPAUSE: those it held back run when this command has ended

  bool lasts(int64_t now) const { return until > now; }
};

// The client's command that runs, or that runs the script whose commands run.
struct CurrentCall {
  Session* session = nullptr;
  const Command* command = nullptr;
  std::span<const std::string_view> argv;
};

// What INFO counts beside commands, keys and errors. Whoever owns the connections counts theirs.
struct Statistics {
  uint64_t connections_received = 0;
  uint64_t rejected_connections = 0;
  uint64_t net_input_bytes = 0;
  uint64_t net_output_bytes = 0;
  uint64_t reads_processed = 0;
  uint64_t writes_processed = 0;
  uint64_t unexpected_error_replies = 0;
  uint64_t evicted_scripts = 0;
  uint64_t input_limit_disconnections = 0;   // by client-query-buffer-limit
  uint64_t output_limit_disconnections = 0;  // by client-output-buffer-limit
};

// How fast some of them grow; RunTimers looks.
struct Rates {
  Rate commands;
  Rate input_bytes;
  Rate output_bytes;
};

class Faults;
class ReplyShuffle;
class ScriptDebugging;

// A server's state, apart from its commands and its Lua: databases, conditions, clocks, statistics.
struct ServerState {
  ServerState(const Target& served_target, int database_count, uint64_t seed);

  const Target& target;
  StoreContext store;
  std::vector<std::unique_ptr<Keyspace>> databases;
  Conditions conditions;
  Directives directives;
  Random random;
  bool deny_scripts = true;  // off: scripts may call what is not for them, to test it
  bool times_calls = true;   // EngineOptions has it

  DataClock* clock = nullptr;             // never null once the engine stands
  Stopwatch* stopwatch = nullptr;         // may be null
  Faults* faults = nullptr;               // may be null: scripts then meet what there is
  const ReplyShuffle* shuffle = nullptr;  // may be null: replies come in the order that they have
  Process* process = nullptr;             // may be null
  Interrupt* interrupt = nullptr;         // told while scripts run; may be null
  ScriptDebugging* debugging = nullptr;   // serves SCRIPT DEBUG; may be null
  int64_t now_micros = 0;                 // the data clock as the running command or script sees it

  const CommandTable* commands = nullptr;
  ScriptRuntime* scripts = nullptr;
  std::vector<Observer*> observers;
  std::vector<Observer*> command_observers;  // those of them that watch commands
  std::vector<Observer*> line_observers;     // and those that watch lines
  std::vector<Observer*> branch_observers;   // and branches
  std::vector<Observer*> propagation_observers;

  // Clients, by id; each session enters and leaves by itself.
  std::map<uint64_t, Session*> sessions;
  uint64_t next_session_id = 1;
  Acl acl;
  Watches watches;
  PubSub pubsub;
  Waiters waiters;
  Propagation propagation;
  Pause pause;
  bool shutting_down = false;    // SHUTDOWN: whoever serves the engine is to end
  bool was_over_memory = false;  // when a limit was last looked at, be it gone since
  Session* rerunning = nullptr;  // whose command is run again because it waited

  uint64_t commands_processed = 0;
  uint64_t commands_timed = 0;  // commands that were called at least once: each has a histogram
  uint64_t peak_memory = 0;     // the most that UsedMemory() has been
  Evictor evictor;
  // Replies that were errors, by their first word, as INFO errorstats counts them.
  std::map<std::string, uint64_t, std::less<>> error_counts;
  Statistics statistics;
  Rates rates;
  int64_t started = 0;  // when the server came up, in microseconds of the data clock
  std::string run_id;   // 40 hexadecimal digits
  std::string replication_id;
  std::string former_replication_id;  // what it was before the server became a primary; "": none
  ClusterNode cluster_node;
  Persistence persistence;

  // Values of directives that are only kept; those not in here have their initial value.
  std::map<std::string_view, std::string> kept_directives;
  // CONFIG REWRITE: writes the directives to where they came from; "" or why not. Null: there is no
  // such file.
  std::function<std::string()> rewrite_config;
  // SAVE and BGSAVE: writes the data to wherever the host keeps it; "" or why not. Null: it keeps
  // none, and saving does nothing, well.
  std::function<std::string()> save;

  CurrentCall current;
  SlowLog slow_log;
  LatencyEvents latency_events;
  Tracking tracking{*this};
  std::vector<Session*> monitors;
  std::vector<size_t> redacted;  // words of the running command that logs must not show

  Keyspace& keyspace(const Session& session) {
    return *databases[static_cast<size_t>(session.database)];
  }
  std::string_view text(Text which) const { return TextOf(which, target.id); }

  // A new identity, which no other engine of that seed has by chance: 40 hexadecimal digits.
  std::string NewId();
  // Gives these slots to another node of the cluster, and takes back all others.
  void GiveSlots(const SlotSet& slots);

  // Counts an error reply under its first word.
  void CountError(std::string_view reply);

  // Makes or drops databases until there are as many as the directive says. REQUIRES: nobody uses
  // those that go.
  void MakeDatabases();

  // Makes the keyspaces tell of changed keys if anybody wants to know, and only then. Call after
  // what may change that.
  void UpdateKeyEvents();

  // Reads the data clock and freezes it for the command that starts now.
  void FreezeClock();

  // What a server would use now, in bytes: what it holds when it starts, its caches, and its keys.
  // The first call counts all keys; later ones cost nothing.
  uint64_t UsedMemory();

  // A client's command is about to run: if there is a limit of memory, makes room as the policy
  // says, and sets conditions.over_memory if that is not enough.
  void CheckMemory();

  // Directives were set: passes on what the store works by, and who is told of keys.
  void DirectivesChanged();

 private:
  Random ids_;  // a generator of their own, so that what is drawn from `random` is not moved
  KeyEventHub key_events_{*this};
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_SERVER_STATE_H_
