#ifndef LUARIG_ENGINE_DISPATCH_EXECUTE_H_
#define LUARIG_ENGINE_DISPATCH_EXECUTE_H_

#include <span>
#include <string_view>

#include "engine/dispatch/call.h"
#include "engine/dispatch/registry.h"

namespace luarig {

// Runs a client's command: look-up, arity, the client's list of checks, the handler. Freezes the
// data clock for it and removes what has expired; afterwards serves those who waited for what it
// changed. Errors become replies.
//
// Writes exactly one reply, unless the session waits afterwards (Session::waiting): then the reply
// comes later, on its outbox; or is to be closed because it speaks HTTP. While a script runs this
// may be called for other sessions, by the Interrupt of the engine, for the commands that the
// server allows then.
void ExecuteCommand(Session& session, std::span<const std::string_view> argv, ReplySink& reply);

// Runs a command that a script calls, with the checks and texts that apply there.
// `named` is the command that argv[0] names, if the caller knows it already. REQUIRES:
// session.script is set.
void ExecuteFromScript(Session& session, std::span<const std::string_view> argv, ReplySink& reply,
                       const Command* named = nullptr);

// Runs what MULTI has queued, each command with its reply, in an array.
void ExecuteQueued(Session& session, ReplySink& reply);

// Runs a command's handler again because what its session waits for may have come. It writes its
// reply to the session's outbox, or goes on waiting. REQUIRES: session.waiting().
void ExecuteAgain(Session& session);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_EXECUTE_H_
