#ifndef LUARIG_ENGINE_TESTING_LUA_FAULTS_H_
#define LUARIG_ENGINE_TESTING_LUA_FAULTS_H_

#include <optional>
#include <span>
#include <string>

namespace luarig {

// A command that shall fail where a script calls it.
struct PlannedFault {
  std::string command;  // "HSET"; "" for any
  int call = 0;         // the how manieth command of the script, from 1; 0: each
  std::string error;    // the reply to give instead of running it: "OOM command not allowed ..."
};

// A scene that can make commands of scripts fail. Scenes are asked for it by a cast, because a
// server behind a connection has none.
class FaultPlanner {
 public:
  virtual ~FaultPlanner() = default;

  // From now on these are met by scripts, in place of those that were planned before. Begin() plans
  // none. Returns why it cannot be so.
  virtual std::optional<std::string> PlanFaults(std::span<const PlannedFault> faults) = 0;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_LUA_FAULTS_H_
