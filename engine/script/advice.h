#ifndef LUARIG_ENGINE_SCRIPT_ADVICE_H_
#define LUARIG_ENGINE_SCRIPT_ADVICE_H_

#include <string>

#include "engine/base/diagnostic.h"

namespace luarig {

// What to do about a script's error, in one or two sentences; "" where nothing better than the
// message can be said.
std::string Advice(const Diagnostic& diagnostic);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_ADVICE_H_
