#include "engine/dispatch/statistics.h"

#include "engine/dispatch/registry.h"

namespace luarig {

namespace {

// Most commands were not used, and there are hundreds. One that waited may have taken time since
// its call was counted.
void Reset(CommandStats& stats) {
  if (WasUsed(stats) || stats.micros != 0) stats = {};
}

}  // namespace

bool WasUsed(const CommandStats& stats) {
  return (stats.calls | stats.rejected | stats.failed) != 0;
}

void ResetStatistics(ServerState& server) {
  for (const auto& command : server.commands->all()) {
    Reset(command->stats);
    for (const auto& sub : command->subcommands) Reset(sub->stats);
  }
  server.error_counts.clear();
  server.commands_processed = 0;
  server.commands_timed = 0;
  server.store.expired_keys = 0;
  server.store.evicted_keys = 0;
  server.store.expired_fields = 0;
  server.store.hits = server.store.misses = 0;
  server.statistics = {};
  server.acl.log.ForgetDenied();
  server.persistence.snapshots = 0;
  server.persistence.rewrites = 0;
  server.persistence.forks = 0;
}

}  // namespace luarig
