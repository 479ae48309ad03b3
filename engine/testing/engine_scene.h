#ifndef LUARIG_ENGINE_TESTING_ENGINE_SCENE_H_
#define LUARIG_ENGINE_TESTING_ENGINE_SCENE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.h"
#include "engine/dispatch/faults.h"
#include "engine/dispatch/reply_shuffle.h"
#include "engine/engine.h"
#include "engine/rewind.h"
#include "engine/testing/lua_faults.h"
#include "engine/testing/scale_stage.h"
#include "engine/testing/scene.h"
#include "engine/testing/script_files.h"
#include "engine/testing/sweep.h"
#include "engine/trace/coverage.h"

namespace luarig {

// What a script that takes too long is ended with begins so.
inline constexpr std::string_view kTimeLimitError = "ERR the time limit of ";

// What the host gives a scene besides its setting.
struct SceneHost {
  Stopwatch* stopwatch = nullptr;  // null: nothing is limited in time
  int64_t time_limit_micros = 0;   // of one call; 0: none. What takes longer is ended
  size_t lua_memory = 0;           // bytes of each interpreter; 0: no limit
  // Replies that have no order come to scripts in one that this draws; nothing: as they are.
  std::optional<uint64_t> shuffle = {};
  // What tests run is added here, before the scene goes at the latest; null: nobody counts.
  CoverageReport* coverage = nullptr;
  // The text of a file that was included; what Lua itself was loaded from is known.
  std::function<std::string(const std::string& path)> text_of = {};
};

// The embedded engine as a scene. The fixture is loaded once; each test begins by going back to it.
class EngineScene final : public Scene,
                          public FaultPlanner,
                          public SweepStage,
                          public ScaleStage,
                          private Observer,
                          private Interrupt,
                          private Faults {
 public:
  EngineScene(Setting setting, SceneHost host);
  ~EngineScene() override;
  EngineScene(const EngineScene&) = delete;
  EngineScene& operator=(const EngineScene&) = delete;

  std::optional<Diagnostic> Begin() override;
  const Seen& Run(std::string_view client, std::span<const std::string> words,
                  const Watching& watching) override;
  std::optional<std::string> Advance(int64_t micros) override;
  std::optional<Diagnostic> Load(const TestFile& library) override;
  void NoteScript(const TestFile& script) override { files_.AddScript(script); }
  std::vector<KeyDifference> Difference() override;
  const Databases& Keys(std::span<const KeyName> names) override;
  int64_t NowMicros() override { return clock_.NowMicros(); }
  std::optional<std::string> Lacks(const Watching& watching) const override;
  std::optional<std::string> PlanFaults(std::span<const PlannedFault> faults) override;
  void SetSweep(Faults* faults) override;
  void Locate(SourcePlace& place) const override { files_.Name(place, source_); }
  void RememberHere() override;
  void GoBack() override;
  void Forget() override;
  std::vector<KeyDifference> ChangedSince() override;
  Reply Prepare(int database, std::span<const std::string> words) override;
  int64_t ElapsedMicros() override;
  int64_t TimeLimitMicros() const override { return host_.time_limit_micros; }
  bool Stained() const override { return !fresh_ && rewind_ != nullptr && rewind_->stained(); }

 private:
  class Client;
  class WithoutLimits;

  // What RememberHere() remembers.
  struct Memory {
    Journal::Mark mark;
    int64_t now_micros;
    Random random;
    Conditions conditions;
  };

  std::optional<Diagnostic> Make();
  void AddCoverage();
  std::optional<Diagnostic> LoadFixture(const TestFile& file);
  std::optional<Diagnostic> LoadLibrary(const TestFile& file);
  Client& ClientOf(std::string_view name);
  void CloseMark();
  void HookFaults();
  void StartTime();

  void After(const CommandEvent& event) override;
  bool watches_commands() const override { return watching_.calls || watching_.command_count; }
  bool wants_replies() const override { return watching_.calls; }
  void OnScript(const ScriptEvent& event) override {
    source_ = event.script.source;
    script_calls_ = 0;
  }
  bool watches_branches() const override { return watching_.instructions; }
  void OnCounts(const ScriptSource& source, const CodeCounts& counts) override;
  bool watches_propagation() const override { return watching_.propagated; }
  void OnPropagate(const PropagationEvent& event) override {
    seen_.propagated.emplace_back(event.words.begin(), event.words.end());
  }
  void OnError(const Diagnostic& diagnostic) override;
  void OnLog(LogLevel level, std::string_view text) override;
  void WhileScriptRuns(bool busy) override;
  std::optional<std::string> Instead(const Command& command, std::span<const std::string_view> argv,
                                     const ScriptRun& script) override;

  Setting setting_;
  SceneHost host_;
  ManualClock clock_;
  std::optional<ReplyShuffle> shuffle_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Coverage> coverage_;  // of the engine; null unless the host wants it
  std::unique_ptr<Rewind> rewind_;
  std::map<std::string, std::unique_ptr<Client>, std::less<>> clients_;
  ScriptFiles files_;
  ScriptSource source_;  // of the script that ran last; valid until its command has ended
  bool fresh_ = false;   // nothing ran in the engine before the present test
  std::vector<PlannedFault> faults_;
  int script_calls_ = 0;  // commands that the present script has called, while faults are planned
  Faults* sweep_ = nullptr;
  Watching watching_;
  Seen seen_;
  std::optional<Memory> memory_;
  int64_t began_micros_ = 0;           // by the stopwatch: the last Begin() or GoBack()
  std::optional<Journal::Mark> mark_;  // before the last Run() that watched for a difference
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_ENGINE_SCENE_H_
