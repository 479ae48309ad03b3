#ifndef LUARIG_ENGINE_DEBUG_EVALUATE_H_
#define LUARIG_ENGINE_DEBUG_EVALUATE_H_

#include <string>
#include <string_view>

#include <lua.hpp>

namespace luarig {

// A function that runs, or waits for one that it called: a level of a Lua stack. It is good while
// the code stands still.
struct LuaFrame {
  lua_State* lua = nullptr;
  int level = 0;
};

// Why it is no expression; "" if it is one.
std::string CompileError(std::string_view expression);

// Pushes on `to` the value of the local or upvalue that `name` means in the frame; false, and
// nothing is pushed, if it has none.
bool PushVariable(const LuaFrame& frame, std::string_view name, lua_State* to);
// Gives that variable the value on top of `from`, which is popped; false, and it is popped all the
// same, if there is none.
bool SetVariable(const LuaFrame& frame, std::string_view name, lua_State* from);

struct EvaluateOptions {
  bool may_change = false;      // else what assigns to a variable of the frame is an error
  bool sees_locals = true;      // else only globals
  const char* chunk = "=eval";  // what error messages call it
};

struct Evaluated {
  bool ok = false;
  bool is_expression = false;
  bool assigned = false;  // a variable of the frame
};

// Runs `code` on `thread`, another coroutine of the frame's Lua, as if it stood in the frame. Its
// first value (nil if there is none), or the error, is then on top.
Evaluated Evaluate(const LuaFrame& frame, lua_State* thread, std::string_view code,
                   const EvaluateOptions& options);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DEBUG_EVALUATE_H_
