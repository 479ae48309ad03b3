#ifndef LUARIG_ENGINE_COMMANDS_MEMORY_FIGURES_H_
#define LUARIG_ENGINE_COMMANDS_MEMORY_FIGURES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "engine/server/server_state.h"

namespace luarig {

// What INFO, MEMORY STATS and MEMORY DOCTOR tell of a server's memory, in bytes. Figures of an
// allocator and of the process are left out: there is neither.
struct MemoryFigures {
  struct Database {
    int index;
    uint64_t keys_overhead;     // of its keys beside their names and values
    uint64_t expires_overhead;  // and of its TTLs
  };

  uint64_t used = 0;
  uint64_t peak = 0;
  uint64_t startup = 0;
  uint64_t scripts = 0;
  uint64_t functions = 0;
  uint64_t keys = 0;
  std::vector<Database> databases;  // those with keys
  uint64_t overhead = 0;            // all of that but the data
  uint64_t dataset = 0;

  double dataset_percentage() const;
  double peak_percentage() const;
};

// Counts all keys if nobody has asked before.
MemoryFigures FiguresOf(ServerState& server);

// 0B, 1.46M, 23.54G
std::string HumanBytes(uint64_t bytes);

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_MEMORY_FIGURES_H_
