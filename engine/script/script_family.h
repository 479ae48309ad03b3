#ifndef LUARIG_ENGINE_SCRIPT_SCRIPT_FAMILY_H_
#define LUARIG_ENGINE_SCRIPT_SCRIPT_FAMILY_H_

#include <span>

#include "engine/dispatch/spec.h"

namespace luarig {

// EVAL, EVALSHA, FCALL and their kind, SCRIPT and FUNCTION: one more family of commands.
std::span<const CommandSpec> ScriptCommands();

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_SCRIPT_FAMILY_H_
