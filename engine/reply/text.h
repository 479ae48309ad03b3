#ifndef LUARIG_ENGINE_REPLY_TEXT_H_
#define LUARIG_ENGINE_REPLY_TEXT_H_

#include <span>
#include <string>

#include "engine/reply/reply.h"

namespace luarig {

// A reply as redis-cli prints it on a terminal, without the final newline:
//
//   1) "a"              an array; in a map `1# "field" => value`, in a set `1~ member`
//   2) 1) (integer) 1   what is nested is numbered again and stays in its column
//      2) (nil)
//
// Statuses and verbatim strings are printed as they are, whatever bytes they hold. A big number,
// which redis-cli cannot print, reads `(big number) 123`.
std::string FormatReply(const Reply& reply);

// The same for the reply to `command`: redis-cli prints what INFO, CLIENT LIST, LATENCY DOCTOR and
// the like report as raw text, their errors included. One line end at its end is left out.
std::string FormatReplyTo(std::span<const std::string> command, const Reply& reply);

}  // namespace luarig

#endif  // LUARIG_ENGINE_REPLY_TEXT_H_
