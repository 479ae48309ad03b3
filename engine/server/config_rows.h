#ifndef LUARIG_ENGINE_SERVER_CONFIG_ROWS_H_
#define LUARIG_ENGINE_SERVER_CONFIG_ROWS_H_

#include <array>
#include <span>

#include "engine/server/config_row.h"

namespace luarig {

// The directives of all targets, by what they are about; each group stands in a file of its name.
std::span<const DirectiveRow> DataDirectives();         // encodings, memory, scripts, statistics
std::span<const DirectiveRow> NetworkDirectives();      // connections, TLS, the process
std::span<const DirectiveRow> PersistenceDirectives();  // snapshots, append-only file, replication
std::span<const DirectiveRow> ClusterDirectives();

inline std::array<std::span<const DirectiveRow>, 4> AllDirectives() {
  return {DataDirectives(), NetworkDirectives(), PersistenceDirectives(), ClusterDirectives()};
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_CONFIG_ROWS_H_
