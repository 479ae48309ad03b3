#ifndef LUARIG_ENGINE_DISPATCH_REDACT_H_
#define LUARIG_ENGINE_DISPATCH_REDACT_H_

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/dispatch/registry.h"

namespace luarig {

// The words of a command as whoever watches may see them: passwords, and who they are of, are
// "(redacted)". Nothing if the command holds no secrets.
std::optional<std::vector<std::string_view>> Redacted(const CommandTable& commands,
                                                      std::span<const std::string_view> argv);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_REDACT_H_
