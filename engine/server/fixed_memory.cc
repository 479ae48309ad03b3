#include "engine/server/fixed_memory.h"

#include "engine/server/server_state.h"

namespace luarig {

uint64_t FixedMemory(const ServerState& server) {
  return kStartupMemory + kClientMemory + server.commands_timed * kHistogramMemory +
         server.scripts->script_bytes() + server.scripts->library_bytes();
}

}  // namespace luarig
