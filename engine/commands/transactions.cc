// MULTI, EXEC and WATCH. Redis documentation:
// https://redis.io/docs/latest/commands/?group=transactions

#include "engine/commands/families.h"
#include "engine/dispatch/call.h"
#include "engine/dispatch/execute.h"

namespace luarig {
namespace {

void ForgetWatched(Call& call) {
  call.server.watches.Forget(call.session);
  call.server.UpdateKeyEvents();
}

void Multi(Call& call) {
  Transaction& transaction = call.session.transaction;
  if (transaction.open) throw CommandError("ERR MULTI calls can not be nested");
  transaction.open = true;
  call.reply.Ok();
}

void Discard(Call& call) {
  Transaction& transaction = call.session.transaction;
  if (!transaction.open) throw CommandError("ERR DISCARD without MULTI");
  transaction.Close();
  ForgetWatched(call);
  call.reply.Ok();
}

void Exec(Call& call) {
  Transaction& transaction = call.session.transaction;
  if (!transaction.open) throw CommandError("ERR EXEC without MULTI");
  const bool aborted = transaction.aborted;
  const bool touched = transaction.touched;
  call.PropagateNothing();  // its commands are
  ForgetWatched(call);
  if (!aborted && !touched) return ExecuteQueued(call.session, call.reply);
  transaction.Close();
  if (aborted) throw CommandError("EXECABORT Transaction discarded because of previous errors.");
  call.reply.NullArray();
}

void Watch(Call& call) {
  if (call.session.transaction.open) throw CommandError("ERR WATCH inside MULTI is not allowed");
  for (const std::string_view key : call.argv.subspan(1)) {
    call.server.watches.Add(call.session, call.session.database, key);
  }
  call.server.UpdateKeyEvents();
  call.reply.Ok();
}

void Unwatch(Call& call) {
  ForgetWatched(call);
  call.reply.Ok();
}

using enum CommandFlag;
using AclCategory::kTransaction;

constexpr CommandFlags kExecFlags = kNoScript | kLoading | kStale;
constexpr CommandFlags kQuick = kExecFlags | kFast | kAllowBusy;
constexpr TargetSet kRefusedByHandler = kAllTargets.Without(TargetId::kValkey80);
constexpr TargetSet kRefusedByFlag = TargetId::kValkey80;

// clang-format off
constexpr CommandSpec kTransactions[] = {
    // name     arity flags                       acl           keys       since    run      usage
    {"discard",  1,   kQuick,                     kTransaction, {},        "2.0.0", Discard, ""},
    {"exec",     1,   kExecFlags | kSkipSlowlog,  kTransaction, {},        "1.2.0", Exec,    ""},
    {"multi",    1,   kQuick,                     kTransaction, {},        "1.2.0", Multi,   "", kRefusedByHandler},
    {"multi",    1,   kQuick | kNoMulti,          kTransaction, {},        "1.2.0", Multi,   "", kRefusedByFlag},
    {"unwatch",  1,   kQuick,                     kTransaction, {},        "2.2.0", Unwatch, ""},
    {"watch",   -2,   kQuick,                     kTransaction, kLookKeys, "2.2.0", Watch,   "key [key ...]", kRefusedByHandler},
    {"watch",   -2,   kQuick | kNoMulti,          kTransaction, kLookKeys, "2.2.0", Watch,   "key [key ...]", kRefusedByFlag},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> TransactionCommands() { return kTransactions; }

}  // namespace luarig
