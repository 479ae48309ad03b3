#include "engine/testing/lua_suite.h"

#include <functional>
#include <map>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/testing/lua_collector.h"
#include "engine/testing/lua_modules.h"
#include "engine/testing/lua_stage.h"
#include "engine/testing/prelude.h"
#include "engine/testing/scale_runner.h"

namespace luarig {
namespace {

class LuaSuite final : public Suite {
 public:
  LuaSuite(std::string_view text, const std::string& path, SuiteFiles& files,
           const LuaSuiteOptions& options);

  // Runs the file and lists its tests. False if nothing could be read.
  bool Collect(const SuiteDefaults& defaults, std::vector<Diagnostic>& problems);

  void Run(size_t test, Scene& scene, TestResult& result,
           std::vector<SnapshotEdit>* edits) override;
  SizeRun RunAtSize(size_t test, Scene& scene, const ScaleSpec& spec, uint64_t size) override;

 private:
  // Runs hooks and the body; `ready` is asked between the hooks in front and the body.
  void RunParts(size_t test, Scene& scene, TestResult& result, const std::function<bool()>& ready);

  void OpenPrelude();
  void AddCells(const SuiteDefaults& defaults);

  // Functions of the prelude, without results.
  void Announce(const Setting& setting, const Scene& scene);
  bool CallShared(const char* name, const LuaTest& test, TestResult& result);

  bool RunBefore(const LuaTest& test, LuaHook hook, TestResult& result);
  void RunAfter(const LuaTest& test, LuaHook hook, TestResult& result);
  bool RunFunction(int function, const LuaTest& test, TestResult& result);
  bool Judge(std::optional<LuaProblem> problem, const LuaTest& test, TestResult& result);

