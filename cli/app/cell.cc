#include "cli/app/cell.h"

#include <memory>
#include <sstream>

#include "cli/app/output.h"
#include "engine/base/bytes.h"

namespace luarig {

namespace {

// A rig whose console nobody sees: what it drew before it refused something comes along.
std::unique_ptr<Rig> MakeRig(const EngineFlags& flags, Console& console,
                             const std::ostringstream& err, const Deployment* deployment) {
  try {
    return std::make_unique<Rig>(flags, console, Rig::Setup{.deployment = deployment});
  } catch (const UsageError& error) {
    std::string drawn = err.str();
    drawn.resize(drawn.find_last_not_of('\n') + 1);
    throw UsageError(StrCat(error.what(), drawn.empty() ? "" : "\n", drawn));
  }
}

}  // namespace

std::string Cell::Outcome() const {
  if (!loaded) return "no load";
  return reply.is_error() ? reply.error_code() : "ok";
}

Cell RunCell(const EngineFlags& flags, const Deployment* deployment, Faults* faults,
             const RigRun& run) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  Console quiet{.in = in, .out = out, .err = err};
  EngineFlags all = flags;
  all.json = all.trace = all.diff = true;
  const std::unique_ptr<Rig> made = MakeRig(all, quiet, err, deployment);
  Rig& rig = *made;
  Cell cell;
  cell.loaded = rig.ok();
  if (rig.ok()) {
    rig.engine().state().faults = faults;
    run(rig);
    rig.engine().state().faults = nullptr;
    cell.diff = rig.DiffText();
  }
  cell.reply = rig.answers().back().reply;
  cell.command = rig.answers().back().command;
  cell.calls = rig.calls();
  cell.error = rig.last_error();
  rig.Finish();
  cell.object = out.str();
  cell.object.resize(cell.object.find_last_not_of('\n') + 1);
  return cell;
}

std::string Aftermath(const Cell& cell) {
  std::string out;
  if (cell.error && cell.error->where.line > 0) {
    const Diagnostic& error = *cell.error;
    out += StrCat("    at ", error.where.file, ":", error.where.line);
    if (!error.command.empty()) {
      out += ":";
      for (const std::string& word : error.command) out += StrCat(" ", Shortened(word, 24));
    }
    out += "\n";
  }
  if (cell.error && !cell.error->condition.empty())
    out += StrCat("    refused by: ", cell.error->condition, "\n");
  if (cell.diff.empty()) return out + "    nothing was changed\n";
  return StrCat(out, "    half done, and stays:\n", Indented(cell.diff, 6));
}

}  // namespace luarig
