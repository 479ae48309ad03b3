#ifndef LUARIG_ENGINE_SERVER_SCRIPT_RUNTIME_H_
#define LUARIG_ENGINE_SERVER_SCRIPT_RUNTIME_H_

#include <cstddef>

namespace luarig {

// What the server knows of the scripting runtime, so that INFO and the like need not know Lua.
class ScriptRuntime {
 public:
  virtual ~ScriptRuntime() = default;

  // True while a script or function runs.
  virtual bool running() const = 0;

  virtual size_t cached_scripts() const = 0;
  virtual size_t libraries() const = 0;
  virtual size_t functions() const = 0;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_SCRIPT_RUNTIME_H_
