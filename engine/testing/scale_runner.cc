#include "engine/testing/scale_runner.h"

#include <utility>

#include "engine/testing/grow_key.h"
#include "engine/testing/scale_stage.h"

namespace luarig {
namespace {

std::vector<ScaleSpec> SpecsOf(const Suite& suite, size_t test, const ScaleFlags& flags) {
  std::vector<ScaleSpec> specs = flags.keys;
  for (ScaleSpec& spec : specs) spec.where = suite.tests()[test].where;
  if (!specs.empty()) return specs;
  const ScaleSpec* own = suite.ScaleOf(test);
  if (own == nullptr) return specs;
  specs.push_back(*own);
  specs.back().Use(flags.sizes);
  return specs;
}

SizeRun RunOnce(Suite& suite, size_t test, Scene& scene, const ScaleSpec& spec, uint64_t size) {
  const auto problem = scene.Begin();
  if (!problem) return suite.RunAtSize(test, scene, spec, size);
  TestFailure failure;
  failure.message = problem->message;
  failure.error = problem;
  return BrokenBy(failure);
}

}  // namespace

std::optional<SizeRun> GrowForRun(Scene& scene, const ScaleSpec& spec, uint64_t size) {
  SizeRun run;
  auto* stage = dynamic_cast<ScaleStage*>(&scene);
  GrownKey grown = stage == nullptr
                       ? GrownKey{GrownKey::Outcome::kRefused, "keys of a real server do not grow"}
                       : GrowKey(scene, *stage, spec.database, spec.key, size);
  if (grown.outcome == GrownKey::Outcome::kDone) return std::nullopt;
  run.outcome = grown.outcome == GrownKey::Outcome::kMissing ? SizeRun::Outcome::kNoKey
                                                             : SizeRun::Outcome::kBroke;
  run.why = std::move(grown.why);
  return run;
}

void RunScales(Suite& suite, size_t test, Scene& scene, const ScaleFlags& flags,
               const std::function<void()>& on_begin, TestResult& result) {
  const std::vector<ScaleSpec> specs = SpecsOf(suite, test, flags);
  if (specs.empty()) return;
  auto* stage = dynamic_cast<ScaleStage*>(&scene);
  if (stage == nullptr) {
    result.status = TestStatus::kSkipped;
    result.skipped_because =
        "it passed as it is written; how it scales cannot be seen on a real server, which does not "
        "count instructions";
    return;
  }
  for (const ScaleSpec& spec : specs) {
    const auto try_size = [&](uint64_t size) {
      SizeRun run;
      // A run that cannot be taken back is made again where nothing ran before, as tests are.
      for (int attempt = 0; attempt < 2; ++attempt) {
        if (on_begin) on_begin();
        run = RunOnce(suite, test, scene, spec, size);
        run.micros = stage->ElapsedMicros();
        if (!scene.Stained()) break;
      }
      return run;
    };
    ScaleTable table;
    auto failure = TrySizes(spec, try_size, stage->TimeLimitMicros(), table);
    if (failure) {
      result.failures.push_back(*std::move(failure));
      result.status = TestStatus::kFailed;
    }
    for (std::string& line : LinesOf(table)) result.output.push_back(std::move(line));
    result.scales.push_back(std::move(table));
  }
}

}  // namespace luarig
