#ifndef LUARIG_ENGINE_DISPATCH_STATISTICS_H_
#define LUARIG_ENGINE_DISPATCH_STATISTICS_H_

#include "engine/server/server_state.h"

namespace luarig {

// Sets the figures that INFO counts back to zero, as CONFIG RESETSTAT does.
void ResetStatistics(ServerState& server);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_STATISTICS_H_
