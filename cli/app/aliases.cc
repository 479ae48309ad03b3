#include "cli/app/aliases.h"

#include "cli/app/command_line.h"
#include "cli/app/excerpt.h"
#include "cli/app/project.h"
#include "cli/app/subcommand.h"
#include "engine/base/bytes.h"
#include "engine/source/paths.h"

namespace luarig {
namespace {

// The project file that has the aliases of a file; "" if none has.
std::string ProjectOf(const std::string& file, const ProjectChoice* choice) {
  if (choice != nullptr && choice->none) return "";
  if (choice != nullptr && !choice->file.empty()) return choice->file;
  return FindProject(std::string(FolderOf(file)));
}

}  // namespace

void AliasFlags::Declare(CommandLine& flags) {
  flags.Values("--alias", words, "NAME=FOLDER",
               "What ~/ or <NAME>/ of an include line stands for (repeatable)");
  flags.NotFromFile("alias", "the file has \"aliases\": {\"NAME\": \"FOLDER\"} for them");
  project = flags.project();
}

std::map<std::string, std::string> AliasFlags::For(const std::string& file) const {
  std::map<std::string, std::string> aliases;
  if (const std::string path = ProjectOf(file, project.get()); !path.empty()) {
    std::vector<Diagnostic> errors;
    aliases = Project(path).Aliases(errors);
    if (!errors.empty()) {
      std::string line = DiagnosticLine(errors.front());
      line.resize(line.find_last_not_of('\n') + 1);
      throw UsageError(line);
    }
  }
  for (const std::string& word : words) {
    const size_t equals = word.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == word.size())
      throw UsageError(StrCat("--alias: ", Quote(word), " is not NAME=FOLDER"));
    aliases[word.substr(0, equals)] = NormalPath(word.substr(equals + 1));
  }
  return aliases;
}

}  // namespace luarig
