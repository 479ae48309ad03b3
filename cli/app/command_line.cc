#include "cli/app/command_line.h"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "cli/app/subcommand.h"
#include "engine/base/bytes.h"

namespace luarig {
namespace {

constexpr std::string_view kPathValues[] = {"FILE", "FOLDER", "PATH", "OUT"};

// True if `message` begins with the flag, as refusals of its value do.
bool BeginsWithFlag(std::string_view message, std::string_view name) {
  if (!message.starts_with("--") || !message.substr(2).starts_with(name)) return false;
  message.remove_prefix(2 + name.size());
  return message.empty() || message.front() == ':' || message.front() == ' ';
}

}  // namespace

bool FileFlag::is_path() const {
  std::string_view what = value;
  if (what.ends_with(']')) what.remove_suffix(1);
  what.remove_prefix(what.find('=') == std::string_view::npos ? 0 : what.find('=') + 1);
  return std::ranges::find(kPathValues, what) != std::end(kPathValues);
}

CommandLine::CommandLine(const std::string& summary, const std::string& usage)
    : app_(std::make_unique<CLI::App>(summary, usage)), group_("Options") {}

CommandLine::~CommandLine() = default;

void CommandLine::Note(CLI::Option* option, FileFlag::Kind kind, std::string_view value) {
  option->group(group_);
  if (!value.empty()) option->type_name(std::string(value));
  flags_.push_back(
      {.file = {.name = option->get_lnames().front(), .kind = kind, .value = std::string(value)},
       .option = option});
}

void CommandLine::Switch(const std::string& names, bool& target, const std::string& help) {
  Note(app_->add_flag(names, target, help), FileFlag::Kind::kSwitch, "");
}

void CommandLine::Value(const std::string& names, std::string& target, std::string_view value,
                        const std::string& help) {
  Note(app_->add_option(names, target, help)->capture_default_str(), FileFlag::Kind::kText, value);
}

void CommandLine::Value(const std::string& names, uint64_t& target, std::string_view value,
                        const std::string& help) {
  Note(app_->add_option(names, target, help)->capture_default_str(), FileFlag::Kind::kNumber,
       value);
}

void CommandLine::Value(const std::string& names, int& target, std::initializer_list<int> allowed,
                        std::string_view value, const std::string& help) {
  CLI::Option* option = app_->add_option(names, target, help)->capture_default_str();
  Note(option, FileFlag::Kind::kNumber, value);
  option->check(CLI::IsMember(allowed));
}

void CommandLine::Value(const std::string& names, std::optional<std::string>& target,
                        std::string_view value, const std::string& help) {
  Note(app_->add_option(names, target, help), FileFlag::Kind::kText, value);
}

void CommandLine::Values(const std::string& names, std::vector<std::string>& targets,
                         std::string_view value, const std::string& help) {
  Note(app_->add_option(names, targets, help)->allow_extra_args(false), FileFlag::Kind::kTexts,
       value);
}

void CommandLine::DeclareProject() {
  Value("--project", project_->file, "FILE",
        "Take defaults for flags from FILE, not from the nearest luarig.json");
  Switch("--no-project", project_->none, "Take them from no file");
  for (const std::string_view name : {"project", "no-project"})
    NotFromFile(name, "it says which file that is");
}

CommandLine::Flag* CommandLine::Find(std::string_view name) {
  const auto found =
      std::ranges::find(flags_, name, [](const Flag& flag) { return flag.file.name; });
  return found == flags_.end() ? nullptr : &*found;
}

void CommandLine::NotFromFile(std::string_view name, std::string_view why) {
  Find(name)->file.refusal = why;
}

void CommandLine::TakesList(std::string_view name) { Find(name)->file.takes_list = true; }

void CommandLine::WordsFromFile(std::string_view name, std::vector<std::string>& words,
                                std::string_view value) {
  flags_.push_back({.file = {.name = std::string(name),
                             .kind = FileFlag::Kind::kTexts,
                             .value = std::string(value)},
                    .words = &words});
}

std::vector<KnownFlag> CommandLine::KnownFlags(const std::string& name_flag) const {
  std::vector<KnownFlag> flags;
  for (const CLI::Option* option : std::as_const(*app_).get_options()) {
    const bool takes_value = option->get_items_expected_max() > 0;
    const bool replaces = !name_flag.empty() && option->check_lname(name_flag);
    for (const std::string& name : option->get_lnames()) {
      flags.push_back({"--" + name, takes_value, replaces});
    }
    for (const std::string& name : option->get_snames()) {
      flags.push_back({"-" + name, takes_value, replaces});
    }
  }
  return flags;
}

ScriptWords CommandLine::TakeWords(std::vector<std::string>& argv, WordShape shape,
                                   const std::string& name_flag) const {
  Result<ScriptWords> words = CutWords(argv, KnownFlags(name_flag), shape);
  if (!words.ok()) throw UsageError(words.error());
  argv = std::move(words->flags);
  return std::move(*words);
}

bool CommandLine::Parse(const std::vector<std::string>& argv) {
  try {
    // CLI11 takes the words last to first.
    app_->parse(std::vector<std::string>(argv.rbegin(), argv.rend()));
    return true;
  } catch (const CLI::CallForHelp&) {
    return false;
  } catch (const CLI::ParseError& error) {
    throw UsageError(error.what());
  }
}

std::string CommandLine::Help() const { return app_->help(); }

const FileFlag* CommandLine::FindFileFlag(std::string_view name) const {
  for (const Flag& flag : flags_) {
    if (flag.file.name == name) return &flag.file;
  }
  return nullptr;
}

std::vector<FileFlag> CommandLine::FileFlags() const {
  std::vector<FileFlag> flags;
  for (const Flag& flag : flags_) flags.push_back(flag.file);
  return flags;
}

std::optional<std::string> CommandLine::SetDefault(std::string_view name,
                                                   const std::vector<std::string>& values,
                                                   const SourcePlace& origin) {
  Flag& flag = *Find(name);
  const bool typed = flag.words != nullptr ? !flag.words->empty() : flag.option->count() > 0;
  if (flag.has_default || typed) return std::nullopt;
  flag.has_default = true;
  flag.defaults = values;
  flag.origin = origin;
  if (flag.words != nullptr) {
    *flag.words = values;
    return std::nullopt;
  }
  if (values.empty()) return std::nullopt;
  try {
    for (const std::string& value : values) flag.option->add_result(value);
    flag.option->run_callback();
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    return error.what();
  }
}

std::string CommandLine::Said(std::string_view name) const {
  for (const Flag& flag : flags_) {
    if (flag.file.name == name && flag.option != nullptr && flag.option->count() > 0)
      return flag.option->results().front();
  }
  return "";
}

std::string CommandLine::WithOrigin(std::string message) const {
  for (const Flag& flag : flags_) {
    if (!flag.has_default) continue;
    const SourcePlace& at = flag.origin;
    const std::string place = StrCat(at.file, ":", at.line, ":", at.column, " (", at.path, ")");
    if (BeginsWithFlag(message, flag.file.name)) return StrCat(place, ": ", message);
    const bool names_it =
        flag.file.is_path() && std::ranges::any_of(flag.defaults, [&](const std::string& value) {
          return !value.empty() && message.find(value) != std::string::npos;
        });
    if (names_it) return StrCat(message, "; ", place, " names it");
  }
  return message;
}

std::vector<std::string> SplitList(std::string_view list) {
  std::vector<std::string> words;
  while (true) {
    const size_t end = std::min(list.find(','), list.size());
    words.emplace_back(list.substr(0, end));
    if (end == list.size()) return words;
    list.remove_prefix(end + 1);
  }
}

}  // namespace luarig
