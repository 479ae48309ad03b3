#include "engine/testing/swept_steps.h"

#include <algorithm>
#include <utility>

namespace luarig {
namespace {

class SweptStep final : public SweptTest {
 public:
  SweptStep(const TapeSteps& setup, const TapeSteps& own, size_t at, Scene& scene, Scratch& scratch)
      : setup_(setup), own_(own), at_(at), scene_(scene), scratch_(scratch) {}

  void RunBefore() override {
    result_ = {};
    StepRunner(setup_.tape, scene_, scratch_, result_, nullptr).Repeat(setup_.steps);
    runner_.emplace(own_.tape, scene_, scratch_, result_, nullptr);
    runner_->Repeat(own_.steps.first(at_));
    result_ = {};
  }

  const Seen* RunPart(const Watching& watching) override {
    return runner_->Send(step(), runner_->WordsOf(step()), watching);
  }

  bool has_invariant() const override { return !step().invariant.empty(); }
  std::optional<TestFailure> BrokenInvariant() override {
    if (runner_->Run(step().invariant)) return std::nullopt;
    return std::move(result_.failures.front());
  }

  std::string Shown() const {
    return runner_ ? runner_->Shown(step(), runner_->WordsOf(step())) : "";
  }

 private:
  const Step& step() const { return own_.steps[at_]; }

  const TapeSteps& setup_;
  const TapeSteps& own_;
  size_t at_;
  Scene& scene_;
  Scratch& scratch_;
  TestResult result_;
  std::optional<StepRunner> runner_;
};

}  // namespace

bool SkipsSweep(std::span<const Step> steps, Scene& scene, TestResult& result) {
  return std::ranges::any_of(steps, [](const Step& step) { return step.sweep.has_value(); }) &&
         SkipsSweep(scene, result);
}

void SweepSteps(const TapeSteps& setup, const TapeSteps& own, Scene& scene, Scratch& scratch,
                TestResult& result) {
  for (size_t i = 0; i < own.steps.size(); ++i) {
    const Step& step = own.steps[i];
    if (!step.sweep) continue;
    SweptStep test(setup, own, i, scene, scratch);
    std::string verdict = SweepFaults(scene, test, *step.sweep, result.output);
    if (verdict.empty()) continue;
    TestFailure failure;
    failure.what = "faults";
    failure.where = own.tape.source().PlaceAt(own.tape.BeginOf(step.sweep_at), 0,
                                              own.tape.PathOf(step.sweep_at, "$"));
    failure.step = test.Shown();
    failure.message = std::move(verdict);
    result.failures.push_back(std::move(failure));
    return;
  }
}

}  // namespace luarig
