// INFO: the server, its clients, what it saves and whom it follows.

#include <algorithm>
#include <vector>

#include "engine/commands/info_line.h"
#include "engine/server/config.h"

namespace luarig {
namespace {

using S = ServerState&;

constexpr int64_t kMicrosPerSecond = 1000000;
constexpr TargetSet kValkey = TargetId::kValkey80;
constexpr TargetSet kRedis = kAllTargets.Without(kValkey);

std::string Text(std::string_view text) { return std::string(text); }

std::string Mode(S server) { return server.conditions.cluster ? "cluster" : "standalone"; }

ProcessFacts Facts(S server) {
  return server.process == nullptr ? ProcessFacts() : server.process->Facts();
}

int64_t Uptime(S server) { return (server.now_micros - server.started) / kMicrosPerSecond; }

std::string Listener(S server) {
  std::string text = "name=tcp";
  const std::string bind = DirectiveValue(server, "bind");
  for (const std::string_view address : WordsOf(bind)) text += StrCat(",bind=", address);
  return StrCat(text, ",port=", server.directives.port);
}

template <typename Predicate>
std::string CountSessions(S server, Predicate predicate) {
  return StrCat(std::ranges::count_if(server.sessions,
                                      [&](const auto& entry) { return predicate(*entry.second); }));
}

std::string SecondsAndMicros(int64_t micros) {
  constexpr size_t kDigits = 6;
  std::string fraction = StrCat(micros % kMicrosPerSecond);
  fraction.insert(0, kDigits - fraction.size(), '0');
  return StrCat(micros / kMicrosPerSecond, ".", fraction);
}

std::string SystemTime(S server) { return SecondsAndMicros(Facts(server).system_micros); }
std::string UserTime(S server) { return SecondsAndMicros(Facts(server).user_micros); }
std::string NoTime(S) { return "0.000000"; }
std::string NoShare(S) { return "0.00"; }
std::string Never(S) { return "-1"; }
std::string Fine(S) { return "ok"; }

// clang-format off
constexpr InfoLine kServer[] = {
    {"redis_version",     [](S s) { return Text(s.target.redis_version); }},
    {"server_name",       [](S s) { return Text(s.target.server_name); }, kValkey},
    {"valkey_version",    [](S s) { return Text(s.target.server_version); }, kValkey},
    {"redis_git_sha1",    [](S) { return Text("00000000"); }},
    {"redis_git_dirty"},
    {"redis_build_id",    [](S) { return Text("0"); }},
    {"redis_mode",        Mode, kRedis},
    {"server_mode",       Mode, kValkey},
    {"os",                [](S s) { return Facts(s).os; }},
    {"arch_bits",         [](S) { return Text("64"); }},
    {"monotonic_clock",   [](S) { return Text("POSIX clock_gettime"); }},
    {"multiplexing_api",  [](S) { return Text("epoll"); }},
    {"atomicvar_api",     [](S) { return Text("c11-builtin"); }, kRedis},
    {"gcc_version",       [](S) { return Text(__VERSION__); }},
    {"process_id",        [](S s) { return StrCat(Facts(s).id); }},
    {"process_supervised", [](S s) { return DirectiveValue(s, "supervised"); }},
    {"run_id",            [](S s) { return s.run_id; }},
    {"tcp_port",          [](S s) { return StrCat(s.directives.port); }},
    {"server_time_usec",  [](S s) { return StrCat(s.now_micros); }},
    {"uptime_in_seconds", [](S s) { return StrCat(Uptime(s)); }},
    {"uptime_in_days",    [](S s) { return StrCat(Uptime(s) / (int64_t{24} * 60 * 60)); }},
    {"hz",                [](S s) { return StrCat(s.directives.hz); }},
    {"configured_hz",     [](S s) { return StrCat(s.directives.hz); }},
    {"lru_clock",         [](S s) { return StrCat(s.store.access.clock()); }},
    {"executable",        [](S s) { return Facts(s).executable; }},
    {"config_file",       [](S s) { return Facts(s).config_file; }},
    {"io_threads_active"},
    {"availability_zone", [](S s) { return DirectiveValue(s, "availability-zone"); }, kValkey},
    {"listener0",         Listener, kSince72},
};

constexpr InfoLine kClients[] = {
    {"connected_clients", [](S s) { return StrCat(s.sessions.size()); }},
    {"cluster_connections"},
    {"maxclients",        [](S s) { return StrCat(s.directives.maxclients); }},
    {"client_recent_max_input_buffer"},
    {"client_recent_max_output_buffer"},
    {"blocked_clients",   [](S s) { return StrCat(s.waiters.size()); }},
    {"tracking_clients",  [](S s) { return StrCat(s.tracking.clients()); }},
    {"pubsub_clients",    [](S s) { return CountSessions(s, [](const Session& c) { return c.subscriptions.any(); }); }, kSince74},
    {"watching_clients",  [](S s) { return CountSessions(s, [](const Session& c) { return !c.transaction.watched.empty(); }); }, kSince74},
    {"clients_in_timeout_table", [](S s) { return CountSessions(s, [](const Session& c) { return c.waiting() && c.wait->deadline != INT64_MAX; }); }},
    {"total_watched_keys", [](S s) { return StrCat(s.watches.keys()); }, kSince74},
    {"total_blocking_keys", [](S s) { return StrCat(s.waiters.keys()); }, kSince72},
    {"total_blocking_keys_on_nokey", [](S s) { return StrCat(s.waiters.keys_on_loss()); }, kSince72},
};

constexpr InfoLine kPersistence[] = {
    {"loading",           [](S s) { return Text(s.conditions.loading ? "1" : "0"); }},
    {"async_loading"},
    {"current_cow_peak"},
    {"current_cow_size"},
    {"current_cow_size_age"},
    {"current_fork_perc", NoShare},
    {"current_save_keys_processed"},
    {"current_save_keys_total"},
    {"rdb_changes_since_last_save", [](S s) { return StrCat(s.store.changes - s.persistence.changes_at_save); }},
    {"rdb_bgsave_in_progress"},
    {"rdb_last_save_time", [](S s) { return StrCat(s.persistence.last_save / kMicrosPerSecond); }},
    {"rdb_last_bgsave_status", [](S s) { return Text(s.conditions.disk_error || s.persistence.failed_in_background ? "err" : "ok"); }},
    {"rdb_last_bgsave_time_sec", [](S s) { return Text(s.persistence.ever_in_background ? "0" : "-1"); }},
    {"rdb_current_bgsave_time_sec", Never},
    {"rdb_saves",         [](S s) { return StrCat(s.persistence.snapshots); }},
    {"rdb_last_cow_size"},
    {"rdb_last_load_keys_expired"},
    {"rdb_last_load_keys_loaded", [](S s) { return StrCat(s.persistence.keys_loaded); }},
    {"aof_enabled",       [](S s) { return Text(s.directives.appendonly ? "1" : "0"); }},
    {"aof_rewrite_in_progress"},
    {"aof_rewrite_scheduled"},
    {"aof_last_rewrite_time_sec", [](S s) { return Text(s.persistence.ever_rewritten ? "0" : "-1"); }},
    {"aof_current_rewrite_time_sec", Never},
    {"aof_last_bgrewrite_status", Fine},
    {"aof_rewrites",      [](S s) { return StrCat(s.persistence.rewrites); }},
    {"aof_rewrites_consecutive_failures"},
    {"aof_last_write_status", Fine},
    {"aof_last_cow_size"},
    {"module_fork_in_progress"},
    {"module_fork_last_cow_size"},
};

constexpr InfoLine kReplication[] = {
    {"connected_slaves"},
    {"replicas_waiting_psync", nullptr, kValkey},
    {"master_failover_state", [](S) { return Text("no-failover"); }},
    {"master_replid",     [](S s) { return s.replication_id; }},
    {"master_replid2",    [](S s) { return s.former_replication_id.empty() ? std::string(40, '0') : s.former_replication_id; }},
    {"master_repl_offset"},
    {"second_repl_offset", [](S s) { return Text(s.former_replication_id.empty() ? "-1" : "1"); }},
    {"repl_backlog_active"},
    {"repl_backlog_size", [](S s) { return DirectiveValue(s, "repl-backlog-size"); }},
    {"repl_backlog_first_byte_offset"},
    {"repl_backlog_histlen"},
};

constexpr InfoLine kReplica[] = {
    {"master_host",       [](S s) { const std::string where = DirectiveValue(s, "replicaof"); return where.substr(0, where.find(' ')); }},
    {"master_port",       [](S s) { const std::string where = DirectiveValue(s, "replicaof"); return where.empty() ? Text("0") : where.substr(where.find(' ') + 1); }},
    {"master_link_status", [](S s) { return Text(s.conditions.primary_link_down ? "down" : "up"); }},
    {"master_last_io_seconds_ago", [](S s) { return Text(s.conditions.primary_link_down ? "-1" : "0"); }},
    {"master_sync_in_progress"},
    {"slave_read_repl_offset"},
    {"slave_repl_offset"},
};

constexpr InfoLine kReplicaEnd[] = {
    {"slave_priority",    [](S s) { return DirectiveValue(s, "replica-priority"); }},
    {"slave_read_only",   [](S s) { return Text(s.conditions.replica_read_only ? "1" : "0"); }},
    {"replica_announced", [](S s) { return Text(DirectiveValue(s, "replica-announced") == "yes" ? "1" : "0"); }},
};

constexpr InfoLine kCpu[] = {
    {"used_cpu_sys",             SystemTime},
    {"used_cpu_user",            UserTime},
    {"used_cpu_sys_children",    NoTime},
    {"used_cpu_user_children",   NoTime},
    {"used_cpu_sys_main_thread", SystemTime},
    {"used_cpu_user_main_thread", UserTime},
};
// clang-format on

}  // namespace

void WriteServerSection(ServerState& server, std::string& out) { AddLines(out, server, kServer); }
void WriteClientsSection(ServerState& server, std::string& out) { AddLines(out, server, kClients); }
void WriteCpuSection(ServerState& server, std::string& out) { AddLines(out, server, kCpu); }

void WritePersistenceSection(ServerState& server, std::string& out) {
  AddLines(out, server, kPersistence);
}

void WriteReplicationSection(ServerState& server, std::string& out) {
  const bool primary = server.conditions.role == Role::kPrimary;
  AddLine(out, "role", primary ? "master" : "slave");
  if (!primary) {
    AddLines(out, server, kReplica);
    if (server.conditions.primary_link_down) AddLine(out, "master_link_down_since_seconds", -1);
    AddLines(out, server, kReplicaEnd);
  }
  AddLines(out, server, std::span(kReplication).first(1));
  if (server.directives.min_replicas_to_write > 0 && server.directives.min_replicas_max_lag > 0)
    AddLine(out, "min_slaves_good_slaves", 0);
  AddLines(out, server, std::span(kReplication).subspan(1));
}

}  // namespace luarig
