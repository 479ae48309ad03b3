#ifndef LUARIG_CLI_APP_ALIASES_H_
#define LUARIG_CLI_APP_ALIASES_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace luarig {

class CommandLine;
struct ProjectChoice;

// Where `<name>/x` and `~/x` of include lines lead: to the folders that the luarig.json nearest to
// the file that is loaded says (or that --project names), and to those of --alias, which come
// first.
struct AliasFlags {
  std::vector<std::string> words;                // NAME=FOLDER, of --alias
  std::shared_ptr<const ProjectChoice> project;  // null: nothing was said

  // Declares --alias.
  void Declare(CommandLine& flags);

  // The aliases for a file and what it includes. Throws UsageError.
  std::map<std::string, std::string> For(const std::string& file) const;
};

}  // namespace luarig

#endif  // LUARIG_CLI_APP_ALIASES_H_
