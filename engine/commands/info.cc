// INFO: what the server knows of itself. Only figures that are true are shown.
// Redis documentation: https://redis.io/docs/latest/commands/info/

#include <algorithm>
#include <string>

#include "engine/base/bytes.h"
#include "engine/commands/families.h"
#include "engine/dispatch/call.h"
#include "engine/dispatch/registry.h"

namespace luarig {
namespace {

void Line(std::string& out, std::string_view name, std::string_view value) {
  out += StrCat(name, ":", value, "\r\n");
}

template <std::integral T>
void Line(std::string& out, std::string_view name, T value) {
  Line(out, name, StrCat(value));
}

// `numerator` / `denominator` with two digits after the point.
std::string Hundredths(uint64_t numerator, uint64_t denominator) {
  const uint64_t hundredths = (numerator * 100 + denominator / 2) / denominator;
  const uint64_t rest = hundredths % 100;
  return StrCat(hundredths / 100, rest < 10 ? ".0" : ".", rest);
}

// 0B, 1.46M, 23.54G
std::string HumanBytes(uint64_t bytes) {
  constexpr uint64_t kStep = 1024;
  if (bytes < kStep) return StrCat(bytes, "B");
  uint64_t unit = kStep;
  std::string_view letters = "KMGTP";
  for (; letters.size() > 1 && bytes / unit >= kStep; letters.remove_prefix(1)) unit *= kStep;
  // Divided by 64 first, so that hundredfold numbers fit.
  return StrCat(Hundredths(bytes / 64, unit / 64), letters[0]);
}

void Server(const ServerState& server, std::string& out) {
  const Target& target = server.target;
  Line(out, "redis_version", target.redis_version);
  if (target.server_version != target.redis_version) {
    Line(out, "server_name", target.server_name);
    Line(out, StrCat(target.server_name, "_version"), target.server_version);
  }
  Line(out, "redis_mode", server.conditions.cluster ? "cluster" : "standalone");
  Line(out, "arch_bits", 64);
  Line(out, "server_time_usec", server.now_micros);
  Line(out, "lru_clock", server.store.access_clock);
}

void Clients(const ServerState&, std::string& out) { Line(out, "blocked_clients", 0); }

void Memory(const ServerState& server, std::string& out) {
  const auto limit = static_cast<uint64_t>(server.directives.maxmemory);
  Line(out, "number_of_cached_scripts", server.scripts->cached_scripts());
  Line(out, "number_of_functions", server.scripts->functions());
  Line(out, "number_of_libraries", server.scripts->libraries());
  Line(out, "maxmemory", limit);
  Line(out, "maxmemory_human", HumanBytes(limit));
  Line(out, "maxmemory_policy", "noeviction");
}

void Stats(const ServerState& server, std::string& out) {
  uint64_t errors = 0;
  for (const auto& [code, count] : server.error_counts) errors += count;
  Line(out, "total_connections_received", server.next_session_id - 1);
  Line(out, "total_commands_processed", server.commands_processed);
  Line(out, "expired_keys", server.store.expired_keys);
  Line(out, "total_error_replies", errors);
}

void Replication(const ServerState& server, std::string& out) {
  const Conditions& conditions = server.conditions;
  const bool primary = conditions.role == Role::kPrimary;
  Line(out, "role", primary ? "master" : "slave");
  if (!primary) {
    Line(out, "master_link_status", conditions.primary_link_down ? "down" : "up");
    Line(out, "slave_read_only", conditions.replica_read_only ? 1 : 0);
  }
  Line(out, "connected_slaves", 0);
}

void Modules(const ServerState&, std::string&) {}

void CommandLine(const Command& command, std::string& out) {
  const CommandStats& stats = command.stats;
  if (stats.calls != 0 || stats.rejected != 0 || stats.failed != 0) {
    Line(out, StrCat("cmdstat_", command.full_name),
         StrCat("calls=", stats.calls, ",usec=", stats.micros,
                ",usec_per_call=", Hundredths(stats.micros, std::max<uint64_t>(stats.calls, 1)),
                ",rejected_calls=", stats.rejected, ",failed_calls=", stats.failed));
  }
  for (const auto& sub : command.subcommands) CommandLine(*sub, out);
}

void CommandStatistics(const ServerState& server, std::string& out) {
  for (const auto& command : server.commands->all()) CommandLine(*command, out);
}

void ErrorStatistics(const ServerState& server, std::string& out) {
  for (const auto& [code, count] : server.error_counts)
    Line(out, StrCat("errorstat_", code), StrCat("count=", count));
}

void Cluster(const ServerState& server, std::string& out) {
  Line(out, "cluster_enabled", server.conditions.cluster ? 1 : 0);
}

void KeyCounts(const ServerState& server, std::string& out) {
  for (const auto& keys : server.databases) {
    if (keys->size() == 0) continue;
    std::string counts = StrCat("keys=", keys->size(), ",expires=", keys->expiring(), ",avg_ttl=0");
    if (server.target.Has(Quirk::kHashFieldExpiry)) counts += ",subexpiry=0";
    Line(out, StrCat("db", keys->index()), counts);
  }
}

struct Section {
  std::string_view title;
  void (*write)(const ServerState&, std::string&);
  bool always = true;  // false: only when asked for by name, or for everything
};

// clang-format off
constexpr Section kSections[] = {
    {"Server",       Server},
    {"Clients",      Clients},
    {"Memory",       Memory},
    {"Stats",        Stats},
    {"Replication",  Replication},
    {"Modules",      Modules},
    {"Commandstats", CommandStatistics, false},
    {"Errorstats",   ErrorStatistics},
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
