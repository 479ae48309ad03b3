#ifndef LUARIG_CLI_SERVE_SERVER_WORDS_H_
#define LUARIG_CLI_SERVE_SERVER_WORDS_H_

#include <span>
#include <string>
#include <vector>

#include "cli/app/script_words.h"

namespace luarig {

// What `luarig serve` takes as redis-server does: a file first, then directives of it.
struct ServerWords {
  std::string config_file;              // "" if none is named
  std::vector<std::string> directives;  // "--maxmemory", "1mb", "--save", "900", "1"
};

// Cuts them out of `argv` and leaves the flags among `flags`, which win over directives of the same
// name. Throws UsageError for words that are neither.
ServerWords TakeServerWords(std::vector<std::string>& argv, std::span<const KnownFlag> flags);

}  // namespace luarig

#endif  // LUARIG_CLI_SERVE_SERVER_WORDS_H_
