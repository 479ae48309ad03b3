#include <memory>
#include <optional>

#include "cli/app/command_line.h"
#include "cli/app/matrix.h"
#include "cli/app/rig.h"
#include "cli/app/sources.h"
#include "cli/app/subcommand.h"

namespace luarig {
namespace {

struct EvalOptions {
  ScriptWords words;
  std::optional<std::string> text;  // of -e
  bool read_only = false;
  EngineFlags engine;
  MatrixFlags matrix;
};

SourceText ReadScript(const EvalOptions& options, const Console& console) {
  const bool one_line = options.engine.ReadOneLine();
  if (options.text)
    return AssembleText("-e", *options.text, console, one_line, options.engine.aliases);
  if (!options.words.has_name) {
    throw UsageError("no script; name a FILE, - for standard input, or -e TEXT");
  }
  return LoadSourceOrInput(options.words.name, console, one_line, options.engine.aliases);
}

ExitCode RunEval(const EvalOptions& options, Console& console) {
  const SourceText script = ReadScript(options, console);
  return RunAsAsked(options.engine, options.matrix, console,
                    [&](Rig& rig) { rig.Eval(script, options.words, options.read_only); });
}

}  // namespace

std::function<ExitCode(Console&)> DeclareEval(CommandLine& flags, std::vector<std::string>& argv) {
  auto options = std::make_shared<EvalOptions>();
  flags.Value("-e,--eval", options->text, "TEXT", "Script as text, instead of a FILE");
  flags.NotFromFile("eval", "it is what is run");
  flags.Switch("--ro", options->read_only, "Run it read-only, as EVAL_RO does");
  options->engine.Declare(flags);
  options->matrix.Declare(flags);
  options->words = flags.TakeWords(argv, WordShape::kScript, "eval");
  return [options](Console& console) { return RunEval(*options, console); };
}

}  // namespace luarig
