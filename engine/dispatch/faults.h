#ifndef LUARIG_ENGINE_DISPATCH_FAULTS_H_
#define LUARIG_ENGINE_DISPATCH_FAULTS_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace luarig {

struct Command;
struct ScriptRun;

// Makes commands of scripts fail that would not (ServerState::faults).
class Faults {
 public:
  virtual ~Faults() = default;

  // Asked before each command that a script calls and that exists: the error reply to give instead
  // of running it, code first, or nothing. `script` knows the place of the call.
  virtual std::optional<std::string> Instead(const Command& command,
                                             std::span<const std::string_view> argv,
                                             const ScriptRun& script) = 0;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_FAULTS_H_
