#ifndef LUARIG_ENGINE_SCRIPT_CODE_STEPPER_H_
#define LUARIG_ENGINE_SCRIPT_CODE_STEPPER_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/server/script_runtime.h"

struct lua_State;
struct lua_Debug;

namespace luarig {

class LineGate;

// Steps through the Lua of one engine: what a debugger stands on. It is called in the middle of
// what runs, on the Lua stack of that (a coroutine's, maybe); may look at the stack, run Lua and
// commands there, and stay as long as it likes. To end the run it calls ScriptRuntime::Abort() and
// raises: the error is raised again at each further step, whatever catches it.
//
// ScriptHost::SetStepper() attaches it. Until then it costs a null test for each command.
class CodeStepper {
 public:
  virtual ~CodeStepper() = default;

  // Whether it is told of libraries that load: asked when one begins to.
  virtual bool StepsLoads() const { return false; }
  // For how long, by the server's stopwatch, it has made code stand still: no limit counts that.
  virtual int64_t StoodMicros() const { return 0; }
  // What lets lines pass of which it need not be told; null: it is told of all.
  virtual LineGate* gate() { return nullptr; }

  // The function on top of `lua` comes to another line, `where->currentline`; lines of chunks that
  // the code compiled itself are among them. `source` is what was started, or the library that
  // loads.
  virtual void AtLine(const ScriptSource& source, lua_State* lua, lua_Debug* where) = 0;

  // A function of Lua or C starts, and is on top of `lua`; its first line comes next.
  virtual void AtCall(lua_State* /*lua*/, lua_Debug* /*where*/) {}

  // redis.call or redis.pcall runs a command; it has run, and its reply is on top of `lua`
  // (`failed`: an error table, that redis.call raises next).
  virtual void BeforeCommand(lua_State* lua, std::span<const std::string_view> words) = 0;
  virtual void AfterCommand(lua_State* lua, std::span<const std::string_view> words,
                            bool failed) = 0;

  // Something was raised and is on top of `lua`, whose stack is still that of the place; pcall
  // catches it, or it ends the code. What xpcall catches, and coroutine.resume, is not told.
  virtual void OnRaise(lua_State* lua, bool caught) = 0;

  // The API itself, no command, has made an error table, which is on top of `lua`: for wrong
  // arguments, or redis.error_reply.
  virtual void OnApiError(lua_State* /*lua*/) {}

  // redis.breakpoint(): what it returns, true if the code stops.
  virtual bool OnBreakpoint(lua_State* lua) = 0;
  // redis.debug(...): its arguments are all that stands on `lua`.
  virtual void OnDebug(lua_State* lua) = 0;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_CODE_STEPPER_H_
