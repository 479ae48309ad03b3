#ifndef LUARIG_ENGINE_DISPATCH_CHECKS_H_
#define LUARIG_ENGINE_DISPATCH_CHECKS_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/dispatch/registry.h"
#include "engine/server/server_state.h"
#include "engine/server/session.h"

namespace luarig {

// What may keep a command, or a whole script, from running. The checks stand in ordered lists, one
// for each moment, because which refusal wins is part of the behaviour (SCRIPTING.md section 8).

struct CheckInput {
  const Command& command;
  std::span<const std::string_view> argv;
  Session& session;
  ServerState& server;
  CommandFlags flags;  // of the command; of EXEC also those of what it would run
};

struct Refusal {
  std::string_view check;  // its name in the list
  std::string text;        // the reply, code first
};

// A client's command: MISCONF before NOREPLICAS before READONLY, ...
std::optional<Refusal> CheckClientCommand(const CheckInput& input);

// A script that is about to start. `input.session.script` holds what it declared; `command` is
// EVAL, FCALL or one of their kind.
std::optional<Refusal> CheckScriptStart(const CheckInput& input);

// Whether that is needed for a command that a script calls: not for a user who may do everything,
// in a script that may write, on a server in no condition at all, which is almost always.
inline bool NeedsScriptCallChecks(const Command& command, const Session& session) {
  return !session.unrestricted() || session.script->read_only ||
         command.flags.Has(CommandFlag::kNoScript) || !AreUsual(session.server.conditions);
}

// A command that a script calls. REQUIRES: input.session.script is set.
std::optional<Refusal> CheckScriptCall(const CheckInput& input);

// The lists' names in order, for tests and docs.
std::vector<std::string_view> ClientCheckNames();
std::vector<std::string_view> ScriptStartCheckNames();
std::vector<std::string_view> ScriptCallCheckNames();

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_CHECKS_H_
