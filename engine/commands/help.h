#ifndef LUARIG_ENGINE_COMMANDS_HELP_H_
#define LUARIG_ENGINE_COMMANDS_HELP_H_

#include <span>
#include <string_view>

#include "engine/dispatch/call.h"

namespace luarig {

// A subcommand with its arguments, and what it does in a sentence of our own.
struct HelpLine {
  std::string_view usage;
  std::string_view does;
};

// Answers `container` HELP in the server's layout: a heading, each usage with its sentence
// indented below, HELP itself last.
void ReplyHelp(Call& call, std::string_view container, std::span<const HelpLine> lines);

// The refusal of a subcommand, argv[1], that is unknown or has the wrong words behind it.
CommandError UnknownSubcommand(const Call& call, std::string_view container);

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_HELP_H_
