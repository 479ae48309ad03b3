#include "engine/commands/help.h"

#include "engine/base/bytes.h"

namespace luarig {

void ReplyHelp(Call& call, std::string_view container, std::span<const HelpLine> lines) {
  call.reply.Array(1 + 2 * lines.size() + 2);
  call.reply.Status(StrCat(container, " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:"));
  for (const HelpLine& line : lines) {
    call.reply.Status(line.usage);
    call.reply.Status(StrCat("    ", line.does));
  }
  call.reply.Status("HELP");
  const bool old_words = call.target().id == TargetId::kRedis70;
  call.reply.Status(old_words ? "    Prints this help." : "    Print this help.");
}

CommandError UnknownSubcommand(const Call& call, std::string_view container) {
  constexpr size_t kShown = 128;
  return CommandError(StrCat("ERR unknown subcommand or wrong number of arguments for '",
                             call.argv[1].substr(0, kShown), "'. Try ", container, " HELP."));
}

}  // namespace luarig
