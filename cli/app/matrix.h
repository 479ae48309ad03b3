#ifndef LUARIG_CLI_APP_MATRIX_H_
#define LUARIG_CLI_APP_MATRIX_H_

#include <functional>
#include <string>

#include "cli/app/engine_flags.h"
#include "cli/app/rig.h"
#include "cli/app/subcommand.h"

namespace luarig {

class CommandLine;

// What the user asked to have run: on a rig that has everything loaded.
using RigRun = std::function<void(Rig&)>;

// --under and --faults: the same run many times, each time from the start.
struct MatrixFlags {
  std::string under;  // names of deployments: "primary,replica,cluster+oom"
  std::optional<std::string> faults;

  // Declares them on `flags`.
  void Declare(CommandLine& flags);
};

// Runs `run` once, or under each deployment and on each target that the flags list, or with each
// fault, and prints the reply or the tables. Throws UsageError.
ExitCode RunAsAsked(const EngineFlags& engine, const MatrixFlags& matrix, Console& console,
                    const RigRun& run);

}  // namespace luarig

#endif  // LUARIG_CLI_APP_MATRIX_H_
