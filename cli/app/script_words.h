#ifndef LUARIG_CLI_APP_SCRIPT_WORDS_H_
#define LUARIG_CLI_APP_SCRIPT_WORDS_H_

#include <span>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace luarig {

// A flag that a subcommand declared.
struct KnownFlag {
  std::string name;  // "--fixture", "-e"
  bool takes_value = false;
  bool replaces_name = false;  // gives what the first word would: -e TEXT instead of a FILE
};

// What the words that are no flags stand for.
enum class WordShape {
  kScript,   // NAME [key ...] [, arg ...]
  kCommand,  // COMMAND [arg ...]: verbatim from the first word on, known --flags aside
  kNone,     // there are none
};

// argv taken apart before the option parser sees it.
struct ScriptWords {
  std::string name;  // FILE or function; "" if there is none
  bool has_name = false;
  std::vector<std::string> keys;
  std::vector<std::string> args;   // of kCommand: the command, name included
  std::vector<std::string> flags;  // each with its value as a word of its own
};

// Cuts the words out of `argv`. Up to the lone comma words are keys and an unknown --flag is an
// error; behind it everything is verbatim but known long flags (--flag, --flag=value) and their
// values; after `--` everything is, the comma that ends the keys aside. Fails with a message that
// says what to type instead.
Result<ScriptWords> CutWords(std::span<const std::string> argv, std::span<const KnownFlag> flags,
                             WordShape shape);

}  // namespace luarig

#endif  // LUARIG_CLI_APP_SCRIPT_WORDS_H_
