#ifndef LUARIG_CLI_DEBUG_DAP_COMPLETIONS_H_
#define LUARIG_CLI_DEBUG_DAP_COMPLETIONS_H_

#include <string>
#include <string_view>
#include <vector>

#include "cli/debug/dap_messages.h"
#include "engine/dispatch/registry.h"

namespace luarig {

// What stands on a line (from 0) of `text` in front of a column, which counts UTF-16 code units
// from 0; what there is, if the line or the column is not there.
std::string TextBeforeCaret(std::string_view text, int line, int column);

// How many UTF-16 code units some UTF-8 is; a byte that is none counts as one.
int Utf16Length(std::string_view text);

// Ways to end the word that `before` ends in. Of `names`, "user.name", the last part is taken.
std::vector<dap::CompletionItem> NameCompletions(std::string_view before,
                                                 const std::vector<std::string>& names);

// The same for the name of a command; `command` is what follows "redis " in `before`.
std::vector<dap::CompletionItem> CommandCompletions(const CommandTable& commands,
                                                    std::string_view before,
                                                    std::string_view command);

}  // namespace luarig

#endif  // LUARIG_CLI_DEBUG_DAP_COMPLETIONS_H_
