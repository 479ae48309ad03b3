#ifndef LUARIG_CLI_APP_OPTIONS_H_
#define LUARIG_CLI_APP_OPTIONS_H_

#include <string>
#include <vector>

#include "cli/app/script_words.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library names itself so
class App;
}

namespace luarig {

// Cuts the words out of `argv` by the flags that `app` declares; what is left in it are those
// flags. `name_flag`, if not "", gives what the first word would. Throws UsageError.
ScriptWords TakeWords(const CLI::App& app, std::vector<std::string>& argv, WordShape shape,
                      const std::string& name_flag = "");

}  // namespace luarig

#endif  // LUARIG_CLI_APP_OPTIONS_H_
