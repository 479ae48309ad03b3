// Commands on the server as a whole. Redis documentation:
// https://redis.io/docs/latest/commands/?group=server

#include <cstdlib>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/commands/families.h"
#include "engine/commands/help.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"

namespace luarig {
namespace {

void DbSize(Call& call) { call.reply.Integer(static_cast<int64_t>(call.keys.size())); }

// --- Whole databases -----------------------------------------------------------------------------

// Tells WATCH of every key that is about to go or to be exchanged.
void AnnounceAll(Call& call, const Keyspace& keys) {
  KeyEvents* events = call.server.store.events;
  if (events == nullptr) return;
  keys.ForEach([&](const Entry& entry) { events->OnKeyChanged(keys.index(), entry.key()); });
}

void Flush(Call& call, Keyspace& keys) {
  AnnounceAll(call, keys);
  call.server.store.changes += keys.size();
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
  call.reply.Ok();
}

void FlushAll(Call& call) {
  CheckFlushMode(call);
  for (const auto& keys : call.server.databases) Flush(call, *keys);
  ++call.server.store.changes;
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

// --- DEBUG ---------------------------------------------------------------------------------------

// Nothing here can wait: a sleep of no time is done, a longer one is refused.
void DebugSleep(Call& call) {
  const std::string seconds(call.argv[2]);
  if (std::strtod(seconds.c_str(), nullptr) > 0)
    throw CommandError("ERR DEBUG SLEEP would wait, and this server never does");
  call.reply.Ok();
}

void DebugCollection(Call& call, std::string_view kind) {
  constexpr int64_t kElements = 3;
  if (kind == "map") {
    call.reply.Map(kElements);
  } else if (kind == "set") {
    call.reply.Set(kElements);
  } else {
    call.reply.Array(kElements);
  }
  for (int64_t i = 0; i < kElements; ++i) {
    call.reply.Integer(i);
    if (kind == "map") call.reply.Bool(i == 1);
  }
}

// One reply of each kind, to try a client with.
void DebugProtocol(Call& call) {
  const std::string kind = ToLower(call.argv[2]);
  ReplySink& reply = call.reply;
  if (kind == "string") return reply.Bulk("Hello World");
  if (kind == "integer") return reply.Integer(12345);
  if (kind == "double") return reply.Double(3.141);
  if (kind == "bignum") return reply.BigNumber("1234567999999999999999999999999999999");
  if (kind == "null") return reply.Null();
  if (kind == "true") return reply.Bool(true);
  if (kind == "false") return reply.Bool(false);
  if (kind == "verbatim") return reply.Verbatim("txt", "This is a verbatim\nstring");
  if (kind == "array" || kind == "set" || kind == "map") return DebugCollection(call, kind);
  throw CommandError(
      "ERR Wrong protocol type name. Please use one of the following: "
      "string|integer|double|bignum|null|array|set|map|attrib|push|verbatim|true|false");
}

constexpr HelpLine kDebugHelp[] = {
    {"PROTOCOL <type>", "A reply of that type."},
    {"SLEEP <seconds>", "Waits; only no time at all can be waited here."},
};

void Debug(Call& call) {
  const std::string_view word = call.argv[1];
  const size_t size = call.argv.size();
  if (size == 2 && EqualsIgnoreCase(word, "HELP")) return ReplyHelp(call, "DEBUG", kDebugHelp);
  if (size == 3 && EqualsIgnoreCase(word, "SLEEP")) return DebugSleep(call);
  if (size == 3 && EqualsIgnoreCase(word, "PROTOCOL")) return DebugProtocol(call);
  throw CommandError(StrCat("ERR unknown subcommand or wrong number of arguments for '",
                            word.substr(0, 128), "'. Try DEBUG HELP."));
}

using enum CommandFlag;
using AclCategory::kDangerous;
using AclCategory::kKeyspace;

// clang-format off
constexpr CommandSpec kServer[] = {
    // name      arity flags                                                acl                     keys since    run       usage
    {"dbsize",    1,   kReadOnly | kFast,                                   kKeyspace,              {},  "1.0.0", DbSize,   ""},
    {"debug",    -2,   kAdmin | kNoScript | CommandFlags(kLoading) | kStale, {},                    {},  "1.0.0", Debug,    ""},
    {"flushall", -1,   kWrite,                                              kKeyspace | kDangerous, {},  "1.0.0", FlushAll, "[ASYNC | SYNC]"},
    {"flushdb",  -1,   kWrite,                                              kKeyspace | kDangerous, {},  "1.0.0", FlushDb,  "[ASYNC | SYNC]"},
    {"swapdb",    3,   kWrite | kFast,                                      kKeyspace | kDangerous, {},  "4.0.0", SwapDb,   "index1 index2"},
    {"time",      1,   kLoading | kStale | CommandFlags(kFast),             {},                     {},  "2.6.0", Time,     ""},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> ServerCommands() { return kServer; }

}  // namespace luarig
