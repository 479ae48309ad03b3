#include <memory>

#include "cli/app/command_line.h"
#include "cli/app/project.h"
#include "cli/app/subcommand.h"
#include "cli/test/init.h"
#include "cli/test/options.h"
#include "cli/test/session.h"

namespace luarig {

std::function<ExitCode(Console&)> DeclareTest(CommandLine& flags, std::vector<std::string>& argv) {
  auto options = std::make_shared<TestOptions>();
  options->Declare(flags);
  options->words = flags.TakeWords(argv, WordShape::kCommand).args;
  options->paths = options->words;
  return [options, project = flags.project()](Console& console) {
    options->project = ProjectOf(*project);
    if (options->project.empty() && !project->none) options->project = kProjectFile;
    return options->init ? InitTests(*options, console) : RunTests(*options, console);
  };
}

}  // namespace luarig
