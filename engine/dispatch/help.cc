#include "engine/dispatch/help.h"

#include <algorithm>

#include "engine/base/bytes.h"

namespace luarig {

void ShowHelp(Call& call) { ReplyHelp(call, HelpLinesOf(call.argv[0])); }

void ReplyHelp(Call& call, std::span<const HelpLine> lines) {
  const TargetId target = call.target().id;
  const auto here = [&](const HelpLine& line) { return line.targets.Has(target); };
  call.reply.Array(1 + static_cast<size_t>(std::ranges::count_if(lines, here)) + 2);
  call.reply.Status(
      StrCat(ToUpper(call.argv[0]), " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:"));
  for (const HelpLine& line : lines) {
    if (here(line)) call.reply.Status(line.text);
  }
  call.reply.Status("HELP");
  call.reply.Status(target == TargetId::kRedis70 ? "    Prints this help."
                                                 : "    Print this help.");
}

CommandError UnknownSubcommand(const Call& call, std::string_view container) {
  constexpr size_t kShown = 128;
  return CommandError(StrCat("ERR unknown subcommand or wrong number of arguments for '",
                             call.argv[1].substr(0, kShown), "'. Try ", container, " HELP."));
}

}  // namespace luarig
