#ifndef LUARIG_ENGINE_COMMANDS_SETS_ALGEBRA_H_
#define LUARIG_ENGINE_COMMANDS_SETS_ALGEBRA_H_

namespace luarig {

struct Call;

// Intersection, union and difference of sets: handlers whose rows stand in sets.cc. The STORE forms
// write argv[1]; they keep neither its type nor its TTL.
void SDiff(Call& call);
void SDiffStore(Call& call);
void SInter(Call& call);
void SInterCard(Call& call);
void SInterStore(Call& call);
void SUnion(Call& call);
void SUnionStore(Call& call);

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_SETS_ALGEBRA_H_
