#ifndef LUARIG_ENGINE_TESTING_LUA_STAGE_H_
#define LUARIG_ENGINE_TESTING_LUA_STAGE_H_

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <lua.hpp>

#include "engine/testing/lua_faults.h"
#include "engine/testing/lua_host.h"
#include "engine/testing/lua_modules.h"
#include "engine/testing/results.h"
#include "engine/testing/scale.h"
#include "engine/testing/scale_stage.h"
#include "engine/testing/scene.h"
#include "engine/testing/sweep.h"

namespace luarig {

// What tests do to the scene that they run in: the natives under redis(), fcall(), clock, key()
// and the other functions of the prelude. The prelude has checked the types of their arguments
// where nothing else is said.
class LuaStage {
 public:
  LuaStage(LuaHost& host, LuaModules& modules);

  // Sets the functions in the table on top.
  void Register();

  // From here to End() tests run in `scene` and put `output` and `scales` of `result` out.
  void Begin(Scene& scene, TestResult& result);
  void End();

  // The command that ran last, as one would type it; "" if none did.
  std::string LastStep() const;
  // The code of the error that it answered with; "" if it did not.
  std::string LastErrorCode() const { return last_ == nullptr ? "" : last_->reply.error_code(); }
  // What the scene told of a script that failed: LuaProblem::script_error.
  const Diagnostic* ScriptError(size_t number) const;
  // How many commands ran, and which of them ran Lua last, from 1; 0: none.
  uint64_t commands() const { return commands_; }
  uint64_t last_lua_command() const { return last_lua_command_; }

  // Until End() what this command takes, from 1, goes to `run`.
  void Measure(uint64_t command, SizeRun& run) {
    measured_call_ = command;
    measuring_ = &run;
  }
  // Sizes that scale() tries in place of its own.
  void set_scale_sizes(std::vector<uint64_t> sizes) { scale_sizes_ = std::move(sizes); }

 private:
  int Run(lua_State* lua);          // run(client, raises, word...)
  int Fcall(lua_State* lua);        // fcall(client, raises, command, function, keys, args)
  int Eval(lua_State* lua);         // eval(client, raises, path, keys, args)
  int EvalText(lua_State* lua);     // eval_text(client, raises, text, keys, args)
  int Advance(lua_State* lua);      // advance(seconds or "10s")
  int Now(lua_State* lua);          // now() -> seconds
  int LoadLibrary(lua_State* lua);  // load_library(path)
  int Key(lua_State* lua);          // key(database, name)
  int Keys(lua_State* lua);         // keys(database, pattern)
  int Difference(lua_State* lua);   // diff(database)
  int Calls(lua_State* lua);        // calls() -> {words =, reply =, line =} of each
  int Log(lua_State* lua);
  int Events(lua_State* lua);
  int Propagated(lua_State* lua);
  int Instructions(lua_State* lua);
  int SpyOnCalls(lua_State* lua);  // spy_on_calls(boolean)
  int PlanFault(lua_State* lua);   // plan_fault(command, call, error)
  int Sweep(lua_State* lua);       // sweep(action, check or nil, all, only or nil)
  int Scale(lua_State* lua);       // scale(sizes, body, growth, commands, breaks_at_least)
  int Grow(lua_State* lua);        // grow(database, key, size)
  int Print(lua_State* lua);       // print(text)

  // The scene, or an error that says where it can be had.
  Scene& Stage(lua_State* lua) const;
  static std::string_view LevelName(LogLevel level);  // "notice"
  ScaleStage& Scales(lua_State* lua);
  ScaleSpec ReadScaleArguments(lua_State* lua) const;
  SizeRun RunBody(lua_State* lua, int body, uint64_t size, size_t& script_error);
  static bool IsReplyError(lua_State* lua);
  int RunWords(lua_State* lua);
  int Fail(lua_State* lua, const Seen& seen, bool raises);
  void StartWords(lua_State* lua);
  void AppendKeysAndArgs(lua_State* lua, int keys);
  void HandOverPlan(lua_State* lua);
  void PushCalls(lua_State* lua) const;
  SweptRun WhatCame(SweepStage& stage) const;
  std::optional<TestFailure> Caught(lua_State* lua, int arguments);
  bool SweepOne(lua_State* lua, SweepStage& stage, FaultSweep& sweep, const FaultSweep::Item& item);
  const Seen& Last(lua_State* lua, bool Watching::*what, const char* name) const;

  LuaHost& host_;
  LuaModules& modules_;
  Scene* scene_ = nullptr;
  std::vector<std::string>* output_ = nullptr;
  Watching watching_;  // what the scene can be watched for, and the suite may ask for
  bool spying_ = false;
  const Seen* last_ = nullptr;  // of this test
  std::vector<std::string> words_;
  std::vector<Diagnostic> errors_;
  std::set<const TestFile*> noted_;
  std::vector<PlannedFault> faults_;
  bool faults_changed_ = false;
  bool sweeping_ = false;
  bool scaling_ = false;
  uint64_t commands_ = 0;
  uint64_t last_lua_command_ = 0;
  std::vector<ScaleTable>* scales_ = nullptr;
  std::vector<uint64_t> scale_sizes_;
  SizeRun* measuring_ = nullptr;  // gets what commands take; null: nobody asks
  uint64_t measured_call_ = 0;    // 0: all of them
  std::string step_;              // LastStep(), if another failed than the one that ran last
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_LUA_STAGE_H_
