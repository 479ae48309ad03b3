#ifndef LUARIG_CLI_APP_CELL_H_
#define LUARIG_CLI_APP_CELL_H_

#include <optional>
#include <string>
#include <vector>

#include "cli/app/matrix.h"
#include "engine/base/diagnostic.h"
#include "engine/dispatch/faults.h"

namespace luarig {

// One run of many, of which nothing has been printed.
struct Cell {
  bool loaded = false;  // the libraries could be loaded; nothing was run otherwise
  Reply reply;
  std::vector<std::string> command;
  std::vector<InnerCall> calls;
  std::optional<Diagnostic> error;
  std::string diff;    // as --diff prints it; "" if nothing changed
  std::string object;  // what --json prints

  bool failed() const { return !loaded || reply.is_error(); }
  // "ok", or the code of the error.
  std::string Outcome() const;
};

// Runs in a rig of its own, in `deployment` (null: the one of the flags), with `faults` (may be
// null).
Cell RunCell(const EngineFlags& flags, const Deployment* deployment, Faults* faults,
             const RigRun& run);

// How an error left the keyspace, for a person: where it was, and what stays, indented.
std::string Aftermath(const Cell& cell);

}  // namespace luarig

#endif  // LUARIG_CLI_APP_CELL_H_
