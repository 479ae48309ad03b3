// INFO: what was counted.

#include <algorithm>
#include <array>
#include <cstdio>

#include "engine/base/number.h"
#include "engine/commands/info_line.h"
#include "engine/dispatch/registry.h"
#include "engine/dispatch/statistics.h"
#include "engine/server/config.h"

namespace luarig {
namespace {

using S = ServerState&;

constexpr TargetSet kValkey = TargetId::kValkey80;

std::string Errors(S server) {
  uint64_t errors = 0;
  for (const auto& [code, count] : server.error_counts) errors += count;
  return StrCat(errors);
}

std::string NoRate(S) { return "0.00"; }

std::string Kilobytes(const Rate& rate) {
  constexpr double kKilo = 1024;
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.2f", static_cast<double>(rate.per_second()) / kKilo);
  return text.data();
}

std::string Channels(S server, Subscribed kind) { return StrCat(server.pubsub.all(kind).size()); }

// clang-format off
constexpr InfoLine kStats[] = {
    {"total_connections_received", [](S s) { return StrCat(s.statistics.connections_received); }},
    {"total_commands_processed", [](S s) { return StrCat(s.commands_processed); }},
    {"instantaneous_ops_per_sec", [](S s) { return StrCat(s.rates.commands.per_second()); }},
    {"total_net_input_bytes",  [](S s) { return StrCat(s.statistics.net_input_bytes); }},
    {"total_net_output_bytes", [](S s) { return StrCat(s.statistics.net_output_bytes); }},
    {"total_net_repl_input_bytes"},
    {"total_net_repl_output_bytes"},
    {"instantaneous_input_kbps",  [](S s) { return Kilobytes(s.rates.input_bytes); }},
    {"instantaneous_output_kbps", [](S s) { return Kilobytes(s.rates.output_bytes); }},
    {"instantaneous_input_repl_kbps", NoRate},
    {"instantaneous_output_repl_kbps", NoRate},
    {"rejected_connections", [](S s) { return StrCat(s.statistics.rejected_connections); }},
    {"sync_full"},
    {"sync_partial_ok"},
    {"sync_partial_err"},
    {"expired_subkeys", [](S s) { return StrCat(s.store.expired_fields); }, TargetId::kRedis74},
    {"expired_keys", [](S s) { return StrCat(s.store.expired_keys); }},
    {"expired_stale_perc", NoRate},
    {"expired_time_cap_reached_count"},
    {"expire_cycle_cpu_milliseconds"},
    {"evicted_keys", [](S s) { return StrCat(s.store.evicted_keys); }},
    {"evicted_clients"},
    {"evicted_scripts", [](S s) { return StrCat(s.statistics.evicted_scripts); }, kSince74},
    {"total_eviction_exceeded_time"},
    {"current_eviction_exceeded_time"},
    {"keyspace_hits",   [](S s) { return StrCat(s.store.hits); }},
    {"keyspace_misses", [](S s) { return StrCat(s.store.misses); }},
    {"pubsub_channels", [](S s) { return Channels(s, Subscribed::kChannel); }},
    {"pubsub_patterns", [](S s) { return Channels(s, Subscribed::kPattern); }},
    {"pubsubshard_channels", [](S s) { return Channels(s, Subscribed::kShardChannel); }},
    {"latest_fork_usec"},
    {"total_forks", [](S s) { return StrCat(s.persistence.forks); }},
    {"migrate_cached_sockets"},
    {"slave_expires_tracked_keys"},
    {"active_defrag_hits"},
    {"active_defrag_misses"},
    {"active_defrag_key_hits"},
    {"active_defrag_key_misses"},
    {"total_active_defrag_time"},
    {"current_active_defrag_time"},
    {"tracking_total_keys",     [](S s) { return StrCat(s.tracking.keys()); }},
    {"tracking_total_items",    [](S s) { return StrCat(s.tracking.items()); }},
    {"tracking_total_prefixes", [](S s) { return StrCat(s.tracking.prefixes()); }},
    {"unexpected_error_replies", [](S s) { return StrCat(s.statistics.unexpected_error_replies); }},
    {"total_error_replies", Errors},
    {"dump_payload_sanitizations"},
    {"total_reads_processed",  [](S s) { return StrCat(s.statistics.reads_processed); }},
    {"total_writes_processed", [](S s) { return StrCat(s.statistics.writes_processed); }},
    {"io_threaded_reads_processed"},
    {"io_threaded_writes_processed"},
    {"io_threaded_freed_objects", nullptr, kValkey},
    {"io_threaded_poll_processed", nullptr, kValkey},
    {"io_threaded_total_prefetch_batches", nullptr, kValkey},
    {"io_threaded_total_prefetch_entries", nullptr, kValkey},
    {"client_query_buffer_limit_disconnections",  [](S s) { return StrCat(s.statistics.input_limit_disconnections); }, kSince74},
    {"client_output_buffer_limit_disconnections", [](S s) { return StrCat(s.statistics.output_limit_disconnections); }, kSince74},
    {"reply_buffer_shrinks"},
    {"reply_buffer_expands"},
    {"eventloop_cycles", nullptr, kSince72},
    {"eventloop_duration_sum", nullptr, kSince72},
    {"eventloop_duration_cmd_sum", nullptr, kSince72},
    {"instantaneous_eventloop_cycles_per_sec", nullptr, kSince72},
    {"instantaneous_eventloop_duration_usec", nullptr, kSince72},
    {"acl_access_denied_auth", [](S s) { return StrCat(s.acl.log.denied("auth")); }, kSince72},
    {"acl_access_denied_cmd", [](S s) { return StrCat(s.acl.log.denied("command")); }, kSince72},
    {"acl_access_denied_key", [](S s) { return StrCat(s.acl.log.denied("key")); }, kSince72},
    {"acl_access_denied_channel", [](S s) { return StrCat(s.acl.log.denied("channel")); }, kSince72},
};
// clang-format on

// With two digits after the point.
std::string PerCall(uint64_t micros, uint64_t calls) {
  std::array<char, 40> text{};
  const double each =
      static_cast<double>(micros) / static_cast<double>(std::max<uint64_t>(calls, 1));
  std::snprintf(text.data(), text.size(), "%.2f", calls == 0 ? 0.0 : each);
  return text.data();
}

// Calls `visit` for each command and subcommand.
template <typename F>
void ForEachCommand(const std::vector<std::unique_ptr<Command>>& commands, F visit) {
  for (const auto& command : commands) {
    visit(*command);
    ForEachCommand(command->subcommands, visit);
  }
}

std::string Percentiles(const LatencyHistogram& latencies, std::string_view percents) {
  constexpr double kNanosPerMicro = 1000;
  std::string text;
  for (const std::string_view word : WordsOf(percents)) {
    const double percent = ParseDouble(word).value_or(0);
    std::array<char, 40> micros{};
    std::snprintf(micros.data(), micros.size(), "%.3f",
                  static_cast<double>(latencies.Percentile(percent)) / kNanosPerMicro);
    text += StrCat(text.empty() ? "" : ",", "p", word, "=", std::string_view(micros.data()));
  }
  return text;
}

}  // namespace

void WriteStatsSection(ServerState& server, std::string& out) { AddLines(out, server, kStats); }

void WriteCommandStatsSection(ServerState& server, std::string& out) {
  ForEachCommand(server.commands->all(), [&](const Command& command) {
    const CommandStats& stats = command.stats;
    if (!WasUsed(stats)) return;
    AddLine(out, StrCat("cmdstat_", command.full_name),
            StrCat("calls=", stats.calls, ",usec=", stats.micros,
                   ",usec_per_call=", PerCall(stats.micros, stats.calls),
                   ",rejected_calls=", stats.rejected, ",failed_calls=", stats.failed));
  });
}

void WriteErrorStatsSection(ServerState& server, std::string& out) {
  for (const auto& [code, count] : server.error_counts)
    AddLine(out, StrCat("errorstat_", code), StrCat("count=", count));
}

void WriteLatencyStatsSection(ServerState& server, std::string& out) {
  if (!server.directives.latency_tracking) return;
  const std::string percents = DirectiveValue(server, "latency-tracking-info-percentiles");
  ForEachCommand(server.commands->all(), [&](const Command& command) {
    const LatencyHistogram& latencies = command.stats.latencies;
    if (latencies.total() == 0) return;
    AddLine(out, StrCat("latency_percentiles_usec_", command.full_name),
            Percentiles(latencies, percents));
  });
}

}  // namespace luarig
