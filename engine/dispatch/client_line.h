#ifndef LUARIG_ENGINE_DISPATCH_CLIENT_LINE_H_
#define LUARIG_ENGINE_DISPATCH_CLIENT_LINE_H_

#include <span>
#include <string>
#include <string_view>

#include "engine/server/session.h"

namespace luarig {

// A client as CLIENT LIST shows it: "id=3 addr=127.0.0.1:4711 ...", without a line end. `argv` is
// the command that it runs, if it does.
std::string ClientLine(const Session& session, std::span<const std::string_view> argv);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_CLIENT_LINE_H_
