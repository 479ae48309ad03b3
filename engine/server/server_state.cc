#include "engine/server/server_state.h"

namespace luarig {

ServerState::ServerState(const Target& served_target, int database_count, uint64_t seed)
    : target(served_target), random(seed) {
  store.limits = DefaultLimits(target);
  for (int i = 0; i < database_count; ++i)
    databases.push_back(std::make_unique<Keyspace>(store, i));
}

void ServerState::CountError(std::string_view reply) {
  const std::string_view code = reply.substr(0, reply.find(' '));
  const auto found = error_counts.find(code);
  if (found != error_counts.end()) {
    ++found->second;
  } else {
    error_counts.emplace(code, 1);
  }
}

void ServerState::FreezeClock() {
  now_micros = clock->NowMicros();
  store.now_ms = now_micros / 1000;
  store.access_clock = static_cast<uint32_t>(now_micros / 1000000) & 0xffffff;
}

}  // namespace luarig
