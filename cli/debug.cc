#include <algorithm>
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
  ScriptWords words;                // "eval", "fcall" or "load" is the name, what follows are keys
  std::optional<std::string> text;  // of -e
  bool read_only = false;
  bool dap = false;                     // --dap
  std::optional<std::string> dap_port;  // --dap-port
  EngineFlags engine;
};

// What the words say is to be run.
struct WhatToRun {
  enum class Kind : uint8_t { kScript, kFunction, kLibrary };

  Kind kind = Kind::kScript;
  ScriptWords words;  // the name is a FILE or a function
};

constexpr const char* kUsage =
    "write `luarig debug eval FILE key ... , arg ...`, `luarig debug fcall NAME key ... , arg ... "
    "--lib FILE` or `luarig debug load FILE`";

// How each is named on the command line, and what is missing if nothing follows.
struct KindName {
  std::string_view name;
  WhatToRun::Kind kind;
  std::string_view missing;
};

constexpr KindName kKinds[] = {
    {"eval", WhatToRun::Kind::kScript, "no script; "},
    {"fcall", WhatToRun::Kind::kFunction, "no function; "},
    {"load", WhatToRun::Kind::kLibrary, "no library; "},
};

WhatToRun ReadWords(const DebugOptions& options) {
  WhatToRun what{.words = options.words};
  if (!what.words.has_name) throw UsageError(StrCat("nothing to run; ", kUsage));
  const auto* const named =
      std::ranges::find(kKinds, std::string_view(what.words.name), &KindName::name);
  if (named == std::end(kKinds))
    throw UsageError(StrCat(Quote(what.words.name), " is none of eval, fcall, load; ", kUsage));
  what.kind = named->kind;
  what.words.name.clear();
  what.words.has_name = false;
  if (options.text) {
    if (what.kind == WhatToRun::Kind::kFunction)
      throw UsageError("-e is a script, and fcall calls a function");
    if (what.kind == WhatToRun::Kind::kLibrary)
      throw UsageError("-e is a script, and load loads a library");
    return what;
  }
  if (what.words.keys.empty()) throw UsageError(StrCat(named->missing, kUsage));
  what.words.has_name = true;
  what.words.name = what.words.keys.front();
  what.words.keys.erase(what.words.keys.begin());
  if (what.kind != WhatToRun::Kind::kLibrary) return what;
  if (!what.words.keys.empty() || !what.words.args.empty())
    throw UsageError(
        "load takes one FILE, and a library that loads has neither keys nor arguments");
  if (options.read_only) throw UsageError("--ro is for scripts and functions");
  return what;
}

SourceText ReadSource(const DebugOptions& options, const ScriptWords& words,
                      const Console& console) {
  const bool one_line = options.engine.ReadOneLine();
  if (options.text)
    return AssembleText("-e", *options.text, console, one_line, options.engine.aliases);
  if (words.name == "-")
    throw UsageError("what to debug is a FILE: standard input is for the debugger's commands");
  return LoadSource(words.name, console, one_line, options.engine.aliases);
}

const Reply& RunWhat(const WhatToRun& what, const std::optional<SourceText>& source, bool read_only,
                     DebugRig& rig) {
  switch (what.kind) {
    case WhatToRun::Kind::kScript:
      return rig.Eval(*source, what.words, read_only);
    case WhatToRun::Kind::kLibrary:
      return rig.Load(*source);
    case WhatToRun::Kind::kFunction:
      break;
  }
  return rig.Fcall(what.words, read_only);
}

ExitCode RunInTerminal(const DebugOptions& options, Console& console) {
  const WhatToRun what = ReadWords(options);
  std::optional<SourceText> source;
  if (what.kind != WhatToRun::Kind::kFunction) source = ReadSource(options, what.words, console);
  Terminal terminal(console);
  DebugRig rig(options.engine, console, terminal, {});
  if (!rig.ok()) return rig.Finish();
  terminal.Attach(rig);
  if (what.kind == WhatToRun::Kind::kScript) rig.AddScript(*source, !options.text);
  if (what.kind == WhatToRun::Kind::kLibrary) rig.AddLibrary(*source);
  terminal.ShowReply(RunWhat(what, source, options.read_only, rig));
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
