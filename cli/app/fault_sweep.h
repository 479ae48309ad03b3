#ifndef LUARIG_CLI_APP_FAULT_SWEEP_H_
#define LUARIG_CLI_APP_FAULT_SWEEP_H_

#include <string>

#include "cli/app/engine_flags.h"
#include "cli/app/matrix.h"
#include "cli/app/subcommand.h"

namespace luarig {

// --faults: runs once to see which commands the script calls, then once for each thing that could
// go wrong at each of them, always from the start, and shows which leave the keyspace half changed.
// `kind` is "likely" (what a server could answer there) or "all" (also what it would not, said to
// be so). Status 1 if any leaves it so.
ExitCode RunFaultSweep(const EngineFlags& engine, const std::string& kind, Console& console,
                       const RigRun& run);

}  // namespace luarig

#endif  // LUARIG_CLI_APP_FAULT_SWEEP_H_
