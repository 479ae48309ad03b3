// Directives of files and replicas. Nothing is saved and there are no replicas: what they change is
// which commands are refused.

#include "engine/server/config_rows.h"
#include "engine/server/config_words.h"
#include "engine/server/server_state.h"

namespace luarig {
namespace {

using enum DirectiveFlag;
using S = ServerState;

// clang-format off
bool& ReadOnly(S& s)           { return s.conditions.replica_read_only; }
bool& ServeStale(S& s)         { return s.conditions.replica_serve_stale_data; }
bool& StopWrites(S& s)         { return s.directives.stop_writes_on_bgsave_error; }
bool& IgnoreMemory(S& s)       { return s.directives.replica_ignore_maxmemory; }
bool& AppendOnly(S& s)         { return s.directives.appendonly; }
int64_t& ReplicasToWrite(S& s) { return s.directives.min_replicas_to_write; }
int64_t& ReplicaLag(S& s)      { return s.directives.min_replicas_max_lag; }
// clang-format on

// A snapshot that failed only matters to a server that is to make some.
void SavePointsChanged(S& server, std::string_view value) {
  if (server.persistence.failed_in_background) server.conditions.disk_error = !value.empty();
}

// No replica ever comes.
void ReplicasChanged(S& server, std::string_view) {
  const Directives& now = server.directives;
  server.conditions.too_few_replicas =
      now.min_replicas_to_write > 0 && now.min_replicas_max_lag > 0;
}

// The primary is never reached.
void PrimaryChanged(S& server, std::string_view value) {
  server.conditions.role = value.empty() ? Role::kPrimary : Role::kReplica;
  server.conditions.primary_link_down = !value.empty();
  server.store.expire_keys = value.empty();
}

constexpr TargetSet kValkey = TargetId::kValkey80;
constexpr TargetSet kRedis = kAllTargets.Without(kValkey);

// clang-format off
constexpr DirectiveRow kRows[] = {
    // Snapshots.
    Special("save", "", ReadSave).With(kSeveralWords).Then(SavePointsChanged),
    String("dir", "/").With(kProtected).RefusedBy(RefuseDirectory),
    String("dbfilename", "dump.rdb").With(kProtected).RefusedBy(RefuseDbFilePath),
    YesNo("rdbchecksum", "yes").Fixed(),
    YesNo("rdbcompression", "yes"),
    YesNo("rdb-del-sync-files", "no"),
    YesNo("rdb-save-incremental-fsync", "yes"),
    Integer("rdb-key-save-delay", "0", INT32_MIN, INT32_MAX).With(kHidden),
    Integer("key-load-delay", "0", INT32_MIN, INT32_MAX).With(kHidden),
    Integer("loading-process-events-interval-bytes", "2097152", 1024, INT32_MAX).With(kHidden),
    YesNo("stop-writes-on-bgsave-error", "yes").In(StopWrites),

    // The append-only file.
    YesNo("appendonly", "no").In(AppendOnly),
    String("appendfilename", "appendonly.aof").Fixed().RefusedBy(RefuseAofPath),
    String("appenddirname", "appendonlydir").Fixed().RefusedBy(RefuseAofDirPath),
    OneOf("appendfsync", "everysec", "everysec, always, no"),
    YesNo("no-appendfsync-on-rewrite", "no"),
    YesNo("aof-disable-auto-gc", "no"),
    YesNo("aof-load-truncated", "yes"),
    YesNo("aof-rewrite-incremental-fsync", "yes"),
    YesNo("aof-timestamp-enabled", "no"),
    YesNo("aof-use-rdb-preamble", "yes"),
    Memory("auto-aof-rewrite-min-size", "67108864", 0, kAny),
    Integer("auto-aof-rewrite-percentage", "100", 0, INT32_MAX),

    // Replicas.
    Special("replicaof", "", ReadPrimary).Alias("slaveof").With(kSeveralWords).Then(PrimaryChanged).Fixed(),
    String("masterauth").With(kSensitive).For(kRedis),
    String("masteruser").For(kRedis),
    String("primaryauth").Alias("masterauth").With(kSensitive).For(kValkey),
    String("primaryuser").Alias("masteruser").For(kValkey),
    Integer("min-replicas-max-lag", "10", 0, INT32_MAX).Alias("min-slaves-max-lag").In(ReplicaLag).Then(ReplicasChanged),
    Integer("min-replicas-to-write", "0", 0, INT32_MAX).Alias("min-slaves-to-write").In(ReplicasToWrite).Then(ReplicasChanged),
    OneOf("propagation-error-behavior", "ignore", "ignore, panic, panic-on-replicas"),
    Memory("repl-backlog-size", "1048576", 1, kAny).Clamped(16384, kAny).For(kRedis),
    Memory("repl-backlog-size", "10485760", 1, kAny).Clamped(16384, kAny).For(kValkey),
    Integer("repl-backlog-ttl", "3600", 0, kAny),
    YesNo("repl-disable-tcp-nodelay", "no"),
    OneOf("repl-diskless-load", "disabled", "disabled, on-empty-db, swapdb"),
    YesNo("repl-diskless-sync", "yes"),
    Integer("repl-diskless-sync-delay", "5", 0, INT32_MAX),
    Integer("repl-diskless-sync-max-replicas", "0", 0, INT32_MAX),
    Integer("repl-ping-replica-period", "10", 1, INT32_MAX).Alias("repl-ping-slave-period"),
    Integer("repl-timeout", "60", 1, INT32_MAX),
    String("replica-announce-ip").Alias("slave-announce-ip"),
    Integer("replica-announce-port", "0", 0, kMaxPort).Alias("slave-announce-port"),
    YesNo("replica-announced", "yes"),
    YesNo("replica-ignore-disk-write-errors", "no"),
    YesNo("replica-ignore-maxmemory", "yes").Alias("slave-ignore-maxmemory").In(IgnoreMemory),
    YesNo("replica-lazy-flush", "no").Alias("slave-lazy-flush").For(kRedis),
    YesNo("replica-lazy-flush", "yes").Alias("slave-lazy-flush").For(kValkey),
    Integer("replica-priority", "100", 0, INT32_MAX).Alias("slave-priority"),
    YesNo("replica-read-only", "yes").Alias("slave-read-only").In(ReadOnly),
    YesNo("replica-serve-stale-data", "yes").Alias("slave-serve-stale-data").In(ServeStale),
    YesNo("dual-channel-replication-enabled", "no").For(kValkey),
};
// clang-format on

}  // namespace

std::span<const DirectiveRow> PersistenceDirectives() { return kRows; }

}  // namespace luarig
