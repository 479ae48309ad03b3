#ifndef LUARIG_CLI_APP_OUTPUT_H_
#define LUARIG_CLI_APP_OUTPUT_H_

#include <string>
#include <string_view>

#include "cli/app/subcommand.h"

namespace luarig {

enum class Style { kError, kWarning, kPlace, kStrong };

// `text` in the style, if the console draws in colour.
std::string Styled(const Console& console, Style style, std::string_view text);

// `text` cut to `limit` bytes, with "..." where something was left out.
std::string Shortened(std::string_view text, size_t limit);

// What the process's own streams are: terminals or not, their width, NO_COLOR.
Console ProcessConsole();

}  // namespace luarig

#endif  // LUARIG_CLI_APP_OUTPUT_H_
