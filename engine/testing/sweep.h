#ifndef LUARIG_ENGINE_TESTING_SWEEP_H_
#define LUARIG_ENGINE_TESTING_SWEEP_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/dispatch/fault_plan.h"
#include "engine/testing/results.h"
#include "engine/testing/scene.h"
#include "engine/testing/scene_memory.h"

namespace luarig {

// Why tests with a sweep are skipped where there is no SweepStage.
inline constexpr std::string_view kNoSweeps = "commands of a real server cannot be made to fail";

// A scene in which faults can be swept. Scenes are asked for it by a cast, because a server behind
// a connection is none.
class SweepStage : public SceneMemory {
 public:
  // From now on `faults` is asked about the commands that scripts call and that no planned fault
  // meets; null: nobody, as after Begin().
  virtual void SetSweep(Faults* faults) = 0;
  // Puts the place of the call that `faults` is asked about into the user's own files.
  virtual void Locate(SourcePlace& place) const = 0;

  // What is different from what is remembered. Valid until the next call of anything.
  virtual std::vector<KeyDifference> ChangedSince() = 0;
};

// Which faults a sweep goes through.
struct SweepChoice {
  bool all = false;               // also what no server would answer there
  std::vector<std::string> only;  // commands; empty: all that are called
};

// What a run of what is swept came to.
struct SweptRun {
  bool failed = false;   // it ended with an error
  bool endless = false;  // by the limit of time
  std::string changes;   // DiffAsJson()
  std::string picture;   // DiffAsText()
  std::string broken;    // what of the invariant does not hold, in lines; "": nothing
};

// The faults of one sweep, and which of them broke something.
class FaultSweep {
 public:
  // A fault at a call.
  struct Item {
    size_t call = 0;  // counted from 0
    const FaultPoint& point;
    const CallFault& fault;
  };

  FaultSweep(SweepStage& stage, SweepChoice choice, bool has_invariant);
  ~FaultSweep();
  FaultSweep(const FaultSweep&) = delete;
  FaultSweep& operator=(const FaultSweep&) = delete;

  // What runs from here to Stop() is noted. What was noted before is forgotten.
  void Record();
  // What runs from here to Stop() meets this fault.
  void Inject(const Item& item);
  void Stop();

  // Once it was recorded: why there is nothing to sweep, or the wrong thing. `whole` is what that
  // run came to; all or nothing is measured by it.
  std::optional<std::string> Problem(const SweptRun& whole);

  // All faults, in the order of their calls.
  std::vector<Item> Items() const;
  // Looks at what came of one. False if the others are better left alone.
  bool Judge(const Item& item, const SweptRun& run);

  // In lines: how many broke something, what to do, and the first of them in full; "" if none did.
  std::string Verdict() const;
  // "only the first 500 of 812 calls ..."; "" if all were looked at.
  std::string Cut() const;

 private:
  struct Broken {
    Item item;
    SweptRun run;
  };
  bool IsChosen(const FaultPoint& point) const;
  std::string Headline() const;
  void AppendInFull(std::string& out, size_t shown) const;
  void AppendRest(std::string& out, size_t shown) const;

  SweepStage& stage_;
  SweepChoice choice_;
  bool has_invariant_;
  std::unique_ptr<FaultRecorder> recorder_;
  std::optional<FaultInjector> injector_;
  SweptRun whole_;  // without faults
  size_t tried_ = 0;
  std::vector<Broken> broken_;
};

// A test of which a part is run again for each fault, as its form of suites does it.
class SweptTest {
 public:
  virtual ~SweptTest() = default;

  // In a scene that has begun: what stands before the part. Expectations are left alone.
  virtual void RunBefore() = 0;
  // The part itself, likewise. Null if it cannot be run.
  virtual const Seen* RunPart(const Watching& watching) = 0;
  // What must hold behind each fault, in place of all or nothing.
  virtual bool has_invariant() const = 0;
  virtual std::optional<TestFailure> BrokenInvariant() = 0;
};

// Skips a test that wants a sweep, if the scene has none.
bool SkipsSweep(Scene& scene, TestResult& result);

// Sweeps through the faults of `test`, which has passed in `scene`, a SweepStage. Returns what is
// wrong, in lines; "" if nothing is. `output` is told what was left out. Leaves the scene to be
// begun anew.
std::string SweepFaults(Scene& scene, SweptTest& test, const SweepChoice& choice,
                        std::vector<std::string>& output);

// A failure in lines, for those that are told of inside of another.
std::string FailureLines(const TestFailure& failure);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_SWEEP_H_
