#ifndef LUARIG_ENGINE_TRACE_KEY_AUDIT_H_
#define LUARIG_ENGINE_TRACE_KEY_AUDIT_H_

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "engine/dispatch/observer.h"

namespace luarig {

// Notes each use of a key that a script was not given in KEYS.
class KeyAudit final : public Observer {
 public:
  struct Access {
    ScriptKind kind = ScriptKind::kScript;
    std::string script;   // SHA of a script, name of a function
    std::string library;  // of the function
    int line = 0;
    std::string command;  // "hget", "object|encoding"
    std::string key;      // the first that was used there
    uint64_t times = 0;   // with any key
  };

  // One for each command on a line of a script, in the order in which they were first seen.
  const std::vector<Access>& accesses() const { return accesses_; }

  bool watches_commands() const override { return true; }
  void Before(const CommandEvent& event) override;

 private:
  using Place = std::tuple<std::string, int, std::string>;  // script, line, command

  std::vector<Access> accesses_;
  std::map<Place, size_t> seen_;  // where in accesses_
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_TRACE_KEY_AUDIT_H_
