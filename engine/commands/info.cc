// INFO: what the server knows of itself. The lines of each section are rows in info_*.cc.
// Redis documentation: https://redis.io/docs/latest/commands/info/

#include <algorithm>
#include <string>

#include "engine/base/bytes.h"
#include "engine/commands/families.h"
#include "engine/commands/info_line.h"
#include "engine/commands/info_memory.h"
#include "engine/dispatch/call.h"

namespace luarig {
namespace {

void Modules(ServerState&, std::string&) {}

void Cluster(ServerState& server, std::string& out) {
  AddLine(out, "cluster_enabled", server.conditions.cluster ? 1 : 0);
}

void KeyCounts(ServerState& server, std::string& out) {
  for (const auto& keys : server.databases) {
    if (keys->size() == 0) continue;
    std::string counts = StrCat("keys=", keys->size(), ",expires=", keys->expiring(), ",avg_ttl=0");
    if (server.target.Has(Quirk::kHashFieldExpiry))
      counts += StrCat(",subexpiry=", keys->with_ending_fields());
    AddLine(out, StrCat("db", keys->index()), counts);
  }
}

struct Section {
  std::string_view title;
  void (*write)(ServerState&, std::string&);
  bool always = true;  // false: only when asked for by name, or for everything
};

// clang-format off
constexpr Section kSections[] = {
    {"Server",       WriteServerSection},
    {"Clients",      WriteClientsSection},
    {"Memory",       WriteMemorySection},
    {"Persistence",  WritePersistenceSection},
    {"Stats",        WriteStatsSection},
    {"Replication",  WriteReplicationSection},
    {"CPU",          WriteCpuSection},
    {"Modules",      Modules},
    {"Commandstats", WriteCommandStatsSection, false},
    {"Errorstats",   WriteErrorStatsSection},
    {"Latencystats", WriteLatencyStatsSection, false},
    {"Cluster",      Cluster},
    {"Keyspace",     KeyCounts},
};
// clang-format on

bool IsAskedFor(const Section& section, std::span<const std::string_view> words) {
  if (words.empty()) return section.always;
  return std::ranges::any_of(words, [&](std::string_view word) {
    if (EqualsIgnoreCase(word, "all") || EqualsIgnoreCase(word, "everything")) return true;
    if (EqualsIgnoreCase(word, "default")) return section.always;
    return EqualsIgnoreCase(word, section.title);
  });
}

void Info(Call& call) {
  std::string text;
  for (const Section& section : kSections) {
    if (!IsAskedFor(section, call.argv.subspan(1))) continue;
    if (!text.empty()) text += "\r\n";
    text += StrCat("# ", section.title, "\r\n");
    section.write(call.server, text);
  }
  call.reply.Verbatim("txt", text);
}

using enum CommandFlag;
using AclCategory::kDangerous;

// clang-format off
constexpr CommandSpec kInfo[] = {
    // name arity flags              acl         keys since    run   usage
    {"info", -1,  kLoading | kStale, kDangerous, {},  "1.0.0", Info, "[section [section ...]]"},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> InfoCommands() { return kInfo; }

}  // namespace luarig
