#ifndef LUARIG_ENGINE_COMMANDS_LATENCY_GRAPH_H_
#define LUARIG_ENGINE_COMMANDS_LATENCY_GRAPH_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/server/latency.h"

namespace luarig {

// The samples of an event as LATENCY GRAPH draws them: four rows of bars, and below each how long
// ago it was. `now` is in seconds since 1970. REQUIRES: there is a sample.
std::string DrawLatency(std::string_view name, const LatencyEvents::Event& event, int64_t now);

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_LATENCY_GRAPH_H_
