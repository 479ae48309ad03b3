#ifndef LUARIG_CLI_DEBUG_TERMINAL_COMPLETE_H_
#define LUARIG_CLI_DEBUG_TERMINAL_COMPLETE_H_

#include <string_view>

#include "cli/app/line_editor.h"
#include "cli/debug/terminal_state.h"

namespace luarig {

// What could stand at the end of a line that is being typed: commands, variables and fields,
// functions, files, keys, names of commands of the server.
Completion CompleteTerminalLine(TerminalState& state, std::string_view before);

}  // namespace luarig

#endif  // LUARIG_CLI_DEBUG_TERMINAL_COMPLETE_H_
