#ifndef LUARIG_ENGINE_SCRIPT_SCRIPT_MEMORY_H_
#define LUARIG_ENGINE_SCRIPT_SCRIPT_MEMORY_H_

#include <cstddef>
#include <string_view>

#include "engine/script/function_library.h"
#include "engine/store/memory_model.h"

namespace luarig {

// What a server would hold for scripts or libraries, in bytes, without what Lua takes: as its
// allocator counts, and as INFO reports it, which leaves some structures out.
struct ScriptMemory {
  size_t allocated = 0;
  size_t reported = 0;
};

// The text of a cached script as an object, but for the object's header.
size_t ScriptTextBytes(std::string_view body, const MemoryModel& model);

// `scripts` cached scripts with `text_bytes` in all, in a table of `table_bytes`.
ScriptMemory MemoryOfScripts(size_t scripts, size_t text_bytes, size_t table_bytes,
                             const MemoryModel& model);

ScriptMemory MemoryOfLibraries(const FunctionLibraries::Libraries& libraries,
                               const MemoryModel& model);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_SCRIPT_MEMORY_H_
