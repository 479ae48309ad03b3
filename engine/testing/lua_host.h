#ifndef LUARIG_ENGINE_TESTING_LUA_HOST_H_
#define LUARIG_ENGINE_TESTING_LUA_HOST_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <lua.hpp>

#include "engine/script/lua_state.h"
#include "engine/script/math_random.h"
#include "engine/script/script_watch.h"
#include "engine/testing/lua_problem.h"

namespace luarig {

// What bounds the Lua of a suite.
struct LuaSuiteOptions {
  // Asked every few thousand instructions, in coroutines and long string searches too: true ends
  // what runs. It must then go on saying so until the call returns.
  std::function<bool()> should_stop;
  size_t memory = size_t{1} << 30;  // bytes
};

// A Lua for the code of one suite: sandboxed, bounded, and able to say where errors come from.
//
// What is raised never leaves Call() and Compile(). Whatever else touches the stack must not raise.
class LuaHost {
 public:
  // `path` names the suite's file: places are in it if anything of it is running.
  LuaHost(std::string path, LuaSuiteOptions options);
  ~LuaHost();
  LuaHost(const LuaHost&) = delete;
  LuaHost& operator=(const LuaHost&) = delete;

  lua_State* lua() const { return state_.get(); }
  const std::string& path() const { return path_; }
  MathRandom& random() { return random_; }

  // Sets what the prelude needs of it in the table on top: fail(table), quote(text),
  // suggest(word, known).
  void Register();

  // Pushes the text of `file` as a function; or nothing, and says what is wrong with it.
  std::optional<LuaProblem> Compile(lua_State* lua, std::string_view text, const std::string& file);

  // The same for code of our own, which no place is ever in. REQUIRES: it is right.
  void CompileOwn(std::string_view text);

  // lua_pcall() in the main thread, or in the one that runs: the results are on its stack, or
  // nothing and what went wrong.
  std::optional<LuaProblem> Call(int arguments, int results) {
    return Call(lua(), arguments, results);
  }
  std::optional<LuaProblem> Call(lua_State* lua, int arguments, int results);

  // Where the code that runs in `lua` stands: in the suite's own file, or else in another of its
  // files; line 0 if in neither.
  SourcePlace PlaceIn(lua_State* lua) const;

  // What assertions raise: the table on top gets a place and becomes such an object.
  int RaiseFailure(lua_State* lua);
  // The same of a text: "skip" ends the test as skipped, "faults" is a sweep that found something.
  int RaiseFailure(lua_State* lua, std::string_view kind, std::string_view message);
  int RaiseSkip(lua_State* lua, std::string_view reason) {
    return RaiseFailure(lua, "skip", reason);
  }
  int Fail(lua_State* lua) { return RaiseFailure(lua); }
  int PushQuoted(lua_State* lua);
  int PushSuggestion(lua_State* lua);

  // True once should_stop() has said so, until the next outermost Call().
  bool stopped() const { return stopped_; }

  // In the registry: tables by name that C++ and our own Lua share.
  static constexpr const char* kShared = "luarig.shared";    // functions of the prelude
  static constexpr const char* kFailure = "luarig.failure";  // metatable of RaiseFailure()
  static constexpr const char* kErrors = "luarig.errors";    // error object -> script_error; weak

 private:
  class Watch;
  struct Spot {
    SourcePlace suite;  // innermost in the suite's file
    SourcePlace other;  // innermost in another file, if that is nearer
  };

  static int OnError(lua_State* lua);
  static void OnHook(lua_State* lua, lua_Debug* where);
  void OnStep(lua_State* lua);

  Spot SpotIn(lua_State* lua) const;
  bool IsSuite(const char* source) const;
  LuaProblem Take(lua_State* lua, int status);
  void ReadFailure(lua_State* lua, LuaProblem& problem) const;
  void ReadError(lua_State* lua, LuaProblem& problem);
  SourcePlace TakePlace(std::string_view& text) const;
  void ReadText(LuaProblem& problem, std::string_view text) const;
  void Note(LuaProblem& problem, const SourcePlace& other) const;
  std::string Shown(lua_State* lua, int index);

  std::string path_;
  std::string chunk_name_;  // of the suite
  LuaSuiteOptions options_;
  MathRandom random_;
  LuaState state_;
  std::unique_ptr<Watch> watch_;
  std::vector<std::string> files_;  // that were compiled
  Spot spot_;                       // of the last error
  int handler_ = LUA_NOREF;
  int depth_ = 0;
  bool stopped_ = false;
};

// The C function for a method of an object that is its first upvalue.
template <typename Object, int (Object::*kMethod)(lua_State*)>
int CallMethod(lua_State* lua) {
  auto* object = static_cast<Object*>(lua_touserdata(lua, lua_upvalueindex(1)));
  return (object->*kMethod)(lua);
}

// A method as a field of the table on top.
template <typename Object, int (Object::*kMethod)(lua_State*)>
void SetMethod(lua_State* lua, const char* name, Object* object) {
  lua_pushlightuserdata(lua, object);
  lua_pushcclosure(lua, CallMethod<Object, kMethod>, 1);
  lua_setfield(lua, -2, name);
}

// Raises a text as it is, with no place in front. REQUIRES: inside a function that Lua called.
[[noreturn]] int RaiseText(lua_State* lua, std::string_view text);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_LUA_HOST_H_
