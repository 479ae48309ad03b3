#ifndef LUARIG_CLI_APP_OUTPUT_H_
#define LUARIG_CLI_APP_OUTPUT_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "cli/app/subcommand.h"

namespace luarig {

struct Reply;

enum class Style { kError, kWarning, kPlace, kStrong };

// `text` in the style, if the console draws in colour.
std::string Styled(const Console& console, Style style, std::string_view text);

// `text` cut to `limit` bytes, with "..." where something was left out.
std::string Shortened(std::string_view text, size_t limit);

// A command that a script called, on one line: ` "GET" "k" -> "v" (3 us)`. Long words are
// shortened; a null reply shows as nothing.
std::string CalledText(std::span<const std::string_view> argv, const Reply* reply, int64_t micros);

// Lines of `text`, broken at blanks so that none is longer than `width`, each with `indent` blanks
// in front but the first.
std::string Wrapped(std::string_view text, size_t width, size_t indent);

// Every line of `text` with blanks in front.
std::string Indented(std::string_view text, size_t blanks);

// What the process's own streams are: terminals or not, their width, NO_COLOR.
Console ProcessConsole();

}  // namespace luarig

#endif  // LUARIG_CLI_APP_OUTPUT_H_
