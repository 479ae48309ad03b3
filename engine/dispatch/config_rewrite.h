#ifndef LUARIG_ENGINE_DISPATCH_CONFIG_REWRITE_H_
#define LUARIG_ENGINE_DISPATCH_CONFIG_REWRITE_H_

#include <string>
#include <string_view>

#include "engine/server/server_state.h"

namespace luarig {

// A redis.conf that says what the directives and users are now, made from `text`, which is what it
// said before: comments, blank lines and order stay, lines of directives get their present values,
// lines that are no longer needed are left empty, and what has no line but is not as it is by
// default follows at the end, under a heading.
std::string RewriteConfig(ServerState& server, std::string_view text);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_CONFIG_REWRITE_H_
