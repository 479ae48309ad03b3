// scale() and grow(): a test at several sizes of its data.

#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/flag_guard.h"
#include "engine/testing/grow_key.h"
#include "engine/testing/lua_stage.h"
#include "engine/testing/lua_values.h"
#include "engine/testing/scale_reader.h"
#include "engine/testing/scale_stage.h"
#include "engine/testing/scene_memory.h"
#include "engine/testing/step_runner.h"

namespace luarig {
namespace {

constexpr const char* kNotThere =
    "sizes cannot be tried on a real server: it does not count instructions";

// The number at `index`, if it is a whole one from 0 on.
std::optional<uint64_t> SizeAt(lua_State* lua, int index) {
  const lua_Number number = lua_tonumber(lua, index);
  if (lua_type(lua, index) != LUA_TNUMBER || number < 0 ||
      number > static_cast<lua_Number>(kMostElements))
    return std::nullopt;
  const auto size = static_cast<uint64_t>(number);
  if (static_cast<lua_Number>(size) != number) return std::nullopt;
  return size;
}

std::vector<uint64_t> SizesAt(lua_State* lua, int index) {
  std::vector<uint64_t> sizes;
  const size_t count = lua_objlen(lua, index);
  for (size_t i = 1; i <= count; ++i) {
    lua_rawgeti(lua, index, static_cast<int>(i));
    const auto size = SizeAt(lua, -1);
    lua_pop(lua, 1);
    if (!size) RaiseText(lua, "scale: a size is a whole number up to 10,000,000");
    sizes.push_back(*size);
  }
  return sizes;
}

std::optional<Growth> GrowthAt(lua_State* lua, int index, const char* name) {
  if (lua_isnoneornil(lua, index)) return std::nullopt;
  const std::string_view text = StringAt(lua, index);
  const auto growth = ParseGrowth(text);
  if (growth) return growth;
  std::string all;
  for (const std::string_view known : GrowthNames()) all += StrCat(all.empty() ? "" : ", ", known);
  RaiseText(lua, StrCat("scale: ", name, " is one of: ", all));
}

void SetNumber(lua_State* lua, const char* name, uint64_t number) {
  lua_pushnumber(lua, static_cast<lua_Number>(number));
  lua_setfield(lua, -2, name);
}

void PushTable(lua_State* lua, const ScaleTable& table) {
  lua_createtable(lua, 0, 4);
  PushString(lua, table.instructions);
  lua_setfield(lua, -2, "instructions");
  PushString(lua, table.commands);
  lua_setfield(lua, -2, "commands");
  if (table.breaks_at != 0) {
    SetNumber(lua, "breaks_at", table.breaks_at);
    SetNumber(lua, "works_up_to", table.works_up_to);
  }
  lua_createtable(lua, static_cast<int>(table.rows.size()), 0);
  int row = 0;
  for (const ScaleRow& at : table.rows) {
    if (!at.broke.empty()) continue;
    lua_createtable(lua, 0, 3);
    SetNumber(lua, "size", at.size);
    SetNumber(lua, "instructions", at.instructions);
    SetNumber(lua, "commands", at.commands);
    lua_rawseti(lua, -2, ++row);
  }
  lua_setfield(lua, -2, "rows");
}

}  // namespace

ScaleStage& LuaStage::Scales(lua_State* lua) {
  auto* stage = dynamic_cast<ScaleStage*>(&Stage(lua));
  if (stage == nullptr) host_.RaiseSkip(lua, kNotThere);
  return *stage;
}

ScaleSpec LuaStage::ReadScaleArguments(lua_State* lua) const {
  ScaleSpec spec;
  spec.sizes = SizesAt(lua, 1);
  spec.growth = GrowthAt(lua, 3, "growth");
  spec.commands = GrowthAt(lua, 4, "commands");
  if (!lua_isnoneornil(lua, 5)) {
    spec.breaks_at_least = SizeAt(lua, 5);
    if (!spec.breaks_at_least) RaiseText(lua, "scale: breaks_at_least is a size");
  }
  std::string wrong = WrongWithSizes(spec.sizes);
  if (wrong.empty()) wrong = WrongWithLimits(spec);
  if (!wrong.empty()) RaiseText(lua, StrCat("scale: ", wrong));
  spec.Use(scale_sizes_);
  return spec;
}

// What came of the body at a size. kStopped: the error that ended it is on the stack.
SizeRun LuaStage::RunBody(lua_State* lua, int body, uint64_t size, size_t& script_error) {
  SizeRun run;
  SizeRun* outer = std::exchange(measuring_, &run);
  const uint64_t outer_call = std::exchange(measured_call_, 0);
  lua_pushvalue(lua, body);
  lua_pushnumber(lua, static_cast<lua_Number>(size));
  const int status = lua_pcall(lua, 1, 0, 0);
  measuring_ = outer;
  measured_call_ = outer_call;
  if (status == 0) return run;
  if (!IsReplyError(lua)) {
    run.outcome = SizeRun::Outcome::kStopped;
    return run;
  }
  TestFailure failure;
  lua_getfield(lua, LUA_REGISTRYINDEX, LuaHost::kErrors);
  lua_pushvalue(lua, -2);
  lua_rawget(lua, -2);
  script_error = static_cast<size_t>(lua_tointeger(lua, -1));
  if (const Diagnostic* error = ScriptError(script_error)) failure.error = *error;
  lua_pop(lua, 2);
  lua_pushliteral(lua, "err");
  lua_rawget(lua, -2);
  failure.got = StringAt(lua, -1);
  lua_pop(lua, 2);
  failure.step = LastStep();
  return BrokenBy(failure);
}

// True if the error on top is one of the server's.
bool LuaStage::IsReplyError(lua_State* lua) {
  if (lua_type(lua, -1) != LUA_TTABLE || lua_getmetatable(lua, -1) == 0) return false;
  lua_getfield(lua, LUA_REGISTRYINDEX, LuaHost::kShared);
  lua_getfield(lua, -1, "reply_error");
  const bool same = lua_rawequal(lua, -1, -3) != 0;
  lua_pop(lua, 3);
  return same;
}

// scale(sizes, body, growth, commands, breaks_at_least)
int LuaStage::Scale(lua_State* lua) {
  constexpr int kBody = 2;
  ScaleStage& stage = Scales(lua);
  auto* memory = dynamic_cast<SceneMemory*>(scene_);
  if (memory == nullptr) host_.RaiseSkip(lua, kNotThere);
  if (scaling_ || sweeping_)
    RaiseText(lua, "scale() cannot be called inside of scale() or faults.sweep()");
  const ScaleSpec spec = ReadScaleArguments(lua);
  ScaleTable table;
  std::optional<TestFailure> failure;
  size_t script_error = 0;
  bool stopped = false;
  {
    const Remembered remembered(*memory);
    const FlagGuard scaling(scaling_);
    const auto try_size = [&](uint64_t size) {
      memory->GoBack();
      SizeRun run = RunBody(lua, kBody, size, script_error);
      run.micros = stage.ElapsedMicros();
      stopped = run.outcome == SizeRun::Outcome::kStopped;
      return run;
    };
    failure = TrySizes(spec, try_size, stage.TimeLimitMicros(), table);
    memory->GoBack();
  }
  if (stopped) return lua_error(lua);
  for (std::string& line : LinesOf(table)) output_->push_back(std::move(line));
  scales_->push_back(table);
  if (!failure) {
    PushTable(lua, table);
    return 1;
  }
  if (!failure->step.empty()) step_ = failure->step;
  lua_settop(lua, 0);
  lua_createtable(lua, 0, 4);
  lua_pushliteral(lua, "assert");
  lua_setfield(lua, -2, "kind");
  PushString(lua, failure->message);
  lua_setfield(lua, -2, "message");
  PushString(lua, failure->got);
  lua_setfield(lua, -2, "got");
  if (failure->error) SetNumber(lua, "script_error", script_error);
  return host_.RaiseFailure(lua);
}

// grow(database, key, size)
int LuaStage::Grow(lua_State* lua) {
  ScaleStage& stage = Scales(lua);
  const auto size = SizeAt(lua, 3);
  if (!size) RaiseText(lua, "grow: a size is a whole number up to 10,000,000");
  const GrownKey grown =
      GrowKey(*scene_, stage, IntAt(lua, 1), std::string(StringAt(lua, 2)), *size);
  if (grown.outcome != GrownKey::Outcome::kDone) RaiseText(lua, grown.why);
  return 0;
}

}  // namespace luarig
