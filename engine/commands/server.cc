// Commands on the server as a whole. Redis documentation:
// https://redis.io/docs/latest/commands/?group=server

#include <algorithm>
#include <cstdlib>
#include <string>

#include "engine/base/bytes.h"
#include "engine/commands/families.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"

namespace luarig {
namespace {

void DbSize(Call& call) { call.reply.Integer(static_cast<int64_t>(call.keys.size())); }

// --- Whole databases -----------------------------------------------------------------------------

// Tells WATCH, and those who wait, of every key that is about to go or to be exchanged.
void AnnounceAll(Call& call, const Keyspace& keys) {
  ServerState& server = call.server;
  if (server.watches.empty() && server.waiters.empty()) return;
  keys.ForEach([&](const Entry& entry) {
    server.watches.Touch(keys.index(), entry.key());
    server.waiters.NoteChange(keys.index(), entry.key());
  });
}

void Flush(Call& call, Keyspace& keys) {
  AnnounceAll(call, keys);
  call.server.store.changes += keys.size();
  call.PropagateAlways(kAllRecipients);
  keys.Clear();
}

// ASYNC and SYNC only say when a server gives the memory back.
void CheckFlushMode(const Call& call) {
  ArgReader args(call.argv, 1);
  if (args.left() > 1) throw CommandError::Syntax();
  if (!args.done() && !args.Take("ASYNC") && !args.Take("SYNC")) throw CommandError::Syntax();
}

void FlushDb(Call& call) {
  CheckFlushMode(call);
  Flush(call, call.keys);
  call.server.tracking.InvalidateAll();
  call.reply.Ok();
}

void FlushAll(Call& call) {
  CheckFlushMode(call);
  for (const auto& keys : call.server.databases) Flush(call, *keys);
  call.server.tracking.InvalidateAll();
  call.reply.Ok();
}

int64_t SwapArg(std::string_view word, std::string_view error) {
  return IntegerArg(word, INT32_MIN, INT32_MAX, error);
}

void SwapDb(Call& call) {
  if (call.server.conditions.cluster)
    throw CommandError("ERR SWAPDB is not allowed in cluster mode");
  const int64_t first = SwapArg(call.argv[1], "ERR invalid first DB index");
  const int64_t second = SwapArg(call.argv[2], "ERR invalid second DB index");
  const auto count = static_cast<int64_t>(call.server.databases.size());
  if (first < 0 || first >= count || second < 0 || second >= count)
    throw CommandError("ERR DB index is out of range");
  if (first != second) {
    Keyspace& a = *call.server.databases[static_cast<size_t>(first)];
    Keyspace& b = *call.server.databases[static_cast<size_t>(second)];
    AnnounceAll(call, a);
    AnnounceAll(call, b);
    a.SwapWith(b);
    // A key that comes is as changed as one that goes.
    AnnounceAll(call, a);
    AnnounceAll(call, b);
  }
  ++call.server.store.changes;
  call.reply.Ok();
}

// --- Time
// ------------------------------------------------------------------------------------------

void Time(Call& call) {
  constexpr int64_t kMicros = 1000000;
  const bool frozen =
      call.session.script == nullptr || call.target().Has(Quirk::kTimeFrozenInScript);
  const int64_t now = frozen ? call.server.now_micros : call.server.clock->NowMicros();
  call.reply.Array(2);
  call.reply.Bulk(StrCat(now / kMicros));
  call.reply.Bulk(StrCat(now % kMicros));
}

// --- SHUTDOWN ------------------------------------------------------------------------------------

struct ShutdownOptions {
  bool save = false;
  bool no_save = false;
  bool abort = false;
};

ShutdownOptions ReadShutdownOptions(const Call& call) {
  ShutdownOptions options;
  bool other = false;
  for (ArgReader args(call.argv, 1); !args.done();) {
    if (args.Take("NOSAVE")) {
      options.no_save = true;
    } else if (args.Take("SAVE")) {
      options.save = true;
    } else if (args.Take("ABORT")) {
      options.abort = true;
    } else if (args.Take("NOW") || args.Take("FORCE")) {
      other = true;  // about replicas and disks, which are not waited for
    } else {
      throw CommandError::Syntax();
    }
  }
  const bool any = options.save || options.no_save || other;
  if ((options.save && options.no_save) || (options.abort && any)) throw CommandError::Syntax();
  return options;
}

// Nothing is replied: the connection ends with the server. Tools serve nobody, and refuse.
void Shutdown(Call& call) {
  ServerState& server = call.server;
  const ShutdownOptions options = ReadShutdownOptions(call);
  if (options.abort) throw CommandError("ERR No shutdown in progress.");
  if (server.scripts->running() && !options.no_save) {
    throw CommandError(std::string(
        server.text(server.scripts->runs_function() ? Text::kBusyFunction : Text::kBusyScript)));
  }
  if (call.session.outbox == nullptr)
    throw CommandError("ERR Errors trying to SHUTDOWN. Check logs.");
  server.shutting_down = true;
  server.scripts->Abort("ERR the server was shut down while the script ran");
}

using enum CommandFlag;
using AclCategory::kDangerous;
using AclCategory::kKeyspace;

// clang-format off
constexpr CommandSpec kServer[] = {
    // name      arity flags                                                acl                     keys since    run       usage
    {"dbsize",    1,   kReadOnly | kFast,                                   kKeyspace,              {},  "1.0.0", DbSize,   ""},
    {"flushall", -1,   kWrite,                                              kKeyspace | kDangerous, {},  "1.0.0", FlushAll, "[ASYNC | SYNC]"},
    {"flushdb",  -1,   kWrite,                                              kKeyspace | kDangerous, {},  "1.0.0", FlushDb,  "[ASYNC | SYNC]"},
    {"shutdown", -1,   kAdmin | kNoScript | CommandFlags(kLoading) | kStale | kNoMulti | kAllowBusy, {}, {}, "1.0.0", Shutdown, "[NOSAVE | SAVE] [NOW] [FORCE] [ABORT]"},
    {"swapdb",    3,   kWrite | kFast,                                      kKeyspace | kDangerous, {},  "4.0.0", SwapDb,   "index1 index2"},
    {"time",      1,   kLoading | kStale | CommandFlags(kFast),             {},                     {},  "2.6.0", Time,     ""},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> ServerCommands() { return kServer; }

}  // namespace luarig
