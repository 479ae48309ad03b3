#include "cli/app/options.h"

#include <CLI/CLI.hpp>

#include "cli/app/subcommand.h"

namespace luarig {

ScriptWords TakeWords(const CLI::App& app, std::vector<std::string>& argv, WordShape shape,
                      const std::string& name_flag) {
  std::vector<KnownFlag> flags;
  for (const CLI::Option* option : app.get_options()) {
    const bool takes_value = option->get_items_expected_max() > 0;
    const bool replaces = !name_flag.empty() && option->check_lname(name_flag);
    for (const std::string& name : option->get_lnames()) {
      flags.push_back({"--" + name, takes_value, replaces});
    }
    for (const std::string& name : option->get_snames()) {
      flags.push_back({"-" + name, takes_value, replaces});
    }
  }
  Result<ScriptWords> words = CutWords(argv, flags, shape);
  if (!words.ok()) throw UsageError(words.error());
  argv = std::move(words->flags);
  return std::move(*words);
}

}  // namespace luarig
