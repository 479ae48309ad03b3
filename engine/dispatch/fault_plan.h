#ifndef LUARIG_ENGINE_DISPATCH_FAULT_PLAN_H_
#define LUARIG_ENGINE_DISPATCH_FAULT_PLAN_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/dispatch/faults.h"

// A sweep of faults: a run of scripts is watched once, and then made again for each thing that
// could have gone wrong in it. Which things these are is known here and nowhere else.

namespace luarig {

// Something that can go wrong with a call.
struct CallFault {
  std::string error;          // what it answers, code first
  bool hypothetical = false;  // no server would answer that there
  bool lasting = false;       // every later write is refused too: a condition of the server
  bool kills = false;         // the script ends there, whatever it catches
};

// A command that a script called, and what could go wrong with it.
struct FaultPoint {
  SourcePlace place;
  std::vector<std::string> argv;
  std::vector<CallFault> faults;
};

// Lets everything run as it does, and notes what is called. `all`: also the faults that no server
// would answer there.
class FaultRecorder final : public Faults {
 public:
  static constexpr size_t kMostPoints = 500;  // calls that are looked at, from the first on

  explicit FaultRecorder(bool all) : all_(all) {}
  // Puts the place of a call into the user's own files; by default it stays what it is.
  void set_locate(std::function<void(SourcePlace&)> locate) { locate_ = std::move(locate); }

  std::optional<std::string> Instead(const Command& command, std::span<const std::string_view> argv,
                                     const ScriptRun& script) override;

  std::vector<FaultPoint>& points() { return points_; }
  const std::vector<FaultPoint>& points() const { return points_; }
  size_t calls() const { return calls_; }  // with those that are not looked at

 private:
  void AddWrongType(const Command& command, std::span<const std::string_view> argv,
                    FaultPoint& point);
  void AddConditions(const Command& command, const ScriptRun& script, FaultPoint& point) const;

  bool all_;
  std::function<void(SourcePlace&)> locate_;
  std::set<std::string> typed_;  // keys that a command took for a type
  std::vector<FaultPoint> points_;
  size_t calls_ = 0;
};

// Fails call number `at`, counted from 0, and what follows from that.
class FaultInjector final : public Faults {
 public:
  // `fault` must outlive this.
  FaultInjector(size_t at, const CallFault& fault) : at_(at), fault_(fault) {}

  std::optional<std::string> Instead(const Command& command, std::span<const std::string_view> argv,
                                     const ScriptRun& script) override;

 private:
  size_t at_;
  const CallFault& fault_;
  size_t next_ = 0;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_FAULT_PLAN_H_
