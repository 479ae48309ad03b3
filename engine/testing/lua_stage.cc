#include "engine/testing/lua_stage.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/fixture/times.h"
#include "engine/testing/lua_values.h"
#include "engine/testing/step_runner.h"

namespace luarig {
namespace {

constexpr int64_t kMicrosInMilli = 1'000;
constexpr double kMicrosInSecond = 1e6;
constexpr double kMostSeconds = 1e11;

// Arguments of the natives that run something: the client, whether errors are raised, and then
// their own.
constexpr int kClient = 1;
constexpr int kRaises = 2;

}  // namespace

LuaStage::LuaStage(LuaHost& host, LuaModules& modules) : host_(host), modules_(modules) {}

void LuaStage::Register() {
  lua_State* lua = host_.lua();
  SetMethod<LuaStage, &LuaStage::Run>(lua, "run", this);
  SetMethod<LuaStage, &LuaStage::Fcall>(lua, "fcall", this);
  SetMethod<LuaStage, &LuaStage::Eval>(lua, "eval", this);
  SetMethod<LuaStage, &LuaStage::EvalText>(lua, "eval_text", this);
  SetMethod<LuaStage, &LuaStage::Advance>(lua, "advance", this);
  SetMethod<LuaStage, &LuaStage::Now>(lua, "now", this);
  SetMethod<LuaStage, &LuaStage::LoadLibrary>(lua, "load_library", this);
  SetMethod<LuaStage, &LuaStage::Key>(lua, "key", this);
  SetMethod<LuaStage, &LuaStage::Keys>(lua, "keys", this);
  SetMethod<LuaStage, &LuaStage::Difference>(lua, "diff", this);
  SetMethod<LuaStage, &LuaStage::Calls>(lua, "calls", this);
  SetMethod<LuaStage, &LuaStage::Log>(lua, "log", this);
  SetMethod<LuaStage, &LuaStage::Events>(lua, "events", this);
  SetMethod<LuaStage, &LuaStage::Propagated>(lua, "propagated", this);
  SetMethod<LuaStage, &LuaStage::Instructions>(lua, "instructions", this);
  SetMethod<LuaStage, &LuaStage::SpyOnCalls>(lua, "spy_on_calls", this);
  SetMethod<LuaStage, &LuaStage::PlanFault>(lua, "plan_fault", this);
  SetMethod<LuaStage, &LuaStage::Sweep>(lua, "sweep", this);
  SetMethod<LuaStage, &LuaStage::Scale>(lua, "scale", this);
  SetMethod<LuaStage, &LuaStage::Grow>(lua, "grow", this);
  SetMethod<LuaStage, &LuaStage::Print>(lua, "print", this);
}

void LuaStage::Begin(Scene& scene, TestResult& result) {
  scene_ = &scene;
  output_ = &result.output;
  scales_ = &result.scales;
  watching_ = modules_.wanted();
  // A test that asks for what there is not is skipped when it does; others may run.
  for (bool Watching::*what : {&Watching::calls, &Watching::log, &Watching::propagated,
                               &Watching::events, &Watching::instructions, &Watching::difference}) {
    Watching one;
    one.*what = true;
    if (watching_.*what && scene.Lacks(one)) watching_.*what = false;
  }
  spying_ = false;
  last_ = nullptr;
  words_.clear();
  errors_.clear();
  noted_.clear();
  faults_.clear();
  faults_changed_ = false;
  commands_ = 0;
  last_lua_command_ = 0;
  measuring_ = nullptr;
  step_.clear();
}

void LuaStage::End() {
  scene_ = nullptr;
  output_ = nullptr;
  scales_ = nullptr;
  measuring_ = nullptr;
  last_ = nullptr;
}

std::string LuaStage::LastStep() const { return step_.empty() ? StepText(words_) : step_; }

const Diagnostic* LuaStage::ScriptError(size_t number) const {
  return number == 0 || number > errors_.size() ? nullptr : &errors_[number - 1];
}

Scene& LuaStage::Stage(lua_State* lua) const {
  if (scene_ == nullptr) {
    RaiseText(lua, "there is no server yet: commands belong into it(), before_each() and the like");
  }
  return *scene_;
}

// --- Running -------------------------------------------------------------------------------------

int LuaStage::Run(lua_State* lua) {
  StartWords(lua);
  const int top = lua_gettop(lua);
  for (int i = kRaises + 1; i <= top; ++i) AppendWord(lua, i, words_);
  if (words_.empty()) RaiseText(lua, "a command is missing: redis('GET', 'k')");
  return RunWords(lua);
}

int LuaStage::Fcall(lua_State* lua) {
  StartWords(lua);
  words_.emplace_back(StringAt(lua, kRaises + 1));
  AppendWord(lua, kRaises + 2, words_);
  AppendKeysAndArgs(lua, kRaises + 3);
  return RunWords(lua);
}

int LuaStage::Eval(lua_State* lua) {
  StartWords(lua);
  const std::string path(StringAt(lua, kRaises + 1));
  auto file = modules_.Read(path);
  if (!file) RaiseText(lua, file.error());
  const TestFile& script = *file.value();
  if (noted_.insert(&script).second) scene_->NoteScript(script);
  words_.emplace_back("EVAL");
  words_.push_back(script.text);
  AppendKeysAndArgs(lua, kRaises + 2);
  return RunWords(lua);
}

int LuaStage::EvalText(lua_State* lua) {
  StartWords(lua);
  words_.emplace_back("EVAL");
  words_.emplace_back(StringAt(lua, kRaises + 1));
  AppendKeysAndArgs(lua, kRaises + 2);
  return RunWords(lua);
}

void LuaStage::StartWords(lua_State* lua) {
  Stage(lua);
  words_.clear();
  step_.clear();
}

void LuaStage::AppendKeysAndArgs(lua_State* lua, int keys) {
  const size_t count_at = words_.size();
  words_.emplace_back();
  AppendWords(lua, keys, "the keys", words_);
  words_[count_at] = StrCat(words_.size() - count_at - 1);
  AppendWords(lua, keys + 1, "the arguments", words_);
}

int LuaStage::RunWords(lua_State* lua) {
  HandOverPlan(lua);
  Watching watching = watching_;
  watching.calls = watching.calls || spying_;
  const bool measured =
      measuring_ != nullptr && (measured_call_ == 0 || measured_call_ == commands_ + 1);
  if (measured) watching.instructions = watching.command_count = true;
  const Seen& seen = scene_->Run(StringAt(lua, kClient), words_, watching);
  last_ = &seen;
  ++commands_;
  if (RunsLua(words_.front())) last_lua_command_ = commands_;
  if (measured) {
    measuring_->outcome = SizeRun::Outcome::kMeasured;
    // A sweep of faults may come to the same call again: it is the last one that counts.
    const bool all = measured_call_ == 0;
    measuring_->instructions = (all ? measuring_->instructions : 0) + seen.instructions;
    measuring_->commands = (all ? measuring_->commands : 0) + seen.commands;
  }
  for (const SeenLog& line : seen.log) {
    output_->push_back(StrCat("[", LevelName(line.level), "] ", line.text));
  }
  // Faults of single calls were for this one.
  if (std::erase_if(faults_, [](const PlannedFault& fault) { return fault.call != 0; }) != 0) {
    faults_changed_ = true;
  }
  const bool raises = lua_toboolean(lua, kRaises) != 0;
  if (spying_) {
    lua_getfield(lua, LUA_REGISTRYINDEX, LuaHost::kShared);
    lua_getfield(lua, -1, "on_calls");
    PushCalls(lua);
    lua_call(lua, 1, 0);
  }
  if (seen.reply.is_error()) return Fail(lua, seen, raises);
  PushReply(lua, seen.reply);
  return 1;
}

// {err = "..."}, raised or returned, and what is known of it.
int LuaStage::Fail(lua_State* lua, const Seen& seen, bool raises) {
  PushReply(lua, seen.reply);
  lua_getfield(lua, LUA_REGISTRYINDEX, LuaHost::kShared);
  lua_getfield(lua, -1, "reply_error");
  lua_setmetatable(lua, -3);
  lua_pop(lua, 1);
  if (seen.error) {
    errors_.push_back(*seen.error);
    lua_getfield(lua, LUA_REGISTRYINDEX, LuaHost::kErrors);
    lua_pushvalue(lua, -2);
    lua_pushinteger(lua, static_cast<lua_Integer>(errors_.size()));
    lua_rawset(lua, -3);
    lua_pop(lua, 1);
  }
  return raises ? lua_error(lua) : 1;
}

int LuaStage::LoadLibrary(lua_State* lua) {
  Scene& scene = Stage(lua);
  const std::string path(StringAt(lua, 1));
  auto file = modules_.Read(path);
  if (!file) RaiseText(lua, file.error());
  words_ = {"FUNCTION", "LOAD", "REPLACE", path};
  const std::optional<Diagnostic> problem = scene.Load(**file);
  if (!problem) return 0;
  Seen seen;
  seen.reply = {.kind = Reply::Kind::kError, .text = problem->message};
  seen.error = problem;
  return Fail(lua, seen, true);
}

// --- Time ----------------------------------------------------------------------------------------

int LuaStage::Advance(lua_State* lua) {
  Scene& scene = Stage(lua);
  std::optional<int64_t> micros;
  if (lua_type(lua, 1) == LUA_TNUMBER) {
    const lua_Number seconds = lua_tonumber(lua, 1);
    if (seconds >= 0 && seconds < kMostSeconds) micros = std::llround(seconds * kMicrosInSecond);
  } else if (lua_type(lua, 1) == LUA_TSTRING) {
    const auto millis = ParseDuration(StringAt(lua, 1));
    if (millis) micros = *millis * kMicrosInMilli;
  }
  if (!micros) {
    RaiseText(lua, "clock.advance() takes seconds, or a text like '10s', '250ms', '1.5h', '3d'");
  }
  if (const auto problem = scene.Advance(*micros)) RaiseText(lua, *problem);
  return 0;
}

int LuaStage::Now(lua_State* lua) {
  lua_pushnumber(lua, static_cast<double>(Stage(lua).NowMicros()) / kMicrosInSecond);
  return 1;
}

// --- Faults and spies ----------------------------------------------------------------------------

int LuaStage::SpyOnCalls(lua_State* lua) {
  const bool wanted = lua_toboolean(lua, 1) != 0;
  if (wanted) {
    const auto lacks = Stage(lua).Lacks({.calls = true});
    if (lacks) RaiseText(lua, *lacks);
  }
  spying_ = wanted;
  return 0;
}

int LuaStage::PlanFault(lua_State* lua) {
  if (dynamic_cast<FaultPlanner*>(&Stage(lua)) == nullptr) {
    RaiseText(lua, "faults cannot be planned where this test runs");
  }
  if (lua_isnoneornil(lua, 3)) {
    faults_.clear();
  } else {
    faults_.push_back({.command = ToUpper(StringAt(lua, 1)),
                       .call = IntAt(lua, 2),
                       .error = std::string(StringAt(lua, 3))});
  }
  faults_changed_ = true;
  return 0;
}

void LuaStage::HandOverPlan(lua_State* lua) {
  if (!faults_changed_) return;
  faults_changed_ = false;
  auto* planner = dynamic_cast<FaultPlanner*>(scene_);
  if (planner == nullptr) return;
  if (const auto problem = planner->PlanFaults(faults_)) RaiseText(lua, *problem);
}

int LuaStage::Print(lua_State* lua) {
  if (output_ != nullptr) output_->emplace_back(StringAt(lua, 1));
  return 0;
}

}  // namespace luarig
