#ifndef LUARIG_ENGINE_COMMANDS_BITFIELD_H_
#define LUARIG_ENGINE_COMMANDS_BITFIELD_H_

namespace luarig {

struct Call;

// BITFIELD and BITFIELD_RO, whose rows stand among the bitmaps.
void BitField(Call& call);
void BitFieldRo(Call& call);

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_BITFIELD_H_
