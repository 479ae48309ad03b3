#ifndef LUARIG_CLI_DEBUG_DAP_MAIN_H_
#define LUARIG_CLI_DEBUG_DAP_MAIN_H_

#include <cstdint>
#include <string>

#include "cli/app/engine_flags.h"
#include "cli/app/subcommand.h"

namespace luarig {

// What --dap-port says: a port, 0 for "auto", which is a free one. Throws UsageError.
uint16_t ReadDapPort(const std::string& word);

// Talks to one editor over standard streams, until it leaves. What goes wrong with the connection
// is told on `console.err`. `flags` are what launches start from.
ExitCode RunDap(const EngineFlags& flags, const Console& console);

// Listens on a port of the loopback interface ("auto": a free one), says so on `console.out`, and
// talks to one editor after the other, until the process is ended. Throws UsageError.
ExitCode RunDapOnPort(const std::string& port, const EngineFlags& flags, const Console& console);

}  // namespace luarig

#endif  // LUARIG_CLI_DEBUG_DAP_MAIN_H_
