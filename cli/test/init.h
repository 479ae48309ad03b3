#ifndef LUARIG_CLI_TEST_INIT_H_
#define LUARIG_CLI_TEST_INIT_H_

#include "cli/app/subcommand.h"
#include "cli/test/options.h"

namespace luarig {

// Writes a first suite and a fixture for each library or script that is named, or for each library
// below the current folder, and a project file if there is none. Files that exist are left as they
// are. 1 if the Lua of some does not load (which is drawn), 2 if some cannot be read. Throws
// UsageError.
ExitCode InitTests(const TestOptions& options, Console& console);

}  // namespace luarig

#endif  // LUARIG_CLI_TEST_INIT_H_
