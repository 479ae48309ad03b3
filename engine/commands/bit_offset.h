#ifndef LUARIG_ENGINE_COMMANDS_BIT_OFFSET_H_
#define LUARIG_ENGINE_COMMANDS_BIT_OFFSET_H_

#include <cstdint>
#include <string_view>

namespace luarig {

struct Call;

// A bit's position inside the largest string there may be:
// ERR bit offset is not an integer or out of range.
uint64_t BitOffsetArg(const Call& call, std::string_view word);

// The same for a field of `width` bits: "#3" is the fourth field of that width.
uint64_t FieldOffsetArg(const Call& call, std::string_view word, unsigned width);

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_BIT_OFFSET_H_
