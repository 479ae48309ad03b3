// faults.sweep(): a function of a test is run again for each fault that its scripts could meet.

#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/flag_guard.h"
#include "engine/fixture/diff_json.h"
#include "engine/fixture/diff_text.h"
#include "engine/testing/engine_scene.h"
#include "engine/testing/lua_stage.h"
#include "engine/testing/lua_values.h"
#include "engine/testing/sweep.h"

namespace luarig {
namespace {

// Arguments.
constexpr int kAction = 1;
constexpr int kCheck = 2;
constexpr int kAll = 3;
constexpr int kOnly = 4;

// {error =, command =, call =, line =, file =, words =}
void PushFault(lua_State* lua, const FaultSweep::Item& item) {
  lua_createtable(lua, 0, 6);
  PushString(lua, item.fault.error);
  lua_setfield(lua, -2, "error");
  PushString(lua, ToUpper(item.point.argv.front()));
  lua_setfield(lua, -2, "command");
  lua_pushinteger(lua, static_cast<lua_Integer>(item.call) + 1);
  lua_setfield(lua, -2, "call");
  lua_pushinteger(lua, item.point.place.line);
  lua_setfield(lua, -2, "line");
  PushString(lua, item.point.place.file);
  lua_setfield(lua, -2, "file");
  PushWords(lua, item.point.argv);
  lua_setfield(lua, -2, "words");
}

}  // namespace

// What has changed since the scene was remembered, and how the last command ended.
SweptRun LuaStage::WhatCame(SweepStage& stage) const {
  SweptRun run;
  run.failed = last_ != nullptr && last_->reply.is_error();
  run.endless = run.failed && last_->reply.text.starts_with(kTimeLimitError);
  const std::vector<KeyDifference> changes = stage.ChangedSince();
  run.changes = DiffAsJson(changes);
  run.picture = DiffAsText(changes);
  return run;
}

// Calls the function below its arguments, on top, in place of the test: what it raises comes back.
// What ends the whole test goes on.
std::optional<TestFailure> LuaStage::Caught(lua_State* lua, int arguments) {
  auto problem = host_.Call(lua, arguments, 0);
  if (host_.stopped()) RaiseText(lua, "stopped");
  if (!problem) return std::nullopt;
  if (problem->kind == LuaProblem::Kind::kSkip) host_.RaiseSkip(lua, problem->message);
  return FailureOf(*std::move(problem));
}

int LuaStage::Sweep(lua_State* lua) {
  auto* stage = dynamic_cast<SweepStage*>(&Stage(lua));
  if (stage == nullptr) return host_.RaiseSkip(lua, kNoSweeps);
  if (sweeping_) RaiseText(lua, "a sweep cannot run inside of another");
  if (scaling_) RaiseText(lua, "a sweep cannot run inside of scale()");
  SweepChoice choice{.all = lua_toboolean(lua, kAll) != 0};
  AppendWords(lua, kOnly, "only", choice.only);
  const bool has_check = lua_isfunction(lua, kCheck) != 0;

  const Remembered remembered(*stage);
  FaultSweep sweep(*stage, std::move(choice), has_check);
  const FlagGuard sweeping(sweeping_);
  last_ = nullptr;
  sweep.Record();
  lua_pushvalue(lua, kAction);
  lua_call(lua, 0, 0);
  sweep.Stop();
  if (const auto problem = sweep.Problem(WhatCame(*stage))) RaiseText(lua, *problem);

  const std::vector<std::string> step = words_;
  const uint64_t commands = commands_;
  for (const FaultSweep::Item& item : sweep.Items()) {
    if (!SweepOne(lua, *stage, sweep, item)) break;
  }
  words_ = step;
  commands_ = commands;
  if (std::string cut = sweep.Cut(); !cut.empty()) output_->push_back(std::move(cut));
  if (const std::string verdict = sweep.Verdict(); !verdict.empty()) {
    return host_.RaiseFailure(lua, "faults", verdict);
  }
  // The test goes on from where the function leaves things if nothing fails.
  stage->GoBack();
  lua_pushvalue(lua, kAction);
  lua_call(lua, 0, 0);
  return 0;
}

// False if the others are better left alone.
bool LuaStage::SweepOne(lua_State* lua, SweepStage& stage, FaultSweep& sweep,
                        const FaultSweep::Item& item) {
  const size_t output = output_->size();
  stage.GoBack();
  sweep.Inject(item);
  lua_pushvalue(lua, kAction);
  const bool raised = Caught(lua, 0).has_value();
  sweep.Stop();
  output_->resize(output);
  SweptRun run = WhatCame(stage);
  run.failed = run.failed || raised;
  if (lua_isfunction(lua, kCheck) != 0) {
    lua_pushvalue(lua, kCheck);
    PushFault(lua, item);
    if (const auto failure = Caught(lua, 1)) run.broken = FailureLines(*failure);
  }
  return sweep.Judge(item, run);
}

}  // namespace luarig
