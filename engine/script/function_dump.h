#ifndef LUARIG_ENGINE_SCRIPT_FUNCTION_DUMP_H_
#define LUARIG_ENGINE_SCRIPT_FUNCTION_DUMP_H_

#include "engine/dispatch/call.h"

namespace luarig {

// FUNCTION DUMP and FUNCTION RESTORE: all libraries as bytes that another server reads.
void FunctionDump(Call& call);
void FunctionRestore(Call& call);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_FUNCTION_DUMP_H_
