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
#include "engine/base/diagnostic.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library names itself so
class App;
class Option;
}  // namespace CLI

namespace luarig {

// What --project and --no-project say.
struct ProjectChoice {
  std::string file;  // "": the nearest luarig.json
  bool none = false;
};

// A flag as a project file sees it: a member of this name.
struct FileFlag {
  enum class Kind : uint8_t { kSwitch, kNumber, kText, kTexts };

  std::string name;  // "coverage-min"
  Kind kind = Kind::kText;
  std::string value = {};    // what help calls its value
  bool takes_list = false;   // of kText: a list stands for its elements with commas between
  std::string refusal = {};  // why it must not come from a file; "" if it may

  // True if its value is a path, or ends in one behind `=`: if help calls it FILE, FOLDER, PATH or
  // OUT.
  bool is_path() const;
};

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

  // --project and --no-project.
  void DeclareProject();
  // What they say, once all is parsed.
  std::shared_ptr<const ProjectChoice> project() const { return project_; }

  // A flag that a project file must not set, and why; one that takes a list of words with commas;
  // and a member of the file that is no flag, but stands for words that were not typed.
  void NotFromFile(std::string_view name, std::string_view why);
  void TakesList(std::string_view name);
  void WordsFromFile(std::string_view name, std::vector<std::string>& words,
                     std::string_view value);

  // What was declared. `name_flag`, if not "", gives what the first word would.
  std::vector<KnownFlag> KnownFlags(const std::string& name_flag = "") const;

  // Cuts the words out of `argv`; what is left in it are flags, for Parse(). Throws UsageError.
  ScriptWords TakeWords(std::vector<std::string>& argv, WordShape shape,
                        const std::string& name_flag = "") const;

  // Fills the targets; false if help was asked for. Throws UsageError.
  bool Parse(const std::vector<std::string>& argv);
  std::string Help() const;

  // What a project file may know of the flags.
  const FileFlag* FindFileFlag(std::string_view name) const;
  std::vector<FileFlag> FileFlags() const;

  // Once all is parsed: what a project file says of a flag, which counts unless it was typed, or
  // set like this before. The values are checked as typed ones are; returns what is wrong.
  // REQUIRES: there is such a flag.
  std::optional<std::string> SetDefault(std::string_view name,
                                        const std::vector<std::string>& values,
                                        const SourcePlace& origin);

  // What was said of a flag, typed or by a file, in text; "" if nothing was.
  std::string Said(std::string_view name) const;

  // Why a run was refused, and the place of the file that says what it refuses, if one does.
  std::string WithOrigin(std::string message) const;

 private:
  struct Flag {
    FileFlag file;
    CLI::Option* option = nullptr;              // null: it stands for words
    std::vector<std::string>* words = nullptr;  // these
    bool has_default = false;                   // of a file
    std::vector<std::string> defaults = {};
    SourcePlace origin = {};
  };

  // Adds what every flag has.
  void Note(CLI::Option* option, FileFlag::Kind kind, std::string_view value);
  Flag* Find(std::string_view name);

  std::unique_ptr<CLI::App> app_;
  std::string group_;
  std::vector<Flag> flags_;
  std::shared_ptr<ProjectChoice> project_ = std::make_shared<ProjectChoice>();
};

// The words of a list with commas, empty ones too: "a,,b" are three.
std::vector<std::string> SplitList(std::string_view list);

}  // namespace luarig

#endif  // LUARIG_CLI_APP_COMMAND_LINE_H_
