#include "engine/dispatch/declared_keys.h"

#include <algorithm>

#include "engine/base/number.h"
#include "engine/dispatch/command_keys.h"

namespace luarig {

std::vector<std::string_view> UndeclaredKeys(const ServerState& server, const Command& command,
                                             std::span<const std::string_view> argv) {
  const RunningScript* script = server.scripts->running_script();
  if (script == nullptr) return {};
  // EVAL script numkeys [key ...] [arg ...], and so do all of its kind. It runs, so it is right.
  constexpr size_t kFirstKey = 3;
  const auto count = static_cast<size_t>(ParseInteger(script->command[kFirstKey - 1]).value_or(0));
  const auto declared = script->command.subspan(kFirstKey, count);
  std::vector<std::string_view> found;
  for (const KeyWord& key : ExactKeysOf(command, argv)) {
    if (key.flags.Has(KeyFlag::kNotKey)) continue;
    if (std::ranges::find(declared, argv[key.index]) == declared.end())
      found.push_back(argv[key.index]);
  }
  return found;
}

}  // namespace luarig
