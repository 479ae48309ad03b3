#include "engine/commands/info_memory.h"

#include <array>
#include <cstdio>
#include <initializer_list>

#include "engine/base/bytes.h"
#include "engine/commands/info_line.h"
#include "engine/commands/memory_figures.h"

namespace luarig {
namespace {

// The figure, and under <name>_human the same as a person reads it.
void Both(std::string& out, std::string_view name, uint64_t bytes) {
  AddLine(out, name, bytes);
  AddLine(out, StrCat(name, "_human"), HumanBytes(bytes));
}

// 12.34%
void Percent(std::string& out, std::string_view name, double value) {
  std::array<char, 32> text{};
  const int size = std::snprintf(text.data(), text.size(), "%.2f%%", value);
  AddLine(out, name, std::string_view(text.data(), static_cast<size_t>(size)));
}

// What the process takes beyond what the keys do.
void Fragmentation(std::string& out, uint64_t used, uint64_t resident) {
  std::array<char, 32> ratio{};
  std::snprintf(ratio.data(), ratio.size(), "%.2f",
                static_cast<double>(resident) / static_cast<double>(used));
  AddLine(out, "mem_fragmentation_ratio", resident == 0 ? "0" : ratio.data());
  AddLine(out, "mem_fragmentation_bytes",
          resident == 0 ? 0 : static_cast<int64_t>(resident) - static_cast<int64_t>(used));
}

}  // namespace

void WriteMemorySection(ServerState& server, std::string& out) {
  const MemoryFigures figures = FiguresOf(server);
  const ProcessFacts process = server.process == nullptr ? ProcessFacts() : server.process->Facts();
  const auto zeros = [&out](std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) AddLine(out, name, 0);
  };
  Both(out, "used_memory", figures.used);
  // What only a server's own allocator could tell is 0.
  Both(out, "used_memory_rss", process.resident_bytes);
  Both(out, "used_memory_peak", figures.peak);
  Percent(out, "used_memory_peak_perc", figures.peak_percentage());
  AddLine(out, "used_memory_overhead", figures.overhead);
  AddLine(out, "used_memory_startup", figures.startup);
  AddLine(out, "used_memory_dataset", figures.dataset);
  Percent(out, "used_memory_dataset_perc", figures.dataset_percentage());
  const bool tells_more = kSince74.Has(server.target.id);
  zeros({"allocator_allocated", "allocator_active", "allocator_resident"});
  if (tells_more) zeros({"allocator_muzzy"});
  Both(out, "total_system_memory", process.system_memory_bytes);
  const size_t eval = server.scripts->script_lua_bytes();
  const size_t functions = server.scripts->function_lua_bytes();
  AddLine(out, "used_memory_lua", eval);
  AddLine(out, "used_memory_vm_eval", eval);
  AddLine(out, "used_memory_lua_human", HumanBytes(eval));
  AddLine(out, "used_memory_scripts_eval", figures.scripts);
  AddLine(out, "number_of_cached_scripts", server.scripts->cached_scripts());
  AddLine(out, "number_of_functions", server.scripts->functions());
  AddLine(out, "number_of_libraries", server.scripts->libraries());
  AddLine(out, "used_memory_vm_functions", functions);
  Both(out, "used_memory_vm_total", eval + functions);
  AddLine(out, "used_memory_functions", figures.functions);
  Both(out, "used_memory_scripts", figures.scripts + figures.functions);
  Both(out, "maxmemory", static_cast<uint64_t>(server.directives.maxmemory));
  AddLine(out, "maxmemory_policy", PolicyName(server.directives.policy()));
  zeros({"allocator_frag_ratio", "allocator_frag_bytes", "allocator_rss_ratio",
         "allocator_rss_bytes", "rss_overhead_ratio", "rss_overhead_bytes"});
  Fragmentation(out, figures.used, process.resident_bytes);
  zeros({"mem_not_counted_for_evict", "mem_replication_backlog", "mem_total_replication_buffers",
         "mem_clients_slaves", "mem_clients_normal", "mem_cluster_links", "mem_aof_buffer"});
  AddLine(out, "mem_allocator", "libc");
  if (tells_more) zeros({"mem_overhead_db_hashtable_rehashing"});
  zeros({"active_defrag_running", "lazyfree_pending_objects", "lazyfreed_objects"});
}

}  // namespace luarig
