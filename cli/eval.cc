#include <iterator>
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/app/files.h"
#include "cli/app/options.h"
#include "cli/app/rig.h"
#include "cli/app/subcommand.h"

namespace luarig {
namespace {

struct EvalOptions {
  ScriptWords words;
  std::string text;  // of -e
  bool inline_text = false;
  bool read_only = false;
  EngineFlags engine;
};

SourceText ReadScript(const EvalOptions& options, Console& console) {
  if (options.inline_text) return {"-e", options.text};
  if (!options.words.has_name) {
    throw UsageError("no script; name a FILE, - for standard input, or -e TEXT");
  }
  if (options.words.name != "-") return {options.words.name, ReadFile(options.words.name)};
  return {"<stdin>", {std::istreambuf_iterator<char>(console.in), {}}};
}

ExitCode RunEval(const EvalOptions& options, Console& console) {
  const SourceText script = ReadScript(options, console);
  Rig rig(options.engine, console);
  if (rig.ok()) rig.Eval(script, options.words, options.read_only);
  return rig.Finish();
}

}  // namespace

std::function<ExitCode(Console&)> DeclareEval(CLI::App& app, std::vector<std::string>& argv) {
  auto options = std::make_shared<EvalOptions>();
  const CLI::Option* text =
      app.add_option("-e,--eval", options->text, "Script as text, instead of a FILE")
          ->type_name("TEXT");
  app.add_flag("--ro", options->read_only, "Run it read-only, as EVAL_RO does");
  options->engine.Declare(app);
  options->words = TakeWords(app, argv, WordShape::kScript, "eval");
  return [options, text](Console& console) {
    options->inline_text = text->count() > 0;
    return RunEval(*options, console);
  };
}

}  // namespace luarig
