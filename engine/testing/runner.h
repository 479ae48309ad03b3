#ifndef LUARIG_ENGINE_TESTING_RUNNER_H_
#define LUARIG_ENGINE_TESTING_RUNNER_H_

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/testing/engine_scene.h"
#include "engine/testing/suite.h"

namespace luarig {

struct RunnerOptions {
  SceneHost host;
  // Makes a scene; the embedded engine's unless somebody else's is wanted.
  std::function<std::unique_ptr<Scene>(const Setting&)> make_scene;
  // The order in which tests run; nothing: as they are written.
  std::optional<uint64_t> shuffle;
  // Asked before each test; true ends the run.
  std::function<bool()> should_stop;
  // Told of each test before it runs, also when it is run again, and when it has run.
  std::function<void()> on_begin;
  std::function<void(const TestResult&)> on_result;
  // Of sizes that tests are run at.
  ScaleFlags scale;
  // Expected values that differ are noted here instead of compared; null: they are compared.
  std::vector<SnapshotEdit>* edits = nullptr;
};

// Runs the tests of `suite` with these numbers, in the order of their settings, so that tests of
// one share a scene; `results` gets them in the order of their numbers.
void RunSuite(Suite& suite, std::span<const size_t> tests, const RunnerOptions& options,
              std::vector<TestResult>& results);

// The text with the edits made; nothing if two of them want different texts in one place, which
// `conflict` then names.
std::optional<std::string> WithEdits(std::string_view text, std::vector<SnapshotEdit> edits,
                                     SnapshotEdit& conflict);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_RUNNER_H_
