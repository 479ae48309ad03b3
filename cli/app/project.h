#ifndef LUARIG_CLI_APP_PROJECT_H_
#define LUARIG_CLI_APP_PROJECT_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cli/app/command_line.h"
#include "cli/app/subcommand.h"
#include "engine/fixture/json_document.h"

namespace luarig {

inline constexpr std::string_view kProjectFile = "luarig.json";

// The nearest project file: in `folder` ("" is the current one) or above it, but not above a folder
// that holds .git. "" if there is none; relative to the current folder if `folder` is.
std::string FindProject(const std::string& folder);

// The file that these choose; "" if there is none.
std::string ProjectOf(const ProjectChoice& choice);

// A path from the current folder, as short as it can be said: "a.json" for "../tests/a.json" in
// tests/. Absolute ones stay.
std::string SeenFromHere(const std::string& path);

// A project's defaults for the flags of all subcommands: docs/project.md describes the file.
class Project {
 public:
  // Throws UsageError if the file cannot be read.
  explicit Project(const std::string& path);

  // Puts what it says of the subcommand's flags into those that were not typed. Returns what is
  // wrong with it; sections of other subcommands are not looked at.
  std::vector<Diagnostic> Apply(CommandLine& flags, std::string_view subcommand) const;

  // Where `<name>/x` and `~/x` of include lines lead: folders, seen from the current one. What is
  // wrong with them is added to `errors`.
  std::map<std::string, std::string> Aliases(std::vector<Diagnostic>& errors) const;

  std::string_view text() const { return document_.source().text(); }

 private:
  class Reader;

  // A path of the file, seen from the current folder.
  std::string Seen(std::string_view path) const;
  SourcePlace PlaceOf(size_t at) const;
  Diagnostic Problem(size_t at, std::string message, std::string help = "") const;

  std::string folder_;
  JsonDocument document_;
};

// Applies the project file that the flags choose, if there is one. If something is wrong with it,
// draws what and throws UsageError.
void ApplyProject(CommandLine& flags, std::string_view subcommand, Console& console);

}  // namespace luarig

#endif  // LUARIG_CLI_APP_PROJECT_H_
