#ifndef LUARIG_ENGINE_DISPATCH_EXECUTE_H_
#define LUARIG_ENGINE_DISPATCH_EXECUTE_H_

#include <span>
#include <string_view>

#include "engine/dispatch/call.h"
#include "engine/dispatch/registry.h"

namespace luarig {

// Runs a client's command: look-up, arity, the client's list of checks, the handler. Freezes the
// data clock for it and removes what has expired. Writes exactly one reply; errors become replies.
void ExecuteCommand(Session& session, std::span<const std::string_view> argv, ReplySink& reply);

// Runs a command that a script calls, with the checks and texts that apply there.
// `named` is the command that argv[0] names, if the caller knows it already. REQUIRES:
// session.script is set.
void ExecuteFromScript(Session& session, std::span<const std::string_view> argv, ReplySink& reply,
                       const Command* named = nullptr);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_EXECUTE_H_
