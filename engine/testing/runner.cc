#include "engine/testing/runner.h"

#include <algorithm>
#include <numeric>

#include "engine/base/random.h"
#include "engine/testing/scale_runner.h"

namespace luarig {
namespace {

// Scenes by their setting. Few at a time: a large fixture in each.
class Scenes {
 public:
  explicit Scenes(const RunnerOptions& options) : options_(options) {}

  Scene& For(const Setting& setting) {
    for (const auto& [known, scene] : scenes_) {
      if (known == setting) return *scene;
    }
    constexpr size_t kMost = 4;
    if (scenes_.size() >= kMost) scenes_.erase(scenes_.begin());
    scenes_.emplace_back(setting, options_.make_scene
                                      ? options_.make_scene(setting)
                                      : std::make_unique<EngineScene>(setting, options_.host));
    return *scenes_.back().second;
  }

 private:
  const RunnerOptions& options_;
  std::vector<std::pair<Setting, std::unique_ptr<Scene>>> scenes_;
};

int64_t Elapsed(const RunnerOptions& options) {
  return options.host.stopwatch == nullptr ? 0 : options.host.stopwatch->ElapsedMicros();
}

void FailToBegin(const Diagnostic& problem, TestResult& result) {
  if (problem.code == "under") {  // a real server cannot be put into every state
    result.status = TestStatus::kSkipped;
    result.skipped_because = problem.message;
    return;
  }
  TestFailure failure;
  failure.what = "start";
  failure.where = result.where;
  failure.message = "what the test starts from could not be loaded";
  failure.error = problem;
  result.failures.push_back(std::move(failure));
  result.status = TestStatus::kFailed;
}

// Whatever the test said, it did not see a server.
void Spoil(const Diagnostic& trouble, TestResult& result) {
  TestFailure failure;
  failure.what = "server";
  failure.where = result.where;
  failure.message = "the server could not be asked, so nothing is known";
  failure.error = trouble;
  result.failures.clear();
  result.failures.push_back(std::move(failure));
  result.status = TestStatus::kFailed;
}

void RunOnce(Suite& suite, size_t test, Scene& scene, const RunnerOptions& options,
             TestResult& result) {
  if (options.on_begin) options.on_begin();
  if (const auto problem = scene.Begin()) return FailToBegin(*problem, result);
  const size_t edits = options.edits == nullptr ? 0 : options.edits->size();
  suite.Run(test, scene, result, options.edits);
  const Diagnostic* trouble = scene.Trouble();
  if (trouble == nullptr) return;
  if (options.edits != nullptr) options.edits->resize(edits);
  Spoil(*trouble, result);
}

TestResult RunTest(Suite& suite, size_t test, Scenes& scenes, const RunnerOptions& options) {
  const TestCase& row = suite.tests()[test];
  TestResult result;
  result.name = row.name;
  result.target = row.setting.target->name;
  result.under = row.setting.under;
  result.where = row.where;
  if (!row.skip.empty()) {
    result.status = TestStatus::kSkipped;
    result.skipped_because = row.skip;
    return result;
  }
  const TestResult blank = result;
  const int64_t began = Elapsed(options);
  Scene& scene = scenes.For(row.setting);
  const size_t edits = options.edits == nullptr ? 0 : options.edits->size();
  RunOnce(suite, test, scene, options, result);
  if (scene.Stained()) {
    result = blank;
    if (options.edits != nullptr) options.edits->resize(edits);
    RunOnce(suite, test, scene, options, result);
  }
  if (result.status == TestStatus::kPassed && options.edits == nullptr)
    RunScales(suite, test, scene, options.scale, options.on_begin, result);
  result.micros = Elapsed(options) - began;
  return result;
}

// The numbers in the order in which they are run: those of one setting one after the other.
std::vector<size_t> Order(const Suite& suite, std::span<const size_t> tests,
                          std::optional<uint64_t> shuffle) {
  std::vector<const Setting*> settings;
  std::vector<std::pair<size_t, size_t>> order;  // setting, test
  order.reserve(tests.size());
  for (const size_t test : tests) {
    const Setting& setting = suite.tests()[test].setting;
    size_t at = settings.size();
    while (at > 0 && !(*settings[at - 1] == setting)) --at;
    if (at == 0) {
      settings.push_back(&setting);
      at = settings.size();
    }
    order.emplace_back(at, test);
  }
  if (shuffle) {
    Random random(*shuffle);
    for (size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.Below(i)]);
  }
  std::ranges::stable_sort(order, {}, &std::pair<size_t, size_t>::first);
  std::vector<size_t> numbers;
  numbers.reserve(order.size());
  for (const auto& [setting, test] : order) numbers.push_back(test);
  return numbers;
}

}  // namespace

void RunSuite(Suite& suite, std::span<const size_t> tests, const RunnerOptions& options,
              std::vector<TestResult>& results) {
  Scenes scenes(options);
  std::vector<std::pair<size_t, TestResult>> done;
  for (const size_t test : Order(suite, tests, options.shuffle)) {
    if (options.should_stop && options.should_stop()) break;
    done.emplace_back(test, RunTest(suite, test, scenes, options));
    if (options.on_result) options.on_result(done.back().second);
  }
  std::ranges::stable_sort(done, {}, &std::pair<size_t, TestResult>::first);
  for (auto& [test, result] : done) results.push_back(std::move(result));
}

std::optional<std::string> WithEdits(std::string_view text, std::vector<SnapshotEdit> edits,
                                     SnapshotEdit& conflict) {
  std::ranges::stable_sort(edits, {}, &SnapshotEdit::begin);
  std::string out;
  size_t from = 0;
  const SnapshotEdit* before = nullptr;
  for (const SnapshotEdit& edit : edits) {
    if (before != nullptr && before->begin == edit.begin && before->end == edit.end &&
        before->text == edit.text) {
      continue;
    }
    if (edit.begin < from) {
      conflict = edit;
      return std::nullopt;
    }
    out.append(text.substr(from, edit.begin - from)).append(edit.text);
    from = edit.end;
    before = &edit;
  }
  return out.append(text.substr(from));
}

}  // namespace luarig
