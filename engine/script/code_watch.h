#ifndef LUARIG_ENGINE_SCRIPT_CODE_WATCH_H_
#define LUARIG_ENGINE_SCRIPT_CODE_WATCH_H_

#include <memory>

#include <lua.hpp>

#include "engine/script/code_counter.h"
#include "engine/script/script_watch.h"
#include "engine/server/server_state.h"

namespace luarig {

// Watches over code of one source, a script or a library, and tells of it whoever wants to know:
// observers of lines and branches, and the stepper.
class CodeWatch : public ScriptWatch {
 public:
  ~CodeWatch() override;
  CodeWatch(const CodeWatch&) = delete;
  CodeWatch& operator=(const CodeWatch&) = delete;

 protected:
  // `source` must outlive it. `stepper` may be null. OnStep() is called each so many
  // `instructions`, if the hook is set for that.
  CodeWatch(lua_State* lua, Kind kind, const ServerState& server, const ScriptSource& source,
            CodeStepper* stepper, int instructions);

  // What a hook must be set for, so that all get what they want.
  int mask() const { return mask_; }
  int count() const { return counter_ == nullptr ? instructions_ : 1; }

  // For that hook.
  void OnHook(lua_State* lua, lua_Debug* where);
  void OnStep(lua_State* lua) override = 0;

  CodeStepper* stepper() const override { return stepper_; }

 private:
  const ServerState& server_;
  const ScriptSource& source_;
  CodeStepper* stepper_;
  std::unique_ptr<CodeCounter> counter_;  // null: nobody wants it
  int mask_ = 0;
  int instructions_;
  int steps_ = 0;  // those since OnStep(), if the hook is called for each
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_CODE_WATCH_H_
