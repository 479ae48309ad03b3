#ifndef LUARIG_TESTS_UNIT_TESTING_LUA_SUITE_RIG_H_
#define LUARIG_TESTS_UNIT_TESTING_LUA_SUITE_RIG_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "engine/base/bytes.h"
#include "engine/testing/engine_scene.h"
#include "engine/testing/lua_faults.h"
#include "engine/testing/lua_suite.h"

namespace luarig::test {

// Files by name, as a suite at the root of a folder sees them.
class NamedFiles final : public SuiteFiles {
 public:
  void Add(const std::string& path, std::string_view text) {
    files_[path] = std::make_shared<const TestFile>(TestFile{path, std::string(text)});
  }
  Result<std::shared_ptr<const TestFile>> Read(const std::string& /*suite*/,
                                               const std::string& path) override {
    ++reads;
    const auto found = files_.find(path);
    if (found == files_.end()) return Failure{StrCat("there is no file ", Quote(path))};
    return found->second;
  }
  Result<std::shared_ptr<const TestFile>> ReadLua(const std::string& suite,
                                                  const std::string& path) override {
    return Read(suite, path);
  }

  int reads = 0;

 private:
  std::map<std::string, std::shared_ptr<const TestFile>> files_;
};

// A scene that lacks something, and writes down which faults are planned.
class OtherScene : public Scene, public FaultPlanner {
 public:
  explicit OtherScene(Scene& scene) : scene_(scene) {}

  std::optional<Diagnostic> Begin() override { return scene_.Begin(); }
  const Seen& Run(std::string_view client, std::span<const std::string> words,
                  const Watching& watching) override {
    CHECK_FALSE(watching.events);
    return scene_.Run(client, words, watching);
  }
  std::optional<std::string> Advance(int64_t micros) override { return scene_.Advance(micros); }
  std::optional<Diagnostic> Load(const TestFile& library) override { return scene_.Load(library); }
  void NoteScript(const TestFile& script) override { scene_.NoteScript(script); }
  std::vector<KeyDifference> Difference() override { return scene_.Difference(); }
  const Databases& Keys(std::span<const KeyName> names) override { return scene_.Keys(names); }
  int64_t NowMicros() override { return scene_.NowMicros(); }
  std::optional<std::string> Lacks(const Watching& watching) const override {
    if (watching.events) return "this server does not tell events";
    return scene_.Lacks(watching);
  }
  std::optional<std::string> PlanFaults(std::span<const PlannedFault> faults) override {
    planned += "|";
    for (const PlannedFault& fault : faults) {
      planned += StrCat(" ", fault.command, " ", fault.call, " ", fault.error);
    }
    return std::nullopt;
  }

  std::string planned;

 private:
  Scene& scene_;
};

// A suite whose text stands in the test, read and run.
class LuaRig {
 public:
  explicit LuaRig(std::string_view text, const LuaSuiteOptions& options = {}) : LuaRig() {
    Read(text, options);
  }
  LuaRig() = default;

  void Read(std::string_view text, const LuaSuiteOptions& options = {}) {
    read = ReadLuaSuite(text, "shop_test.lua", files, defaults, options);
  }
  TestResult Run(size_t test) {
    TestResult result;
    EngineScene scene(read.suite->tests().at(test).setting, {});
    OtherScene other(scene);
    const auto problem = scene.Begin();
    REQUIRE_MESSAGE(!problem, problem->message);
    if (elsewhere) {
      read.suite->Run(test, other, result, nullptr);
      planned = other.planned;
    } else {
      read.suite->Run(test, scene, result, nullptr);
    }
    return result;
  }
  // "passed", "skipped: why", or the failures.
  std::string Outcome(size_t test) {
    const TestResult result = Run(test);
    if (result.status == TestStatus::kPassed) return "passed";
    if (result.status == TestStatus::kSkipped) return "skipped: " + result.skipped_because;
    std::string all;
    for (const TestFailure& failure : result.failures) {
      if (!all.empty()) all += '\n';
      all += StrCat(failure.where.file, ":", failure.where.line, ": ", failure.what, ": ",
                    failure.message);
      if (!failure.expected.empty()) all += "\nexpected " + failure.expected;
      if (!failure.got.empty()) all += "\ngot " + failure.got;
    }
    return all;
  }
  // The names of all tests, one a line.
  std::string Names() const {
    std::string names;
    for (const TestCase& test : read.suite->tests()) names += test.name + "\n";
    return names;
  }
  // "shop_test.lua:3:5: message", one a line.
  std::string Problems() const {
    std::string all;
    for (const Diagnostic& problem : read.problems) {
      all += StrCat(problem.where.file, ":", problem.where.line, ":", problem.where.column, ": ",
                    problem.message, problem.help.empty() ? "" : "; ", problem.help, "\n");
    }
    return all;
  }

  NamedFiles files;
  SuiteDefaults defaults;
  ReadSuite read;
  bool elsewhere = false;  // run in an OtherScene
  std::string planned;     // there
};

// What comes of one test with this body.
inline std::string OutcomeOf(std::string_view body) {
  LuaRig rig(StrCat("it('t', function()\n", body, "\nend)"));
  if (rig.read.suite == nullptr) return rig.Problems();
  return rig.Outcome(0);
}

}  // namespace luarig::test

#endif  // LUARIG_TESTS_UNIT_TESTING_LUA_SUITE_RIG_H_
