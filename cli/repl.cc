#include <memory>
#include <ostream>

#include "cli/app/command_line.h"
#include "cli/app/line_editor.h"
#include "cli/app/rig.h"
#include "cli/app/subcommand.h"
#include "engine/base/bytes.h"

namespace luarig {
namespace {

// What follows "lua> " or ".lua "; nothing if the line is a command.
std::optional<std::string> LuaOf(std::string_view line) {
  for (const std::string_view prefix : {"lua>", ".lua"}) {
    if (!line.starts_with(prefix)) continue;
    line.remove_prefix(prefix.size());
    if (!line.empty() && line.front() == ' ') return std::string(line.substr(1));
    if (prefix == "lua>" || line.empty()) return std::string(line);
    return std::nullopt;
  }
  return std::nullopt;
}

void RunLua(Rig& rig, const std::string& code) {
  // An expression prints its value; what is none is a statement.
  const std::string expression = "return " + code;
  const bool compiles = !rig.Ask({"SCRIPT", "LOAD", expression}).is_error();
  const SourceText script{
      .name = "lua", .text = compiles ? expression : code, .files = {}, .map = {}};
  rig.Eval(script, {}, false);
}

// Returns false if the line says to end.
bool RunLine(Rig& rig, const std::string& line, Console& console) {
  if (const auto code = LuaOf(line)) {
    RunLua(rig, *code);
    return true;
  }
  const auto words = SplitWords(line);
  if (!words) {
    console.out << "Invalid argument(s)\n";
    return true;
  }
  if (words->empty()) return true;
  if (EqualsIgnoreCase(words->front(), "quit") || EqualsIgnoreCase(words->front(), "exit")) {
    return false;
  }
  rig.Run(*words);
  return true;
}

// What the flags describe, and what `under` names on top of that.
Deployment ReadDeployment(const EngineFlags& flags, const std::string& under) {
  Deployment deployment = flags.ReadDeployment();
  if (under.find(',') != std::string::npos)
    throw UsageError("--under: a prompt is in one deployment; several at once are cluster+oom");
  if (under.empty()) return deployment;
  if (const auto error = AddNamed(under, deployment)) throw UsageError(StrCat("--under: ", *error));
  return deployment;
}

ExitCode RunRepl(const EngineFlags& flags, const std::string& under, Console& console) {
  if (flags.json) throw UsageError("--json does not go with a prompt; use luarig exec -f - --json");
  const Deployment deployment = ReadDeployment(flags, under);
  Rig rig(flags, console, {.clock = Rig::Clock::kTicking, .deployment = &deployment});
  if (!rig.ok()) return rig.Finish();
  LineEditor editor(console, {.prompt = "luarig> "});
  while (const auto line = editor.Read()) {
    if (!RunLine(rig, *line, console)) break;
    console.out.flush();
  }
  rig.Finish();
  return ExitCode::kOk;  // errors were shown as they came
}

}  // namespace

std::function<ExitCode(Console&)> DeclareRepl(CommandLine& flags, std::vector<std::string>& argv) {
  auto engine = std::make_shared<EngineFlags>();
  auto under = std::make_shared<std::string>();
  flags.Value("--under", *under, "NAME",
              "The deployment to be in, of those that luarig eval --under lists: oom, cluster+oom");
  flags.NotFromFile("under", "there it is for the runs of others, which may be under several");
  engine->Declare(flags);
  flags.NotFromFile("json", "it does not go with a prompt");
  flags.TakeWords(argv, WordShape::kNone);
  return [engine, under](Console& console) { return RunRepl(*engine, *under, console); };
}

}  // namespace luarig
