#ifndef LUARIG_ENGINE_COMMANDS_COMMAND_TIPS_H_
#define LUARIG_ENGINE_COMMANDS_COMMAND_TIPS_H_

#include <string_view>
#include <vector>

#include "engine/base/target.h"

namespace luarig {

// What COMMAND INFO tells proxies and clients of clusters about a command, in the server's words
// and order: "request_policy:all_shards". `full_name`: "get", "client|list".
std::vector<std::string_view> CommandTips(std::string_view full_name, TargetId target);

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_COMMAND_TIPS_H_
