#include <memory>
#include <optional>
#include <utility>

#include "cli/app/command_line.h"
#include "cli/app/sources.h"
#include "cli/app/subcommand.h"
#include "cli/debug/dap_main.h"
#include "cli/debug/debug_rig.h"
#include "cli/debug/terminal.h"
#include "engine/base/bytes.h"

namespace luarig {
namespace {

struct DebugOptions {
  ScriptWords words;                // "eval" or "fcall" is the name, what follows are keys
  std::optional<std::string> text;  // of -e
  bool read_only = false;
  bool dap = false;                     // --dap
  std::optional<std::string> dap_port;  // --dap-port
  EngineFlags engine;
};

// What the words say is to be run.
struct WhatToRun {
  bool is_function = false;
  ScriptWords words;  // the name is a FILE or a function
};

constexpr const char* kUsage =
    "write `luarig debug eval FILE key ... , arg ...` or `luarig debug fcall NAME key ... , arg "
    "... --lib FILE`";

WhatToRun ReadWords(const DebugOptions& options) {
  WhatToRun what{.words = options.words};
  what.is_function = what.words.name == "fcall";
  if (!what.words.has_name) throw UsageError(StrCat("nothing to run; ", kUsage));
  if (!what.is_function && what.words.name != "eval")
    throw UsageError(StrCat(Quote(what.words.name), " is neither eval nor fcall; ", kUsage));
  what.words.name.clear();
  what.words.has_name = false;
  if (options.text) {
    if (what.is_function) throw UsageError("-e is a script, and fcall calls a function");
    return what;
  }
  if (what.words.keys.empty())
    throw UsageError(StrCat(what.is_function ? "no function; " : "no script; ", kUsage));
  what.words.has_name = true;
  what.words.name = what.words.keys.front();
  what.words.keys.erase(what.words.keys.begin());
  return what;
}

SourceText ReadScript(const DebugOptions& options, const ScriptWords& words,
                      const Console& console) {
  const bool one_line = options.engine.ReadOneLine();
  if (options.text)
    return AssembleText("-e", *options.text, console, one_line, options.engine.aliases);
  if (words.name == "-")
    throw UsageError("a script to debug is a FILE: standard input is for the debugger's commands");
  return LoadSource(words.name, console, one_line, options.engine.aliases);
}

ExitCode RunInTerminal(const DebugOptions& options, Console& console) {
  const WhatToRun what = ReadWords(options);
  std::optional<SourceText> script;
  if (!what.is_function) script = ReadScript(options, what.words, console);
  Terminal terminal(console);
  DebugRig rig(options.engine, console, terminal, {});
  if (!rig.ok()) return rig.Finish();
  terminal.Attach(rig);
  if (script) rig.AddScript(*script, !options.text);
  terminal.ShowReply(script ? rig.Eval(*script, what.words, options.read_only)
                            : rig.Fcall(what.words, options.read_only));
  return terminal.left() ? ExitCode::kFailure : rig.Finish();
}

ExitCode RunForEditor(const DebugOptions& options, const Console& console) {
  if (options.words.has_name || options.text)
    throw UsageError("--dap takes no words: the editor says what to run, when it launches it");
  if (options.read_only)
    throw UsageError("--dap with --ro: write \"readOnly\": true in the launch");
  return options.dap_port ? RunDapOnPort(*options.dap_port, options.engine, console)
                          : RunDap(options.engine, console);
}

ExitCode RunDebug(const DebugOptions& options, Console& console) {
  const bool for_editor = options.dap || options.dap_port;
  return for_editor ? RunForEditor(options, console) : RunInTerminal(options, console);
}

}  // namespace

std::function<ExitCode(Console&)> DeclareDebug(CommandLine& flags, std::vector<std::string>& argv) {
  auto options = std::make_shared<DebugOptions>();
  flags.Value("-e,--eval", options->text, "TEXT", "Script as text, instead of a FILE");
  flags.NotFromFile("eval", "it is what is run");
  flags.Switch("--ro", options->read_only, "Run it read-only, as EVAL_RO and FCALL_RO do");
  flags.StartGroup("Editors");
  flags.Switch("--dap", options->dap,
               "Speak the Debug Adapter Protocol with an editor, on standard streams");
  flags.Value("--dap-port", options->dap_port, "PORT",
              "The same on a port of this machine, one editor after the other; auto: a free one");
  flags.NotFromFile("dap", "it is what is run");
  flags.NotFromFile("dap-port", "it is what is run");
  DeclareDebugEngine(options->engine, flags);
  options->words = flags.TakeWords(argv, WordShape::kScript);
  return [options](Console& console) { return RunDebug(*options, console); };
}

}  // namespace luarig
