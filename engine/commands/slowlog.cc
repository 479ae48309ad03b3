// SLOWLOG. Redis documentation: https://redis.io/docs/latest/commands/?group=server

#include <algorithm>

#include "engine/commands/families.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"
#include "engine/dispatch/help.h"

namespace luarig {
namespace {

void ReplyEntry(ReplySink& reply, const SlowLog::Entry& entry) {
  reply.Array(6);
  reply.Integer(entry.id);
  reply.Integer(entry.time);
  reply.Integer(entry.micros);
  reply.Array(entry.argv.size());
  for (const std::string& word : entry.argv) reply.Bulk(word);
  reply.Bulk(entry.address);
  reply.Bulk(entry.client_name);
}

void SlowLogGet(Call& call) {
  constexpr int64_t kUsually = 10;
  if (call.argv.size() > 3) throw UnknownSubcommand(call, "SLOWLOG");
  int64_t count = kUsually;
  if (call.argv.size() == 3) {
    count =
        IntegerArg(call.argv[2], -1, INT64_MAX, "ERR count should be greater than or equal to -1");
  }
  const auto& entries = call.server.slow_log.entries();
  const size_t shown =
      count < 0 ? entries.size() : std::min(entries.size(), static_cast<size_t>(count));
  call.reply.Array(shown);
  for (size_t i = 0; i < shown; ++i) ReplyEntry(call.reply, entries[i]);
}

void SlowLogLen(Call& call) {
  call.reply.Integer(static_cast<int64_t>(call.server.slow_log.size()));
}

void SlowLogReset(Call& call) {
  call.server.slow_log.Clear();
  call.reply.Ok();
}

using enum CommandFlag;

constexpr CommandFlags kAnyTime = kLoading | kStale;
constexpr CommandFlags kOfAdmin = kAnyTime | kAdmin;

// clang-format off
constexpr CommandSpec kSlowLogParts[] = {
    // name    arity flags     acl keys since     run           usage
    {"get",    -2,   kOfAdmin, {}, {},  "2.2.12", SlowLogGet,   "[count]"},
    {"help",    2,   kAnyTime, {}, {},  "6.2.0",  ShowHelp,     ""},
    {"len",     2,   kOfAdmin, {}, {},  "2.2.12", SlowLogLen,   ""},
    {"reset",   2,   kOfAdmin, {}, {},  "2.2.12", SlowLogReset, ""},
};

constexpr CommandSpec kSlowLog[] = {
    {"slowlog", -2,  {},       {}, {},  "2.2.12", nullptr,      "", kAllTargets, kSlowLogParts},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> SlowLogCommands() { return kSlowLog; }

}  // namespace luarig
