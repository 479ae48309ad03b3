#include <istream>
#include <iterator>
#include <memory>

#include "cli/app/command_line.h"
#include "cli/app/files.h"
#include "cli/app/rig.h"
#include "cli/app/subcommand.h"
#include "engine/base/bytes.h"

namespace luarig {
namespace {

struct ExecOptions {
  ScriptWords words;
  std::string file;
  EngineFlags engine;
};

// The commands of a file, one a line; empty lines count as nothing. All are read before one runs.
std::vector<std::vector<std::string>> ReadCommands(const std::string& file, Console& console) {
  const bool from_input = file == "-";
  const std::string text =
      from_input ? std::string(std::istreambuf_iterator<char>(console.in), {}) : ReadFile(file);
  std::vector<std::vector<std::string>> commands;
  int line = 0;
  for (size_t begin = 0; begin < text.size();) {
    ++line;
    const size_t end = std::min(text.find('\n', begin), text.size());
    auto words = SplitWords(std::string_view(text).substr(begin, end - begin));
    if (!words) {
      throw UsageError(StrCat(from_input ? "<stdin>" : file, ":", line,
                              ": unbalanced quotes, or text right behind a closing quote"));
    }
    if (!words->empty()) commands.push_back(std::move(*words));
    begin = end + 1;
  }
  return commands;
}

ExitCode RunExec(const ExecOptions& options, Console& console) {
  const bool many = !options.file.empty();
  if (many == !options.words.args.empty()) {
    throw UsageError(many ? "a command and -f FILE exclude each other"
                          : "no command; write `luarig exec GET key`, or -f FILE");
  }
  const auto commands = many ? ReadCommands(options.file, console)
                             : std::vector<std::vector<std::string>>{options.words.args};
  Rig rig(options.engine, console);
  for (size_t i = 0; i < commands.size() && rig.ok(); ++i) rig.Run(commands[i]);
  return rig.Finish(many);
}

}  // namespace

std::function<ExitCode(Console&)> DeclareExec(CommandLine& flags, std::vector<std::string>& argv) {
  auto options = std::make_shared<ExecOptions>();
  flags.Value("-f,--file", options->file, "FILE",
              "Run the commands of a file, one a line; - is standard input");
  flags.NotFromFile("file", "it is what is run");
  options->engine.Declare(flags);
  options->words = flags.TakeWords(argv, WordShape::kCommand);
  return [options](Console& console) { return RunExec(*options, console); };
}

}  // namespace luarig
