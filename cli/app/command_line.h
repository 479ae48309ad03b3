#ifndef LUARIG_CLI_APP_COMMAND_LINE_H_
#define LUARIG_CLI_APP_COMMAND_LINE_H_

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/app/script_words.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library names itself so
class App;
}

namespace luarig {

// The flags of a subcommand: declared, parsed, and told in its help.
//
// Behind it stands CLI11, which command_line.cc alone includes: a file that sees it takes as long
// to compile as ten that do not.
//
// `names` are spelled with dashes and separated by commas: "-f,--file". `value` is what help calls
// the flag's value. What a target holds when it is declared is the default, and help shows it. The
// targets must outlive Parse().
class CommandLine {
 public:
  // `usage` is the line that help begins with, `summary` the one below.
  CommandLine(const std::string& summary, const std::string& usage);
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  // What is declared from here on stands under this heading in help.
  void StartGroup(std::string_view heading) { group_ = heading; }

  void Switch(const std::string& names, bool& target, const std::string& help);
  void Value(const std::string& names, std::string& target, std::string_view value,
             const std::string& help);
  void Value(const std::string& names, uint64_t& target, std::string_view value,
             const std::string& help);
  // One of `allowed`.
  void Value(const std::string& names, int& target, std::initializer_list<int> allowed,
             std::string_view value, const std::string& help);
  // Nothing, unless the flag is there.
  void Value(const std::string& names, std::optional<std::string>& target, std::string_view value,
             const std::string& help);
  // Of a flag that may be repeated, in order.
  void Values(const std::string& names, std::vector<std::string>& targets, std::string_view value,
              const std::string& help);

  // What was declared. `name_flag`, if not "", gives what the first word would.
  std::vector<KnownFlag> KnownFlags(const std::string& name_flag = "") const;

  // Cuts the words out of `argv`; what is left in it are flags, for Parse(). Throws UsageError.
  ScriptWords TakeWords(std::vector<std::string>& argv, WordShape shape,
                        const std::string& name_flag = "") const;

  // Fills the targets; false if help was asked for. Throws UsageError.
  bool Parse(const std::vector<std::string>& argv);
  std::string Help() const;

 private:
  std::unique_ptr<CLI::App> app_;
  std::string group_;
};

}  // namespace luarig

#endif  // LUARIG_CLI_APP_COMMAND_LINE_H_
