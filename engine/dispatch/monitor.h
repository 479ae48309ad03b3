#ifndef LUARIG_ENGINE_DISPATCH_MONITOR_H_
#define LUARIG_ENGINE_DISPATCH_MONITOR_H_

#include <span>
#include <string>
#include <string_view>

#include "engine/server/session.h"

namespace luarig {

// A command as MONITOR shows it, without a line end:
//
//   1700000000.000000 [0 127.0.0.1:4711] "SET" "k" "v"
//
// A script's commands come from "lua". `argv` hides its secrets already.
std::string MonitorLine(const Session& session, std::span<const std::string_view> argv);

// Sends a command of `session` to all who called MONITOR. Words that it made
// ServerState::redacted are hidden.
void SendToMonitors(const Session& session, std::span<const std::string_view> argv);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_MONITOR_H_
