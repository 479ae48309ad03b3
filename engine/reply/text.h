#ifndef LUARIG_ENGINE_REPLY_TEXT_H_
#define LUARIG_ENGINE_REPLY_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

#include "engine/reply/reply.h"

namespace luarig {

// A reply as redis-cli prints it on a terminal, without the final newline.
std::string FormatReply(const Reply& reply);

}  // namespace luarig

#endif  // LUARIG_ENGINE_REPLY_TEXT_H_
