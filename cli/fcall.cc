#include <memory>

#include "cli/app/command_line.h"
#include "cli/app/matrix.h"
#include "cli/app/rig.h"
#include "cli/app/subcommand.h"

namespace luarig {
namespace {

struct FcallOptions {
  ScriptWords words;
  bool read_only = false;
  EngineFlags engine;
  MatrixFlags matrix;
};

ExitCode RunFcall(const FcallOptions& options, Console& console) {
  if (!options.words.has_name) {
    throw UsageError("no function; write `luarig fcall NAME key ... , arg ... --lib FILE`");
  }
  return RunAsAsked(options.engine, options.matrix, console,
                    [&](Rig& rig) { rig.Fcall(options.words, options.read_only); });
}

}  // namespace

std::function<ExitCode(Console&)> DeclareFcall(CommandLine& flags, std::vector<std::string>& argv) {
  auto options = std::make_shared<FcallOptions>();
  flags.Switch("--ro", options->read_only, "Call it read-only, as FCALL_RO does");
  options->engine.Declare(flags);
  options->matrix.Declare(flags);
  options->words = flags.TakeWords(argv, WordShape::kScript);
  return [options](Console& console) { return RunFcall(*options, console); };
}

}  // namespace luarig
