#include "engine/debug/evaluate.h"

#include <optional>

#include "engine/base/bytes.h"
#include "engine/debug/value_text.h"
#include "engine/script/base_library.h"
#include "engine/script/lua_heap.h"
#include "engine/script/lua_state.h"

namespace luarig {
namespace {

// Where a name leads in a frame.
struct Binding {
  bool is_upvalue = false;
  int index = 0;
};

// Calls use(ar) with the frame's activation record, the frame's function pushed on its stack.
template <typename F>
auto WithFrame(const LuaFrame& frame, F&& use) -> decltype(use(std::declval<lua_Debug&>())) {
  lua_Debug info;
  if (lua_getstack(frame.lua, frame.level, &info) == 0 || lua_checkstack(frame.lua, 4) == 0)
    return {};
  lua_getinfo(frame.lua, "f", &info);
  const int function = lua_gettop(frame.lua);
  const auto result = use(info);
  lua_remove(frame.lua, function);
  return result;
}

std::optional<Binding> FindVariable(const LuaFrame& frame, std::string_view name) {
  return WithFrame(frame, [&](lua_Debug& info) -> std::optional<Binding> {
    std::optional<Binding> found;
    for (int i = 1;; ++i) {
      const char* local = lua_getlocal(frame.lua, &info, i);
      if (local == nullptr) break;
      lua_pop(frame.lua, 1);
      if (name == local) found = Binding{.is_upvalue = false, .index = i};  // the last one hides
    }
    for (int i = 1; !found; ++i) {
      const char* upvalue = lua_getupvalue(frame.lua, -1, i);
      if (upvalue == nullptr) break;
      lua_pop(frame.lua, 1);
      if (name == upvalue && !name.empty()) found = Binding{.is_upvalue = true, .index = i};
    }
    return found;
  });
}

// What the environment of evaluated code knows. Code that outlives the evaluation finds no frame.
struct Environment {
  LuaFrame frame;
  bool sees_locals = true;
  bool may_change = false;
  bool assigned = false;
  bool alive = true;
};

// What code that was evaluated keeps of it, for as long as any of that lives.
struct EnvironmentSlot {
  Environment* environment;  // null: the evaluation is over
};

Environment* EnvironmentOf(lua_State* lua) {
  return static_cast<EnvironmentSlot*>(lua_touserdata(lua, lua_upvalueindex(1)))->environment;
}

bool IsVariableName(lua_State* lua, const Environment* environment) {
  return environment != nullptr && environment->sees_locals && lua_type(lua, 2) == LUA_TSTRING;
}

// __index(table, name)
int ReadName(lua_State* lua) {
  const Environment* environment = EnvironmentOf(lua);
  if (IsVariableName(lua, environment) && PushVariable(environment->frame, StringAt(lua, 2), lua)) {
    return 1;
  }
  lua_pushvalue(lua, 2);
  lua_gettable(lua, LUA_GLOBALSINDEX);
  return 1;
}

// __newindex(table, name, value)
int WriteName(lua_State* lua) {
  Environment* environment = EnvironmentOf(lua);
  if (IsVariableName(lua, environment) && FindVariable(environment->frame, StringAt(lua, 2))) {
    if (!environment->may_change) {
      return luaL_error(lua, "'%s' is not changed by what only looks", lua_tostring(lua, 2));
    }
    environment->assigned = true;
    SetVariable(environment->frame, StringAt(lua, 2), lua);
    return 0;
  }
  lua_settable(lua, LUA_GLOBALSINDEX);
  return 0;
}

// Pushes a table whose fields are what the frame sees. Returns what is to be told when that ends.
EnvironmentSlot* PushEnvironment(lua_State* lua, Environment& environment) {
  lua_newtable(lua);
  lua_newtable(lua);
  auto* slot = static_cast<EnvironmentSlot*>(lua_newuserdata(lua, sizeof(EnvironmentSlot)));
  slot->environment = &environment;
  lua_pushvalue(lua, -1);
  lua_pushcclosure(lua, ReadName, 1);
  lua_setfield(lua, -3, "__index");
  lua_pushcclosure(lua, WriteName, 1);
  lua_setfield(lua, -2, "__newindex");
  lua_setmetatable(lua, -2);
  return slot;
}

// True if it begins like a statement, or assigns.
bool LooksLikeStatement(std::string_view code) {
  const size_t begin = code.find_first_not_of(" \t\n");
  if (begin == std::string_view::npos) return true;
  code.remove_prefix(begin);
  for (const std::string_view word :
       {"break", "do", "for", "function", "if", "local", "repeat", "return", "while"}) {
    if (code.starts_with(word) && !IsName(code.substr(0, word.size() + 1))) return true;
  }
  for (size_t i = code.find('='); i != std::string_view::npos; i = code.find('=', i + 1)) {
    const bool compares =
        i > 0 && std::string_view("=~<>").find(code[i - 1]) != std::string_view::npos;
    const bool doubled = i + 1 < code.size() && code[i + 1] == '=';
    if (!compares && !doubled) return true;
  }
  return false;
}

// Compiles it as an expression, else as statements; the function or the error is then on top, of
// what is neither the error of what it looks like.
int Compile(lua_State* lua, std::string_view code, const char* chunk, bool& is_expression) {
  is_expression = true;
  if (LoadText(lua, StrCat("return ", code), chunk) == 0) return 0;
  is_expression = code.starts_with("return ");
  const int status = LoadText(lua, code, chunk);
  lua_remove(lua, status != 0 && !LooksLikeStatement(code) ? -1 : -2);
  return status;
}

}  // namespace

std::string CompileError(std::string_view expression) {
  const LuaState state;
  if (LoadText(state.get(), StrCat("return ", expression), "=") == 0) return "";
  std::string_view error = StringAt(state.get(), -1);
  if (const size_t words = error.find(": "); words != std::string_view::npos)
    error.remove_prefix(words + 2);
  return std::string(error);
}

bool PushVariable(const LuaFrame& frame, std::string_view name, lua_State* to) {
  const auto variable = FindVariable(frame, name);
  if (!variable || lua_checkstack(to, 1) == 0) return false;
  return WithFrame(frame, [&](lua_Debug& info) {
    if (variable->is_upvalue) {
      lua_getupvalue(frame.lua, -1, variable->index);
    } else {
      lua_getlocal(frame.lua, &info, variable->index);
    }
    lua_xmove(frame.lua, to, 1);
    return true;
  });
}

bool SetVariable(const LuaFrame& frame, std::string_view name, lua_State* from) {
  const auto variable = FindVariable(frame, name);
  if (!variable) {
    lua_pop(from, 1);
    return false;
  }
  return WithFrame(frame, [&](lua_Debug& info) {
    lua_xmove(from, frame.lua, 1);
    if (variable->is_upvalue) {
      lua_setupvalue(frame.lua, -2, variable->index);
    } else {
      lua_setlocal(frame.lua, &info, variable->index);
    }
    return true;
  });
}

Evaluated Evaluate(const LuaFrame& frame, lua_State* thread, std::string_view code,
                   const EvaluateOptions& options) {
  Evaluated result;
  if (Compile(thread, code, options.chunk, result.is_expression) != 0) return result;
  Environment environment{
      .frame = frame, .sees_locals = options.sees_locals, .may_change = options.may_change};
  EnvironmentSlot* slot = PushEnvironment(thread, environment);
  lua_pushvalue(thread, -1);
  lua_insert(thread, -3);  // keeps the slot alive
  lua_setfenv(thread, -2);
  result.ok = lua_pcall(thread, 0, 1, 0) == 0;
  slot->environment = nullptr;
  lua_remove(thread, -2);
  result.assigned = environment.assigned;
  return result;
}

}  // namespace luarig
