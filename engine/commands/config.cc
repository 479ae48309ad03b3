// CONFIG: the directives that change what scripts see. Redis documentation:
// https://redis.io/docs/latest/commands/?group=server

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/glob.h"
#include "engine/base/number.h"
#include "engine/commands/families.h"
#include "engine/commands/help.h"
#include "engine/dispatch/call.h"
#include "engine/dispatch/registry.h"

namespace luarig {
namespace {

enum class Unit : uint8_t {
  kCount,   // a plain integer
  kMemory,  // bytes, with k, kb, m, mb, g, gb behind the number
};

struct Directive {
  std::string_view name;
  Unit unit;
  int64_t min;
  int64_t max;  // -1 for memory: all 64 bits
  int64_t& (*value)(ServerState& server);
  TargetSet targets = kAllTargets;
};

using S = ServerState;
constexpr int64_t kAny = INT64_MAX;
constexpr int64_t kAll64Bits = -1;
constexpr int64_t kMegabyte = int64_t{1024} * 1024;

int64_t& HashEntries(S& server) { return server.store.limits.hash_max_listpack_entries; }
int64_t& HashValue(S& server) { return server.store.limits.hash_max_listpack_value; }
int64_t& ListDepth(S& server) { return server.store.limits.list_compress_depth; }
int64_t& ListSize(S& server) { return server.store.limits.list_max_listpack_size; }
int64_t& SetIntset(S& server) { return server.store.limits.set_max_intset_entries; }
int64_t& SetEntries(S& server) { return server.store.limits.set_max_listpack_entries; }
int64_t& SetValue(S& server) { return server.store.limits.set_max_listpack_value; }
int64_t& ZSetEntries(S& server) { return server.store.limits.zset_max_listpack_entries; }
int64_t& ZSetValue(S& server) { return server.store.limits.zset_max_listpack_value; }
int64_t& BusyThreshold(S& server) { return server.directives.busy_reply_threshold; }
int64_t& MaxMemory(S& server) { return server.directives.maxmemory; }
int64_t& MaxBulk(S& server) { return server.directives.proto_max_bulk_len; }

// Each name is a row: the old "ziplist" names are directives of their own with the same value.
// clang-format off
constexpr Directive kDirectives[] = {
    // name                       unit           min        max         value
    {"busy-reply-threshold",      Unit::kCount,  0,         kAny,       BusyThreshold},
    {"hash-max-listpack-entries", Unit::kCount,  0,         kAny,       HashEntries},
    {"hash-max-listpack-value",   Unit::kMemory, 0,         kAny,       HashValue},
    {"hash-max-ziplist-entries",  Unit::kCount,  0,         kAny,       HashEntries},
    {"hash-max-ziplist-value",    Unit::kMemory, 0,         kAny,       HashValue},
    {"list-compress-depth",       Unit::kCount,  0,         INT32_MAX,  ListDepth},
    {"list-max-listpack-size",    Unit::kCount,  INT32_MIN, INT32_MAX,  ListSize},
    {"list-max-ziplist-size",     Unit::kCount,  INT32_MIN, INT32_MAX,  ListSize},
    {"lua-time-limit",            Unit::kCount,  0,         kAny,       BusyThreshold},
    {"maxmemory",                 Unit::kMemory, 0,         kAll64Bits, MaxMemory},
    {"proto-max-bulk-len",        Unit::kMemory, kMegabyte, kAny,       MaxBulk},
    {"set-max-intset-entries",    Unit::kCount,  0,         kAny,       SetIntset},
    {"set-max-listpack-entries",  Unit::kCount,  0,         kAny,       SetEntries, kSince72},
    {"set-max-listpack-value",    Unit::kCount,  0,         kAny,       SetValue,   kSince72},
    {"zset-max-listpack-entries", Unit::kCount,  0,         kAny,       ZSetEntries},
    {"zset-max-listpack-value",   Unit::kMemory, 0,         kAny,       ZSetValue},
    {"zset-max-ziplist-entries",  Unit::kCount,  0,         kAny,       ZSetEntries},
    {"zset-max-ziplist-value",    Unit::kMemory, 0,         kAny,       ZSetValue},
};
// clang-format on

constexpr std::string_view kDatabases = "databases";  // fixed when the server starts

const Directive* FindDirective(const Call& call, std::string_view name) {
  for (const Directive& directive : kDirectives) {
    if (directive.targets.Has(call.target().id) && EqualsIgnoreCase(directive.name, name))
      return &directive;
  }
  return nullptr;
}

std::string Print(const Directive& directive, int64_t value) {
  if (directive.unit == Unit::kMemory) return StrCat(static_cast<uint64_t>(value));
  return StrCat(value);
}

// --- GET -----------------------------------------------------------------------------------------

struct Setting {
  std::string name;
  std::string value;
};

void AddSetting(std::vector<Setting>& found, std::string_view name, std::string value) {
  for (const Setting& other : found) {
    if (EqualsIgnoreCase(other.name, name)) return;
  }
  found.push_back({std::string(name), std::move(value)});
}

void ConfigGet(Call& call) {
  std::vector<Setting> found;
  for (const std::string_view pattern : call.argv.subspan(2)) {
    const bool glob = pattern.find_first_of("[*?") != std::string_view::npos;
    // An exact name is given back as it was asked for.
    const auto try_name = [&](std::string_view name, auto print) {
      if (glob ? GlobMatch(pattern, name, true) : EqualsIgnoreCase(pattern, name))
        AddSetting(found, glob ? name : pattern, print());
    };
    try_name(kDatabases, [&] { return StrCat(call.server.databases.size()); });
    for (const Directive& directive : kDirectives) {
      if (!directive.targets.Has(call.target().id)) continue;
      try_name(directive.name, [&] { return Print(directive, directive.value(call.server)); });
    }
  }
  call.reply.Map(found.size());
  for (const Setting& setting : found) {
    call.reply.Bulk(setting.name);
    call.reply.Bulk(setting.value);
  }
}

// --- SET -----------------------------------------------------------------------------------------

[[noreturn]] void RefuseSetting(std::string_view name, std::string_view why) {
  throw CommandError(
      StrCat("ERR CONFIG SET failed (possibly related to argument '", name, "') - ", why));
}

// Bytes with a unit: k is 1000, kb 1024. No digits at all are 0; too many are the largest number.
std::optional<uint64_t> ParseMemory(std::string_view text) {
  constexpr struct {
    std::string_view name;
    uint64_t bytes;
  } kUnits[] = {{"", 1},        {"b", 1},        {"k", 1000},       {"kb", 1024},
                {"m", 1000000}, {"mb", 1 << 20}, {"g", 1000000000}, {"gb", 1 << 30}};
  const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, number);
  if (error == std::errc::result_out_of_range) number = UINT64_MAX;
  for (const auto& unit : kUnits) {
    if (EqualsIgnoreCase(text.substr(digits), unit.name)) return number * unit.bytes;
  }
  return std::nullopt;
}

int64_t ParseSetting(const Directive& directive, std::string_view text) {
  int64_t value = 0;
  bool fits = true;
  if (directive.unit == Unit::kMemory) {
    const std::optional<uint64_t> bytes = ParseMemory(text);
    if (!bytes) RefuseSetting(directive.name, "argument must be a memory value");
    fits = directive.max == kAll64Bits || *bytes <= static_cast<uint64_t>(directive.max);
    value = static_cast<int64_t>(*bytes);
    fits = fits && (directive.max == kAll64Bits || value >= directive.min);
  } else {
    const std::optional<int64_t> number = ParseInteger(text);
    if (!number) RefuseSetting(directive.name, "argument couldn't be parsed into an integer");
    value = *number;
    fits = value >= directive.min && value <= directive.max;
  }
  if (!fits) {
    RefuseSetting(directive.name, StrCat("argument must be between ", directive.min, " and ",
                                         directive.max, " inclusive"));
  }
  return value;
}

void ConfigSet(Call& call) {
  const auto words = call.argv.subspan(2);
  if (words.size() % 2 != 0) throw CommandError::Syntax();
  std::vector<const Directive*> directives;
  for (size_t i = 0; i < words.size(); i += 2) {
    if (EqualsIgnoreCase(words[i], kDatabases))
      RefuseSetting(kDatabases, "can't set immutable config");
    const Directive* directive = FindDirective(call, words[i]);
    if (directive == nullptr) {
      throw CommandError(
          StrCat("ERR Unknown option or number of arguments for CONFIG SET - '", words[i], "'"));
    }
    if (std::ranges::find(directives, directive) != directives.end())
      RefuseSetting(directive->name, "duplicate parameter");
    directives.push_back(directive);
  }
  std::vector<int64_t> values;  // all are good before one is set
  for (size_t i = 0; i < directives.size(); ++i) {
    values.push_back(ParseSetting(*directives[i], words[2 * i + 1]));
  }
  for (size_t i = 0; i < directives.size(); ++i) {
    directives[i]->value(call.server) = values[i];
  }
  call.reply.Ok();
}

// --- The rest ------------------------------------------------------------------------------------

void ConfigResetStat(Call& call) {
  ServerState& server = call.server;
  for (const auto& command : server.commands->all()) {
    command->stats = {};
    for (const auto& sub : command->subcommands) sub->stats = {};
  }
  server.error_counts.clear();
  server.commands_processed = 0;
  server.store.expired_keys = 0;
  call.reply.Ok();
}

void ConfigRewrite(Call&) { throw CommandError("ERR The server is running without a config file"); }

constexpr HelpLine kConfigHelp[] = {
    {"GET <pattern>", "The directives whose names match, with their values."},
    {"RESETSTAT", "Sets the figures that INFO counts back to zero."},
    {"REWRITE", "Writes the directives to the configuration file."},
    {"SET <directive> <value>", "Changes a directive."},
};

void ConfigHelp(Call& call) { ReplyHelp(call, "CONFIG", kConfigHelp); }

using enum CommandFlag;

constexpr CommandFlags kAnyTime = kLoading | kStale;
constexpr CommandFlags kOfAdmin = kAnyTime | kAdmin | kNoScript;

// clang-format off
constexpr CommandSpec kConfigParts[] = {
    // name        arity flags     acl keys since    run              usage
    {"get",        -3,   kOfAdmin, {}, {},  "2.0.0", ConfigGet,       "parameter [parameter ...]"},
    {"help",        2,   kAnyTime, {}, {},  "5.0.0", ConfigHelp,      ""},
    {"resetstat",   2,   kOfAdmin, {}, {},  "2.0.0", ConfigResetStat, ""},
    {"rewrite",     2,   kOfAdmin, {}, {},  "2.8.0", ConfigRewrite,   ""},
    {"set",        -4,   kOfAdmin, {}, {},  "2.0.0", ConfigSet,       "parameter value [parameter value ...]"},
};

constexpr CommandSpec kConfig[] = {
    {"config",     -2,   {},       {}, {},  "2.0.0", nullptr,         "", kAllTargets, kConfigParts},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> ConfigCommands() { return kConfig; }

}  // namespace luarig
