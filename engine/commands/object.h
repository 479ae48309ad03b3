#ifndef LUARIG_ENGINE_COMMANDS_OBJECT_H_
#define LUARIG_ENGINE_COMMANDS_OBJECT_H_

#include <cstdint>

#include "engine/dispatch/call.h"

namespace luarig {

// What OBJECT and DEBUG OBJECT tell of a value; defined beside OBJECT, in keys.cc.

Encoding EncodingOf(const Entry& entry);

// How many keys hold it, as a server counts.
int64_t RefCountOf(const Call& call, const Entry& entry);

// The seconds since it was last used.
int64_t IdleSecondsOf(const Call& call, const Entry& entry);

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_OBJECT_H_
