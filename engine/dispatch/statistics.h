#ifndef LUARIG_ENGINE_DISPATCH_STATISTICS_H_
#define LUARIG_ENGINE_DISPATCH_STATISTICS_H_

#include "engine/dispatch/registry.h"
#include "engine/server/server_state.h"

namespace luarig {

// Whether anything was counted of a command since they began.
bool WasUsed(const CommandStats& stats);

// Sets the figures that INFO counts back to zero, as CONFIG RESETSTAT does.
void ResetStatistics(ServerState& server);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_STATISTICS_H_
