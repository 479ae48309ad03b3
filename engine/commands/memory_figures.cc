#include "engine/commands/memory_figures.h"

#include "engine/base/bytes.h"
#include "engine/server/fixed_memory.h"

namespace luarig {
namespace {

// The server's structures, in bytes.
constexpr uint64_t kTableEntry = 24;
constexpr uint64_t kObject = 16;

}  // namespace

double MemoryFigures::dataset_percentage() const {
  return used <= startup ? 0
                         : static_cast<double>(dataset) * 100 / static_cast<double>(used - startup);
}

double MemoryFigures::peak_percentage() const {
  return static_cast<double>(used) * 100 / static_cast<double>(peak);
}

MemoryFigures FiguresOf(ServerState& server) {
  MemoryFigures figures;
  figures.used = server.UsedMemory();
  figures.peak = server.peak_memory;
  figures.startup = kStartupMemory;
  figures.scripts = server.scripts->reported_script_bytes();
  figures.functions = server.scripts->reported_library_bytes();
  figures.overhead = figures.startup + figures.scripts + figures.functions;
  for (const auto& keys : server.databases) {
    if (keys->size() == 0) continue;
    const MemoryFigures::Database database = {
        .index = keys->index(),
        .keys_overhead = keys->size() * (kTableEntry + kObject) + keys->key_buckets() * 8,
        .expires_overhead = keys->expiring() * kTableEntry + keys->expire_buckets() * 8};
    figures.keys += keys->size();
    figures.overhead += database.keys_overhead + database.expires_overhead;
    figures.databases.push_back(database);
  }
  figures.dataset = figures.used > figures.overhead ? figures.used - figures.overhead : 0;
  return figures;
}

std::string HumanBytes(uint64_t bytes) {
  constexpr uint64_t kStep = 1024;
  if (bytes < kStep) return StrCat(bytes, "B");
  uint64_t unit = kStep;
  std::string_view letters = "KMGTP";
  for (; letters.size() > 1 && bytes / unit >= kStep; letters.remove_prefix(1)) unit *= kStep;
  // Divided by 64 first, so that hundredfold numbers fit.
  const uint64_t hundredths = (bytes / 64 * 100 + unit / 128) / (unit / 64);
  const uint64_t rest = hundredths % 100;
  return StrCat(hundredths / 100, rest < 10 ? ".0" : ".", rest, letters.substr(0, 1));
}

}  // namespace luarig
