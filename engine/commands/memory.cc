// MEMORY: what a server would count. Redis documentation:
// https://redis.io/docs/latest/commands/?group=server

#include <string>

#include "engine/base/bytes.h"
#include "engine/commands/families.h"
#include "engine/commands/memory_figures.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"
#include "engine/dispatch/help.h"

namespace luarig {
namespace {

// --- USAGE ---------------------------------------------------------------------------------------

void MemoryUsage(Call& call) {
  int64_t samples = 5;  // 0: all
  ArgReader args(call.argv, 3);
  while (!args.done()) {
    if (!args.Take("samples", 1)) throw CommandError::Syntax();
    samples = args.NextInteger();
    if (samples < 0) throw CommandError::Syntax();
  }
  const Entry* entry = call.keys.FindEntry(call.argv[2], false);
  if (entry == nullptr) return call.reply.Null();
  const MemoryModel model(call.target(), MemoryModel::Meter::kUsage);
  call.reply.Integer(static_cast<int64_t>(model.EntryBytes(*entry, static_cast<size_t>(samples))));
}

// --- STATS ---------------------------------------------------------------------------------------

void Figure(Call& call, std::string_view name, uint64_t value) {
  call.reply.Bulk(name);
  call.reply.Integer(static_cast<int64_t>(value));
}

void Percentage(Call& call, std::string_view name, double value) {
  call.reply.Bulk(name);
  call.reply.Double(value);
}

void DatabaseFigures(Call& call, const MemoryFigures::Database& database) {
  // The newer servers keep no list of a slot's keys any more.
  const bool slots = call.target().Has(Quirk::kSlotListsOfKeys);
  call.reply.Bulk(StrCat("db.", database.index));
  call.reply.Map(slots ? 3 : 2);
  Figure(call, "overhead.hashtable.main", database.keys_overhead);
  Figure(call, "overhead.hashtable.expires", database.expires_overhead);
  if (slots) Figure(call, "overhead.hashtable.slot-to-keys", 0);
}

void MemoryStats(Call& call) {
  constexpr size_t kFixedFigures = 27;
  constexpr size_t kSince74Figures = 4;
  const bool tells_more = kSince74.Has(call.target().id);
  const MemoryFigures figures = FiguresOf(call.server);
  const ProcessFacts process =
      call.server.process == nullptr ? ProcessFacts() : call.server.process->Facts();
  const uint64_t beyond_startup = figures.used - figures.startup;
  const auto zeros = [&call](std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) Figure(call, name, 0);
  };
  call.reply.Map(kFixedFigures + (tells_more ? kSince74Figures : 0) + figures.databases.size());
  Figure(call, "peak.allocated", figures.peak);
  Figure(call, "total.allocated", figures.used);
  Figure(call, "startup.allocated", figures.startup);
  Figure(call, "replication.backlog", 0);
  Figure(call, "clients.slaves", 0);
  Figure(call, "clients.normal", 0);
  Figure(call, "cluster.links", 0);
  Figure(call, "aof.buffer", 0);
  Figure(call, "lua.caches", figures.scripts);
  Figure(call, "functions.caches", figures.functions);
  for (const auto& database : figures.databases) DatabaseFigures(call, database);
  Figure(call, "overhead.total", figures.overhead);
  if (tells_more)
    zeros({"overhead.db.hashtable.lut", "overhead.db.hashtable.rehashing",
           "db.dict.rehashing.count"});
  Figure(call, "keys.count", figures.keys);
  Figure(call, "keys.bytes-per-key", figures.keys == 0 ? 0 : beyond_startup / figures.keys);
  Figure(call, "dataset.bytes", figures.dataset);
  Percentage(call, "dataset.percentage", figures.dataset_percentage());
  Percentage(call, "peak.percentage", figures.peak_percentage());
  // What only a server's own allocator could tell is 0, as in INFO.
  zeros({"allocator.allocated", "allocator.active", "allocator.resident"});
  if (tells_more) zeros({"allocator.muzzy"});
  for (const std::string_view what : {"allocator-fragmentation", "allocator-rss", "rss-overhead"}) {
    Percentage(call, StrCat(what, ".ratio"), 0);
    Figure(call, StrCat(what, ".bytes"), 0);
  }
  const uint64_t resident = process.resident_bytes;
  Percentage(call, "fragmentation",
             static_cast<double>(resident) / static_cast<double>(figures.used));
  Figure(call, "fragmentation.bytes", resident == 0 ? 0 : resident - figures.used);
}

// --- The rest ------------------------------------------------------------------------------------

// The server's doctor looks at the same things, and some that only a process has; what it says of
// them is in our words. What it says where there is nothing to find was recorded from 7.0.15.
void MemoryDoctor(Call& call) {
  constexpr uint64_t kTooLittle = uint64_t{5} << 20;
  constexpr size_t kManyScripts = 1000;
  const MemoryFigures figures = FiguresOf(call.server);
  if (figures.used < kTooLittle) {
    return call.reply.Verbatim(
        "txt",
        "Hi Sam, this instance is empty or is using very little memory, my issues detector can't "
        "be "
        "used in these conditions. Please, leave for your mission on Earth and fill it with some "
        "data. The new Sam and I will be back to our programming as soon as I finished "
        "rebooting.\n");
  }
  std::string report;
  if (figures.peak / 3 > figures.used / 2) {
    report += " * Peak memory: there was once more than 150% of the memory that is in use now.\n";
  }
  if (call.server.scripts->cached_scripts() > kManyScripts) {
    report += StrCat(" * Many scripts: more than ", kManyScripts,
                     " are cached. Their texts may differ where their arguments should.\n");
  }
  if (report.empty()) {
    report =
        "Hi Sam, I can't find any memory issue in your instance. I can only account for what "
        "occurs "
        "on this base.\n";
  }
  call.reply.Verbatim("txt", report);
}

// There is nothing that could be given back.
void MemoryPurge(Call& call) { call.reply.Ok(); }

// What a server says that was built without jemalloc.
void MemoryMallocStats(Call& call) {
  call.reply.Verbatim("txt", "Stats not supported for the current allocator");
}

using enum CommandFlag;

constexpr KeySpec kSubcommandKey[] = {{.flags = KeyFlag::kRO, .index = 2}};

// clang-format off
constexpr CommandSpec kMemoryParts[] = {
    // name           arity flags              acl keys            since    run                usage
    {"doctor",        2,    {},                {}, {},             "4.0.0", MemoryDoctor,      ""},
    {"help",          2,    kLoading | kStale, {}, {},             "4.0.0", ShowHelp,          ""},
    {"malloc-stats",  2,    {},                {}, {},             "4.0.0", MemoryMallocStats, ""},
    {"purge",         2,    {},                {}, {},             "4.0.0", MemoryPurge,       ""},
    {"stats",         2,    {},                {}, {},             "4.0.0", MemoryStats,       ""},
    {"usage",        -3,    kReadOnly,         {}, kSubcommandKey, "4.0.0", MemoryUsage,       "key [SAMPLES count]"},
};

constexpr CommandSpec kMemory[] = {
    {"memory",       -2,    {},                {}, {},             "4.0.0", nullptr,           "", kAllTargets, kMemoryParts},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> MemoryCommands() { return kMemory; }

}  // namespace luarig
