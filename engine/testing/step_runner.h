#ifndef LUARIG_ENGINE_TESTING_STEP_RUNNER_H_
#define LUARIG_ENGINE_TESTING_STEP_RUNNER_H_

#include <span>
#include <string>
#include <vector>

#include "engine/testing/keys_check.h"
#include "engine/testing/step.h"

namespace luarig {

// "FCALL reserve 1 stock:lamp", long words shortened.
std::string StepText(std::span<const std::string> words);

// Skips a test that wants to see what the scene cannot be watched for: what it expects would be
// held against nothing.
bool Skips(const Scene& scene, const Watching& watching, TestResult& result);

// Runs the steps of a test and verifies what they expect. The first step that fails ends it.
class StepRunner {
 public:
  StepRunner(const JsonTape& tape, Scene& scene, Scratch& scratch, TestResult& result,
             std::vector<SnapshotEdit>* edits)
      : tape_(tape), scene_(scene), scratch_(scratch), result_(result), edits_(edits) {}

  // From here on errors count that nothing expects, and nothing else; what `measured` (null: no
  // step) takes goes to `run`.
  void CountOnlyErrors(const Step* measured, SizeRun& run) {
    measured_ = measured;
    run_ = &run;
  }

  // False if one of them failed, or the test is skipped.
  bool Run(std::span<const Step> steps);
  // Does what they do, whatever they expect.
  void Repeat(std::span<const Step> steps);
  // Runs the call of a step and keeps what it captures, whatever it expects. Null if it cannot be.
  const Seen* Send(const Step& step, std::span<const std::string> words, const Watching& watching);
  std::vector<std::string> WordsOf(const Step& step) const;
  // The call as one would type it.
  static std::string Shown(const Step& step, std::vector<std::string> words);
  void VerifyEnd(std::span<const std::unique_ptr<Check>> checks);

 private:
  void Do(const Step& step);
  void Call(const Step& step);
  // Makes commands of scripts fail from now on; false if that cannot be.
  bool Plan(const Step& step, std::span<const PlannedFault> faults);
  void VerifyAtSize(const Step& step, const CheckContext& context);
  void Unexpected(const Step& step, const CheckContext& context);
  void Fail(const Step& step, Diagnostic problem);

  const JsonTape& tape_;
  Scene& scene_;
  Scratch& scratch_;
  TestResult& result_;
  std::vector<SnapshotEdit>* edits_;
  Captures captures_;
  const Step* measured_ = nullptr;
  SizeRun* run_ = nullptr;  // null: all that is expected counts
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_STEP_RUNNER_H_
