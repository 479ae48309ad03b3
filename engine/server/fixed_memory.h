#ifndef LUARIG_ENGINE_SERVER_FIXED_MEMORY_H_
#define LUARIG_ENGINE_SERVER_FIXED_MEMORY_H_

#include <cstdint>

namespace luarig {

struct ServerState;

// What a server holds beside its keys, in bytes, as measured on an empty redis-server 7.0.15; the
// other targets are taken to hold as much.
inline constexpr uint64_t kStartupMemory = 876120;
inline constexpr uint64_t kClientMemory = 38472;     // of one connection that has just asked
inline constexpr uint64_t kHistogramMemory = 24688;  // of the latencies of one command

// All of that together with the scripts and libraries.
uint64_t FixedMemory(const ServerState& server);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_FIXED_MEMORY_H_
