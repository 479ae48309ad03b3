#ifndef LUARIG_ENGINE_DISPATCH_CONFIG_FILE_H_
#define LUARIG_ENGINE_DISPATCH_CONFIG_FILE_H_

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/server/server_state.h"

namespace luarig {

// Gives the text of a file that `include` names, or nothing. Whoever reads files hands one in.
using IncludeReader = std::function<std::optional<std::string>(const std::string& path)>;

// Applies the directives of a redis.conf as the server does when it starts, those included that
// CONFIG SET may not change, and users (`user alice on >secret ~* +@all`). Returns what is wrong,
// in the server's words, each with its line (and `file` as its name); the good lines are applied
// all the same. Call it before there are clients or keys: `databases` drops the databases that are
// beyond its number.
std::vector<Diagnostic> ApplyConfigText(ServerState& server, std::string_view text,
                                        const IncludeReader& include = nullptr,
                                        const std::string& file = "");

// The same for the words of redis-server's command line: `--maxmemory 1mb --save 900 1`. Lines are
// counted as if each directive stood on one.
std::vector<Diagnostic> ApplyConfigArgs(ServerState& server, std::span<const std::string> words);

// How many of these words the first directive takes, its own name included: the word after a name
// is its value, whatever it looks like (only --save can do without one), and so is all up to the
// next name.
size_t WordsOfFirstDirective(std::span<const std::string> words);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_CONFIG_FILE_H_
