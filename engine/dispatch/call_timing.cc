#include "engine/dispatch/call_timing.h"

namespace luarig {

void NoteDuration(const Command& command, const Session& session,
                  std::span<const std::string_view> argv, int64_t micros) {
  constexpr int64_t kMicrosPerMilli = 1000;
  constexpr int64_t kMicrosPerSecond = 1000000;
  ServerState& server = session.server;
  const Directives& directives = server.directives;
  const int64_t now = server.now_micros / kMicrosPerSecond;
  const int64_t threshold = directives.slowlog_log_slower_than;
  if (threshold >= 0 && micros >= threshold && !command.flags.Has(CommandFlag::kSkipSlowlog)) {
    const bool script = session.script != nullptr;
    server.slow_log.Add({.time = now,
                         .micros = micros,
                         .address = script ? "?:0" : session.facts.address,
                         .client_name = script ? "" : session.name},
                        argv, server.redacted, static_cast<size_t>(directives.slowlog_max_len));
  }
  const int64_t millis = micros / kMicrosPerMilli;
  if (directives.latency_monitor_threshold > 0 && millis >= directives.latency_monitor_threshold) {
    const bool fast = command.flags.Has(CommandFlag::kFast);
    server.latency_events.Add(fast ? "fast-command" : "command", now, millis);
  }
}

}  // namespace luarig
