#include "cli/debug/debug_rig.h"

#include <algorithm>
#include <span>

#include "cli/app/command_line.h"
#include "cli/app/files.h"
#include "cli/app/output.h"
#include "engine/base/bytes.h"
#include "engine/fixture/notation.h"

namespace luarig {
namespace {

// A flag that does not go with a debugger, and why.
struct RefusedFlag {
  const char* name;
  const char* why;
  bool (*is_set)(const EngineFlags& flags);
};

constexpr const char* kRepeats =
    "going back runs code again, and what was told once would be told again; luarig eval and "
    "fcall have it";

constexpr RefusedFlag kRefused[] = {
    {"json", "a debugger talks, and prints no object",
     [](const EngineFlags& flags) { return flags.json; }},
    {"time-limit", "time stands still while a person looks; Ctrl-C stops code that does not end",
     [](const EngineFlags& flags) { return !flags.time_limit.empty(); }},
    {"propagated", kRepeats, [](const EngineFlags& flags) { return flags.propagated; }},
    {"key-audit", kRepeats, [](const EngineFlags& flags) { return flags.key_audit; }},
};

const EngineFlags& Accepted(const EngineFlags& flags) {
  for (const RefusedFlag& refused : kRefused) {
    if (refused.is_set(flags))
      throw UsageError(StrCat("--", refused.name, " does not go with a debugger: ", refused.why));
  }
  return flags;
}

Console With(const Console& console, std::ostream& out, std::ostream& err) {
  return {.in = console.in,
          .out = out,
          .err = err,
          .in_is_terminal = console.in_is_terminal,
          .out_is_terminal = false,
          .err_is_terminal = console.err_is_terminal,
          .color = console.color,
          .width = console.width};
}

}  // namespace

void DeclareDebugEngine(EngineFlags& engine, CommandLine& flags) {
  engine.Declare(flags);
  for (const RefusedFlag& refused : kRefused)
    flags.NotFromFile(refused.name, "it does not go with a debugger");
}

DebugRig::DebugRig(const EngineFlags& flags, Console& console, DebugFrontEnd& front_end,
                   const Setup& setup)
    : console_(console),
      err_(console.err.rdbuf()),
      inner_(With(console, unshown_, err_)),
      rig_(Accepted(flags), inner_,
           {.stopwatch = &stopwatch_, .watched = false, .tells_log = false}),
      debugger_(rig_.engine(), front_end,
                {.stop_on_entry = setup.stop_on_entry,
                 .goes_back = setup.goes_back,
                 .stopwatch = &stopwatch_}) {
  rig_.RunWith([this](const std::vector<std::string>& command) {
    return debugger_.Run(rig_.engine().default_session(), command);
  });
  err_ << std::unitbuf;
  AddLibraries(flags.libraries);
}

void DebugRig::AddLibraries(const std::vector<std::string>& paths) {
  for (const auto& [name, source] : rig_.Libraries()) {
    const bool on_disk = std::ranges::find(paths, source.name) != paths.end();
    files().Add(ScriptKind::kLibrary, source.name, source.text, source.files, source.map, on_disk);
  }
}

void DebugRig::AddScript(const SourceText& script, bool on_disk) {
  files().Add(ScriptKind::kScript, script.name, script.text, script.files, script.map, on_disk);
}

void DebugRig::AddLibrary(const SourceText& library) {
  files().Add(ScriptKind::kLibrary, library.name, library.text, library.files, library.map, true);
}

const Reply& DebugRig::Eval(const SourceText& script, const ScriptWords& words, bool read_only) {
  return rig_.Eval(script, words, read_only);
}

const Reply& DebugRig::Fcall(const ScriptWords& words, bool read_only) {
  return rig_.Fcall(words, read_only);
}

const Reply& DebugRig::Load(const SourceText& library) { return rig_.Load(library); }

ExitCode DebugRig::Finish() {
  unshown_.str("");
  const ExitCode exit = rig_.Finish();
  console_.out << unshown_.str() << std::flush;
  return exit;
}

bool DebugRig::ChangedOnDisk(size_t file) {
  const CodeFiles::File& known = files().files().at(file);
  if (!known.on_disk) return false;
  try {
    return ReadFile(known.name) != known.text;
  } catch (const UsageError&) {  // it is gone
    return true;
  }
}

}  // namespace luarig