  SuiteText text_;
  LuaHost host_;
  LuaModules modules_;
  LuaCollector collector_;
  LuaStage stage_;
  std::vector<size_t> cells_;  // of tests_: which of the collector's tests it is
  bool has_sizes_ = false;     // the test that ran last called scale()
  uint64_t measured_ = 0;      // the command of the test that ran last that is measured at sizes
};

LuaSuite::LuaSuite(std::string_view text, const std::string& path, SuiteFiles& files,
                   const LuaSuiteOptions& options)
    : text_{path, std::string(text)},
      host_(path, options),
      modules_(host_, text_, files),
      collector_(host_, text_, files),
      stage_(host_, modules_) {
  OpenPrelude();
}

// --- Reading -------------------------------------------------------------------------------------

void LuaSuite::OpenPrelude() {
  lua_State* lua = host_.lua();
  lua_getfield(lua, LUA_REGISTRYINDEX, LuaHost::kShared);
  host_.Register();
  modules_.Register();
  collector_.Register();
  stage_.Register();
  for (const std::string_view part : {kPreludeShow, kPreludeAssert, kPreludeAssertions,
                                      kPreludeSpies, kPreludeSuite, kPreludeRedis}) {
    host_.CompileOwn(part);
    lua_pushvalue(lua, -2);
    lua_call(lua, 1, 0);
  }
  lua_pop(lua, 1);
}

bool LuaSuite::Collect(const SuiteDefaults& defaults, std::vector<Diagnostic>& problems) {
  collector_.set_open(true);
  auto problem = host_.Compile(host_.lua(), text_.text, text_.path);
  if (!problem) problem = host_.Call(0, 0);
  collector_.set_open(false);
  problems = std::move(collector_.problems());
  if (problem) {
    if (problem->where.line == 0) problem->where = {.file = text_.path, .line = 1, .column = 1};
    problems.push_back(DiagnosticOf(*std::move(problem)));
    return false;
  }
  AddCells(defaults);
  stage_.set_scale_sizes(defaults.scale.sizes);
  return true;
}

void LuaSuite::AddCells(const SuiteDefaults& defaults) {
  std::map<const LuaGroup*, std::vector<Setting>> settings;  // of groups
  tests_.reserve(collector_.tests().size());
  cells_.reserve(collector_.tests().size());
  const bool scaled =
      FindWord(text_.text, 0, "scale") != std::string_view::npos;  // the file speaks of it
  for (size_t i = 0; i < collector_.tests().size(); ++i) {
    const LuaTest& test = collector_.tests()[i];
    const auto [found, added] = settings.try_emplace(test.group);
    if (added) {
      LuaSettings all;
      for (const LuaGroup* group : test.group->path) all.Add(group->settings);
      found->second = all.Cells(defaults);
    }
    for (const Setting& setting : found->second) {
      tests_.push_back({.name = test.name,
                        .where = test.where,
                        .skip = test.skip,
                        .setting = setting,
                        .scaled = scaled});
      cells_.push_back(i);
    }
  }
}

// --- Running -------------------------------------------------------------------------------------

void LuaSuite::Run(size_t test, Scene& scene, TestResult& result,
                   std::vector<SnapshotEdit>* /*edits*/) {
  const TestCase& cell = tests_[test];
  result.status = cell.skip.empty() ? TestStatus::kPassed : TestStatus::kSkipped;
  result.skipped_because = cell.skip;
  if (!cell.skip.empty()) return;
  RunParts(test, scene, result, [] { return true; });
  has_sizes_ = !result.scales.empty();
  measured_ = stage_.last_lua_command() != 0 ? stage_.last_lua_command() : stage_.commands();
}

// The call that was the last to run Lua when the test ran as it is written is measured.
SizeRun LuaSuite::RunAtSize(size_t test, Scene& scene, const ScaleSpec& spec, uint64_t size) {
  SizeRun run{.outcome = SizeRun::Outcome::kUnmeasured, .why = "nothing in it is called"};
  if (has_sizes_) run.why = "it has sizes of its own";
  if (has_sizes_ || measured_ == 0) return run;
  std::optional<SizeRun> not_grown;
  TestResult result;
  RunParts(test, scene, result, [&] {
    not_grown = GrowForRun(scene, spec, size);
    stage_.Measure(measured_, run);
    return !not_grown;
  });
  if (not_grown) return *std::move(not_grown);
  if (!result.failures.empty()) {
    const TestFailure& failure = result.failures.front();
    if (failure.error || host_.stopped()) return BrokenBy(failure);
    if (run.outcome == SizeRun::Outcome::kUnmeasured)
      run.why = StrCat("an assertion ended it before its last call: ", failure.message);
  }
  return run;
}

void LuaSuite::RunParts(size_t test, Scene& scene, TestResult& result,
                        const std::function<bool()>& ready) {
  const TestCase& cell = tests_[test];
  const LuaTest& source = collector_.tests()[cells_[test]];
  host_.random().Seed(static_cast<int32_t>(cell.setting.seed));
  stage_.Begin(scene, result);
  Announce(cell.setting, scene);

  if (RunBefore(source, LuaHook::kSetup, result) &&
      RunBefore(source, LuaHook::kBeforeEach, result) && ready()) {
    RunFunction(source.body, source, result);
  }
  // What cleans up does so whatever happened, unless the time is over.
  if (!host_.stopped()) CallShared("run_finally", source, result);
  if (!host_.stopped()) RunAfter(source, LuaHook::kAfterEach, result);
  if (!host_.stopped()) RunAfter(source, LuaHook::kTeardown, result);
  CallShared("finish", source, result);
  result.steps = stage_.commands();
  stage_.End();
  if (!result.failures.empty()) result.status = TestStatus::kFailed;
}

void LuaSuite::Announce(const Setting& setting, const Scene& scene) {
  lua_State* lua = host_.lua();
  lua_getfield(lua, LUA_REGISTRYINDEX, LuaHost::kShared);
  lua_getfield(lua, -1, "announce");
  PushString(lua, setting.target->name);
  PushString(lua, setting.under);
  lua_pushinteger(lua, setting.resp);
  PushString(lua, scene.server());
  host_.Call(4, 0);
  lua_pop(lua, 1);
}

bool LuaSuite::CallShared(const char* name, const LuaTest& test, TestResult& result) {
  lua_State* lua = host_.lua();
  lua_getfield(lua, LUA_REGISTRYINDEX, LuaHost::kShared);
  lua_getfield(lua, -1, name);
  lua_remove(lua, -2);
  return Judge(host_.Call(0, 0), test, result);
}

// Outer groups come first; the first that fails ends it.
bool LuaSuite::RunBefore(const LuaTest& test, LuaHook hook, TestResult& result) {
  for (const LuaGroup* group : test.group->path) {
    for (const int function : group->Of(hook)) {
      if (!RunFunction(function, test, result)) return false;
    }
  }
  return true;
}

// Inner groups come first; all have their turn until the time is over.
void LuaSuite::RunAfter(const LuaTest& test, LuaHook hook, TestResult& result) {
  for (const LuaGroup* group = test.group; group != nullptr; group = group->parent) {
    for (const int function : group->Of(hook)) {
      RunFunction(function, test, result);
      if (host_.stopped()) return;
    }
  }
}

bool LuaSuite::RunFunction(int function, const LuaTest& test, TestResult& result) {
  lua_rawgeti(host_.lua(), LUA_REGISTRYINDEX, function);
  return Judge(host_.Call(0, 0), test, result);
}

bool LuaSuite::Judge(std::optional<LuaProblem> problem, const LuaTest& test, TestResult& result) {
  if (!problem) return true;
  if (problem->kind == LuaProblem::Kind::kSkip) {
    result.status = TestStatus::kSkipped;
    result.skipped_because = problem->message;
    return false;
  }
  const Diagnostic* error = stage_.ScriptError(problem->script_error);
  TestFailure& failure = result.failures.emplace_back(FailureOf(*std::move(problem)));
  if (failure.where.line == 0) failure.where = test.where;
  failure.step = stage_.LastStep();
  failure.error_code = stage_.LastErrorCode();
  if (error != nullptr) failure.error = *error;
  return false;
}

}  // namespace

ReadSuite ReadLuaSuite(std::string_view text, const std::string& path, SuiteFiles& files,
                       const SuiteDefaults& defaults, const LuaSuiteOptions& options) {
  ReadSuite read;
  auto suite = std::make_unique<LuaSuite>(text, path, files, options);
  if (suite->Collect(defaults, read.problems)) read.suite = std::move(suite);
  return read;
}

ReadSuite ReadLuaSuite(std::string_view text, const std::string& path, SuiteFiles& files,
                       const SuiteDefaults& defaults) {
  return ReadLuaSuite(text, path, files, defaults, LuaSuiteOptions());
}

}  // namespace luarig
