// Replication, of a server that nobody follows and that reaches nobody: REPLICAOF is a condition.
// Redis documentation: https://redis.io/docs/latest/commands/?group=server

#include <algorithm>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/commands/families.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"
#include "engine/dispatch/waiting.h"
#include "engine/server/config.h"

namespace luarig {
namespace {

constexpr int64_t kMaxPort = 65535;

// --- Roles ---------------------------------------------------------------------------------------

// Whom this server follows, as the directive says.
struct Primary {
  std::string host;
  int64_t port = 0;
};

const DirectiveRow& PrimaryDirective(const ServerState& server) {
  return *FindDirective(server.target.id, "replicaof").row;
}

Primary PrimaryOf(ServerState& server) {
  const std::string where = DirectiveValue(server, PrimaryDirective(server));
  const size_t blank = where.find(' ');
  if (blank == std::string::npos) return {};
  return {where.substr(0, blank), ParseInteger(where.substr(blank + 1)).value_or(0)};
}

void ShowRole(Call& call) {
  const Conditions& now = call.server.conditions;
  if (now.role == Role::kPrimary) {
    call.reply.Array(3);
    call.reply.Bulk("master");
    call.reply.Integer(0);
    return call.reply.Array(0);
  }
  const Primary primary = PrimaryOf(call.server);
  call.reply.Array(5);
  call.reply.Bulk("slave");
  call.reply.Bulk(primary.host);
  call.reply.Integer(primary.port);
  call.reply.Bulk(now.primary_link_down ? "connect" : "connected");
  call.reply.Integer(now.primary_link_down ? -1 : 0);
}

void BecomePrimary(ServerState& server) {
  if (server.conditions.role == Role::kPrimary) return;
  // What was replicated until now goes on under another name.
  server.former_replication_id = server.replication_id;
  server.replication_id = server.NewId();
  SetDirective(server, PrimaryDirective(server), "");
}

// Whoever waits may have waited for what the new primary never had.
void Follow(ServerState& server, std::string_view host, int64_t port) {
  SetDirective(server, PrimaryDirective(server), StrCat(host, " ", port));
  DropWaiters(server,
              "UNBLOCKED force unblock from blocking operation, instance state changed (master -> "
              "replica?)");
}

void ReplicaOf(Call& call) {
  if (call.server.conditions.cluster)
    throw CommandError("ERR REPLICAOF not allowed in cluster mode.");
  if (EqualsIgnoreCase(call.argv[1], "NO") && EqualsIgnoreCase(call.argv[2], "ONE")) {
    BecomePrimary(call.server);
    return call.reply.Ok();
  }
  const std::optional<int64_t> port = ParseInteger(call.argv[2]);
  if (!port || *port < 0 || *port > kMaxPort) throw CommandError("ERR Invalid master port");
  const Primary now = PrimaryOf(call.server);
  if (!now.host.empty() && EqualsIgnoreCase(now.host, call.argv[1]) && now.port == *port)
    return call.reply.Status("OK Already connected to specified master");
  Follow(call.server, call.argv[1], *port);
  call.reply.Ok();
}

// --- FAILOVER ------------------------------------------------------------------------------------

// Reads the options; true for ABORT.
bool ReadFailover(const Call& call) {
  bool timeout = false;
  bool target = false;
  bool force = false;
  ArgReader args(call.argv, 1);
  while (!args.done()) {
    if (!timeout && args.Take("TIMEOUT", 1)) {
      timeout = true;
      if (args.NextInteger() <= 0)
        throw CommandError("ERR FAILOVER timeout must be greater than 0");
    } else if (call.argv.size() == 2 && args.Take("ABORT")) {
      return true;
    } else if (!target && args.Take("TO", 2)) {
      target = true;
      args.Next();
      args.NextInteger();
    } else if (!force && args.Take("FORCE")) {
      force = true;
    } else {
      throw CommandError::Syntax();
    }
  }
  return false;
}

void Failover(Call& call) {
  if (call.server.conditions.cluster) {
    throw CommandError(
        "ERR FAILOVER not allowed in cluster mode. Use CLUSTER FAILOVER command instead.");
  }
  if (ReadFailover(call)) throw CommandError("ERR No failover in progress.");
  if (call.server.conditions.role == Role::kReplica)
    throw CommandError("ERR FAILOVER is not valid when server is a replica.");
  throw CommandError("ERR FAILOVER requires connected replicas.");
}

// --- What a replica says to its primary ----------------------------------------------------------

// Nobody can follow an engine: it keeps no stream of its changes.
void Synchronize(Call& call) {
  const Conditions& now = call.server.conditions;
  if (now.role == Role::kReplica && now.primary_link_down)
    throw CommandError("NOMASTERLINK Can't SYNC while not connected with my master");
  if (call.argv.size() > 2) IntegerArg(call.argv[2]);
  throw CommandError("ERR this server keeps no stream of its changes that a replica could follow");
}

void CheckFilter(std::string_view filter) {
  const auto words = SplitWords(filter);
  if (!words) throw CommandError("ERR Missing rdb-filter-only values");
  for (const std::string& word : *words) {
    if (!EqualsIgnoreCase(word, "functions"))
      throw CommandError(StrCat("ERR Unsupported rdb-filter-only option: ", word));
  }
}

// Of ACK and GETACK a server only takes note, and says nothing.
void TakeNote(const Call& call) {
  if (call.session.outbox != nullptr && !call.session.transaction.running) return;
  throw CommandError(
      StrCat("ERR REPLCONF ", ToUpper(call.argv[1]), " is between servers, and has no reply"));
}

void ReplConf(Call& call) {
  constexpr size_t kAddressLength = 256;
  if (call.argv.size() % 2 == 0) throw CommandError::Syntax();
  ArgReader args(call.argv, 1);
  while (!args.done()) {
    if (args.Take("listening-port")) {
      args.NextInteger();
    } else if (args.Take("ip-address")) {
      const size_t length = args.Next().size();
      if (length >= kAddressLength) {
        throw CommandError(
            StrCat("ERR REPLCONF ip-address provided by replica instance is too "
                   "long: ",
                   length, " bytes"));
      }
    } else if (args.Take("capa")) {
      args.Next();
    } else if (args.Take("ack") || args.Take("getack")) {
      return TakeNote(call);
    } else if (args.Take("rdb-only")) {
      const int64_t only = args.NextInteger();
      if (only < 0 || only > 1)
        throw CommandError("ERR value is out of range, value must between 0 and 1");
    } else if (args.Take("rdb-filter-only")) {
      CheckFilter(args.Next());
    } else {
      throw CommandError(StrCat("ERR Unrecognized REPLCONF option: ", args.Next()));
    }
  }
  call.reply.Ok();
}

// --- WAIT ----------------------------------------------------------------------------------------

// True if the command is to say what it has to: nobody could come, or the time is up.
bool Waited(const Call& call) { return call.session.wait != nullptr || !call.session.may_wait(); }

void WaitUntil(Call& call, int64_t deadline) {
  WaitFor(call, {.deadline = deadline, .timed_out = Wait::TimedOut::kRunAgain});
}

void WaitForReplicas(Call& call) {
  if (call.server.conditions.role == Role::kReplica) {
    throw CommandError(
        "ERR WAIT cannot be used with replica instances. Please also note that since Redis 4.0 if "
        "a replica is configured to be writable (which is not the default) writes to replicas are "
        "just local and are not propagated.");
  }
  const int64_t replicas = IntegerArg(call.argv[1]);
  const int64_t deadline = DeadlineFromMillis(call, call.argv[2]);
  if (replicas <= 0 || Waited(call)) return call.reply.Integer(0);
  WaitUntil(call, deadline);
}

void WaitForAof(Call& call) {
  const int64_t local = IntegerArg(call.argv[1]);
  if (local < 0 || local > 1)
    throw CommandError("ERR value is out of range, value must between 0 and 1");
  const int64_t replicas = PositiveArg(call.argv[2]);
  const int64_t deadline = DeadlineFromMillis(call, call.argv[3]);
  if (call.server.conditions.role == Role::kReplica) {
    throw CommandError(
        "ERR WAITAOF cannot be used with replica instances. Please also note that writes to "
        "replicas are just local and are not propagated.");
  }
  const bool appends = call.server.directives.appendonly;
  if (local == 1 && !appends) {
    throw CommandError(
        "ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.");
  }
  if (replicas > 0 && !Waited(call)) return WaitUntil(call, deadline);
  call.reply.Array(2);
  call.reply.Integer(appends ? 1 : 0);
  call.reply.Integer(0);
}

using enum CommandFlag;
using AclCategory::kConnection;
using AclCategory::kDangerous;

constexpr TargetSet kOn70 = TargetId::kRedis70;
constexpr TargetSet kOn72 = TargetId::kRedis72;

constexpr CommandFlags kOfAdmin = CommandFlag::kAdmin | kNoScript;
constexpr CommandFlags kFollows = kOfAdmin | kStale | kNoAsyncLoading;
constexpr CommandFlags kSyncs = kOfAdmin | kNoMulti | kNoAsyncLoading;
constexpr AclCategories kOfRole = AclCategory::kAdmin | kDangerous;

// clang-format off
constexpr CommandSpec kReplication[] = {
    // name       arity flags                                            acl          keys since     run              usage
    {"failover",  -1,   kOfAdmin | kStale,                               {},          {},  "6.2.0",  Failover,        "[TO host port [FORCE]] [ABORT] [TIMEOUT milliseconds]"},
    {"psync",     -3,   kSyncs,                                          {},          {},  "2.8.0",  Synchronize,     "replicationid offset"},
    {"replconf",  -1,   kOfAdmin | kLoading | kStale | kAllowBusy,       {},          {},  "3.0.0",  ReplConf,        ""},
    {"replicaof",  3,   kFollows,                                        {},          {},  "5.0.0",  ReplicaOf,       "<host port | NO ONE>"},
    {"role",       1,   kNoScript | kLoading | CommandFlags(kStale) | kFast, kOfRole, {},  "2.8.12", ShowRole,        ""},
    {"slaveof",    3,   kFollows,                                        {},          {},  "1.0.0",  ReplicaOf,       "<host port | NO ONE>"},
    {"sync",       1,   kSyncs,                                          {},          {},  "1.0.0",  Synchronize,     ""},
    {"wait",       3,   kNoScript,                                       kConnection, {},  "3.0.0",  WaitForReplicas, "numreplicas timeout", kOn70},
    {"wait",       3,   {},                                              kConnection, {},  "3.0.0",  WaitForReplicas, "numreplicas timeout", kOn72},
    {"wait",       3,   kBlocking,                                       kConnection, {},  "3.0.0",  WaitForReplicas, "numreplicas timeout", kSince74},
    {"waitaof",    4,   kNoScript,                                       kConnection, {},  "7.2.0",  WaitForAof,      "numlocal numreplicas timeout", kOn72},
    {"waitaof",    4,   kBlocking,                                       kConnection, {},  "7.2.0",  WaitForAof,      "numlocal numreplicas timeout", kSince74},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> ReplicationCommands() { return kReplication; }

}  // namespace luarig
