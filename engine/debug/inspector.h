#ifndef LUARIG_ENGINE_DEBUG_INSPECTOR_H_
#define LUARIG_ENGINE_DEBUG_INSPECTOR_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/debug/code_files.h"
#include "engine/debug/evaluate.h"
#include "engine/debug/values.h"

namespace luarig {

// Looks at code that stands still, and into its values. It goes when the code goes on, and with it
// all handles.
class Inspector {
 public:
  // The coroutines of the code, the one that runs last; the number of its text. `files` must
  // outlive it. `cancels` is asked now and then while code is evaluated: true ends that.
  Inspector(std::vector<lua_State*> threads, const CodeFiles& files, size_t text,
            std::function<bool()> cancels);
  ~Inspector();
  Inspector(const Inspector&) = delete;
  Inspector& operator=(const Inspector&) = delete;

  // As Debugger has them.
  const std::vector<DebugFrame>& frames() const { return frames_; }
  std::vector<Variable> Variables(size_t frame, Scope scope);
  std::vector<Variable> Children(int handle, size_t first, size_t count);
  std::vector<std::string> Complete(size_t frame, std::string_view text);

  // `how` is told what became of it.
  Result<ShownValue> Evaluate(size_t frame, std::string_view code, const EvaluateOptions& options,
                              Evaluated* how = nullptr);
  Result<std::string> Print(size_t frame, std::string_view code, size_t most_bytes);
  // As it is put into a log point's message: strings as they are.
  Result<std::string> Text(size_t frame, std::string_view code);
  // Whether it is neither false nor nil.
  Result<bool> IsTrue(size_t frame, std::string_view code);
  Result<ShownValue> SetVariable(size_t frame, Scope scope, std::string_view name,
                                 std::string_view code);
  Result<ShownValue> SetChild(int handle, std::string_view name, size_t frame,
                              std::string_view code);

  // An expression for the table behind a handle, and the frame that it is one in.
  const std::string& PathOf(int handle) const {
    return handles_[static_cast<size_t>(handle) - 1].path;
  }
  size_t FrameOf(int handle) const { return handles_[static_cast<size_t>(handle) - 1].frame; }
  bool Knows(int handle) const {
    return handle > 0 && static_cast<size_t>(handle) <= handles_.size();
  }

  // A coroutine of its own in the Lua of the code, to look at values on.
  lua_State* thread() const { return thread_; }
  const LuaFrame& at(size_t frame) const { return levels_[frame]; }

 private:
  void ListFrames(lua_State* lua, int coroutine, const CodeFiles& files, size_t text);
  struct Handle {
    int ref;  // in the registry
    std::string path;
    size_t frame;
  };
  ShownValue Show(int index, std::string path, size_t frame);
  // Leaves the value, or the error, on top of thread().
  Evaluated Run(size_t frame, std::string_view code, const EvaluateOptions& options);
  Failure TakeError();
  bool PushTable(int handle);
  bool PushNamed(size_t frame, std::string_view path);

  std::vector<DebugFrame> frames_;
  std::vector<LuaFrame> levels_;
  bool is_script_;
  lua_State* thread_;
  int thread_ref_;
  std::vector<Handle> handles_;
  std::function<bool()> cancels_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_DEBUG_INSPECTOR_H_
