// LATENCY. Redis documentation: https://redis.io/docs/latest/commands/?group=server

#include <algorithm>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/commands/families.h"
#include "engine/commands/latency_graph.h"
#include "engine/dispatch/call.h"
#include "engine/dispatch/help.h"
#include "engine/dispatch/registry.h"

namespace luarig {
namespace {

constexpr int64_t kMicrosPerSecond = 1000000;

void LatencyLatest(Call& call) {
  const auto& events = call.server.latency_events.events();
  call.reply.Array(events.size());
  for (const auto& [name, event] : events) {
    call.reply.Array(4);
    call.reply.Bulk(name);
    call.reply.Integer(event.samples.back().time);
    call.reply.Integer(event.samples.back().millis);
    call.reply.Integer(event.worst);
  }
}

void LatencyHistory(Call& call) {
  const LatencyEvents::Event* event = call.server.latency_events.Find(call.argv[2]);
  if (event == nullptr) return call.reply.Array(0);
  call.reply.Array(event->samples.size());
  for (const LatencyEvents::Sample& sample : event->samples) {
    call.reply.Array(2);
    call.reply.Integer(sample.time);
    call.reply.Integer(sample.millis);
  }
}

void LatencyReset(Call& call) {
  LatencyEvents& events = call.server.latency_events;
  if (call.argv.size() == 2) return call.reply.Integer(static_cast<int64_t>(events.EraseAll()));
  int64_t erased = 0;
  for (const std::string_view name : call.argv.subspan(2)) erased += events.Erase(name) ? 1 : 0;
  call.reply.Integer(erased);
}

void LatencyGraph(Call& call) {
  const LatencyEvents::Event* event = call.server.latency_events.Find(call.argv[2]);
  if (event == nullptr)
    throw CommandError(StrCat("ERR No samples available for event '", call.argv[2], "'"));
  call.reply.Verbatim("txt",
                      DrawLatency(call.argv[2], *event, call.server.now_micros / kMicrosPerSecond));
}

// --- DOCTOR --------------------------------------------------------------------------------------

std::string Describe(std::string_view name, const LatencyEvents::Event& event) {
  int64_t sum = 0;
  for (const LatencyEvents::Sample& sample : event.samples) sum += sample.millis;
  const auto count = static_cast<int64_t>(event.samples.size());
  return StrCat(name, ": ", count, count == 1 ? " spike" : " spikes", ", ", sum / count,
                "ms on average, ", event.worst, "ms at worst\n");
}

void LatencyDoctor(Call& call) {
  const auto& events = call.server.latency_events.events();
  if (call.server.directives.latency_monitor_threshold == 0) {
    return call.reply.Verbatim(
        "txt",
        "I'm sorry, Dave, I can't do that. Latency monitoring is disabled in "
        "this Redis instance. You may use \"CONFIG SET "
        "latency-monitor-threshold <milliseconds>.\" in order to enable it. If "
        "we weren't in a deep space mission I'd suggest to take a look at "
        "https://redis.io/topics/latency-monitor.\n");
  }
  if (events.empty()) {
    return call.reply.Verbatim(
        "txt",
        "Dave, no latency spike was observed during the lifetime of this Redis "
        "instance, not in the slightest bit. I honestly think you ought to sit "
        "down calmly, take a stress pill, and think things over.\n");
  }
  std::string report = "Latency spikes were seen.\n\n";
  int number = 0;
  for (const auto& [name, event] : events) {
    report += StrCat(++number, ". ", Describe(name, event));
  }
  report += "\nSLOWLOG GET names the commands that took long.\n";
  call.reply.Verbatim("txt", report);
}

// --- HISTOGRAM -----------------------------------------------------------------------------------

// `command` or, of a container, its subcommands: those that have been called.
void AddCalled(const Command& command, std::vector<const Command*>& called) {
  if (command.stats.latencies.total() != 0) called.push_back(&command);
  for (const auto& sub : command.subcommands) AddCalled(*sub, called);
}

const Command* FindByFullName(const CommandTable& commands, std::string_view name) {
  const size_t bar = name.find('|');
  const Command* command = commands.Find(name.substr(0, bar));
  if (command == nullptr || bar == std::string_view::npos) return command;
  return command->FindSubcommand(name.substr(bar + 1));
}

void LatencyHistogramOf(Call& call) {
  std::vector<const Command*> called;
  if (call.argv.size() == 2) {
    for (const auto& command : call.server.commands->all()) AddCalled(*command, called);
  }
  for (const std::string_view name : call.argv.subspan(2)) {
    const Command* command = FindByFullName(*call.server.commands, name);
    if (command != nullptr) AddCalled(*command, called);
  }
  call.reply.Map(called.size());
  for (const Command* command : called) {
    const LatencyHistogram& latencies = command->stats.latencies;
    const auto buckets = latencies.PowersOfTwo();
    call.reply.Bulk(command->full_name);
    call.reply.Map(2);
    call.reply.Bulk("calls");
    call.reply.Integer(static_cast<int64_t>(latencies.total()));
    call.reply.Bulk("histogram_usec");
    call.reply.Map(buckets.size());
    for (const auto& [micros, calls] : buckets) {
      call.reply.Integer(micros);
      call.reply.Integer(static_cast<int64_t>(calls));
    }
  }
}

using enum CommandFlag;

constexpr CommandFlags kAnyTime = kLoading | kStale;
constexpr CommandFlags kOfAdmin = kAnyTime | kAdmin | kNoScript;

// clang-format off
constexpr CommandSpec kLatencyParts[] = {
    // name       arity flags     acl keys since     run                 usage
    {"doctor",     2,   kOfAdmin, {}, {},  "2.8.13", LatencyDoctor,      ""},
    {"graph",      3,   kOfAdmin, {}, {},  "2.8.13", LatencyGraph,       "event"},
    {"help",       2,   kAnyTime, {}, {},  "2.8.13", ShowHelp,           ""},
    {"histogram", -2,   kOfAdmin, {}, {},  "7.0.0",  LatencyHistogramOf, "[command [command ...]]"},
    {"history",    3,   kOfAdmin, {}, {},  "2.8.13", LatencyHistory,     "event"},
    {"latest",     2,   kOfAdmin, {}, {},  "2.8.13", LatencyLatest,      ""},
    {"reset",     -2,   kOfAdmin, {}, {},  "2.8.13", LatencyReset,       "[event [event ...]]"},
};

constexpr CommandSpec kLatency[] = {
    {"latency",   -2,   {},       {}, {},  "2.8.13", nullptr,            "", kAllTargets, kLatencyParts},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> LatencyCommands() { return kLatency; }

}  // namespace luarig
