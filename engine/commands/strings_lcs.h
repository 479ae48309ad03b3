#ifndef LUARIG_ENGINE_COMMANDS_STRINGS_LCS_H_
#define LUARIG_ENGINE_COMMANDS_STRINGS_LCS_H_

namespace luarig {

struct Call;

// LCS, whose row stands among the strings.
void Lcs(Call& call);

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_STRINGS_LCS_H_
