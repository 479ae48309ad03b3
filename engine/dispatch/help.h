#ifndef LUARIG_ENGINE_COMMANDS_HELP_H_
#define LUARIG_ENGINE_COMMANDS_HELP_H_

#include <span>
#include <string_view>

#include "engine/base/target.h"
#include "engine/dispatch/call.h"

namespace luarig {

struct HelpLine {
  std::string_view text;
  TargetSet targets = kAllTargets;
};

// What stands between the heading of HELP and its own two lines. REQUIRES: the container has a text
// in help_rows.cc.
std::span<const HelpLine> HelpLinesOf(std::string_view container);

// The handler of `container` HELP.
void ShowHelp(Call& call);
void ReplyHelp(Call& call, std::span<const HelpLine> lines);

// The refusal of a subcommand, argv[1], that is unknown or has the wrong words behind it.
CommandError UnknownSubcommand(const Call& call, std::string_view container);

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_HELP_H_
