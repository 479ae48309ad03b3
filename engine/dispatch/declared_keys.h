#ifndef LUARIG_ENGINE_DISPATCH_DECLARED_KEYS_H_
#define LUARIG_ENGINE_DISPATCH_DECLARED_KEYS_H_

#include <span>
#include <string_view>
#include <vector>

#include "engine/dispatch/registry.h"
#include "engine/server/server_state.h"

namespace luarig {

// The keys that a command of the running script uses and that are not among those the script was
// called with; in a cluster, or behind a proxy, such a script reaches the wrong server. Views into
// `argv`. None if no script runs.
std::vector<std::string_view> UndeclaredKeys(const ServerState& server, const Command& command,
                                             std::span<const std::string_view> argv);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_DECLARED_KEYS_H_
