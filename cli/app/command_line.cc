#include "cli/app/command_line.h"

#include <CLI/CLI.hpp>

#include "cli/app/subcommand.h"

namespace luarig {

CommandLine::CommandLine(const std::string& summary, const std::string& usage)
    : app_(std::make_unique<CLI::App>(summary, usage)), group_("Options") {}

CommandLine::~CommandLine() = default;

void CommandLine::Switch(const std::string& names, bool& target, const std::string& help) {
  app_->add_flag(names, target, help)->group(group_);
}

void CommandLine::Value(const std::string& names, std::string& target, std::string_view value,
                        const std::string& help) {
  app_->add_option(names, target, help)
      ->capture_default_str()
      ->type_name(std::string(value))
      ->group(group_);
}

void CommandLine::Value(const std::string& names, uint64_t& target, std::string_view value,
                        const std::string& help) {
  app_->add_option(names, target, help)
      ->capture_default_str()
      ->type_name(std::string(value))
      ->group(group_);
}

void CommandLine::Value(const std::string& names, int& target, std::initializer_list<int> allowed,
                        std::string_view value, const std::string& help) {
  app_->add_option(names, target, help)
      ->capture_default_str()
      ->type_name(std::string(value))
      ->group(group_)
      ->check(CLI::IsMember(allowed));
}

void CommandLine::Value(const std::string& names, std::optional<std::string>& target,
                        std::string_view value, const std::string& help) {
  app_->add_option(names, target, help)->type_name(std::string(value))->group(group_);
}

void CommandLine::Values(const std::string& names, std::vector<std::string>& targets,
                         std::string_view value, const std::string& help) {
  app_->add_option(names, targets, help)
      ->allow_extra_args(false)
      ->type_name(std::string(value))
      ->group(group_);
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

}  // namespace luarig
